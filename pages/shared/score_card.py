"""One run's answer to one text, beside the others' answers."""

import streamlit as st

from core.comparison import dataset_label
from core.data_charts import class_probabilities
from core.errors import BothwaysError
from core.runs import Run
from pages.shared import cached, widgets
from pages.shared.chart import chart
from pages.shared.formats import count, percent, short
from pages.shared.verdict import reading_notes, verdict_html


def score_card(run: Run, text: str) -> None:
    """The run, its verdict on the text, the probability of every class, and what it could not read."""
    with st.container(border=True, key=f"card_{run.run_id}", height="stretch"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(short(run.name), width="content")
            widgets.direction_badge(run.config.model.direction)
        try:
            score = cached.scorer(run).score([text])[0]
        except BothwaysError as error:
            widgets.error_box(widgets.error_parts(error), key=f"score_error_{run.run_id}")
            return
        st.html(verdict_html(score))
        chart(class_probabilities(score.probabilities, score.label), f"bars_{run.run_id}", "Probability of every class")
        for note in reading_notes(score):
            st.text(note)
        st.space("stretch")
        with st.container(gap="xsmall"):
            st.text(f"{_words(score.num_tokens)} · {score.milliseconds:.1f} ms")
            st.text(_trained_on(run))


def _words(number: int) -> str:
    return f"{count(number)} known word{'' if number == 1 else 's'}"


def _trained_on(run: Run) -> str:
    accuracy, num_test = run.metrics.get("test_accuracy"), run.metrics.get("num_test")
    tested = "" if accuracy is None else f" · test accuracy {percent(accuracy)} (N = {count(num_test)})"
    return f"{run.config.model.cell} trained on {dataset_label(run.config.dataset)}{tested}"
