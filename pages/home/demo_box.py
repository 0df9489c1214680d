"""Home's text box: the prediction of each showcase network for a sentence, and a link to Score with it."""

from collections.abc import Sequence

import streamlit as st

from core.comparison.run_frames import data_label
from core.errors import BothwaysError
from core.inference.inputs.text_notes import text_notes
from core.runs.run import Run
from pages.shared.runs.score_address import score_address, warn_if_too_long
from pages.shared.runs.score_html import prediction_html
from pages.shared.session import cache, routes
from pages.shared.ui import badges, error_box
from pages.shared.ui.formats import count, literal, percent, short

_BOX = "home_text"
# As high as a prediction, so that nothing on the page moves when the first one appears.
_PLACEHOLDER = (
    '<div style="height:4.75rem;opacity:.8;padding:1.5rem 0 0 .9rem">Type a sentence to see a prediction.</div>'
)


def demo_box(runs: Sequence[Run]) -> None:
    """The box and, once something is typed, the prediction of each text network among these runs."""
    runs = [run for run in runs if run.config.dataset.kind == "text"]
    if runs:
        _box(runs)


def measured_sentence(runs: Sequence[Run]) -> str:
    """What the test set says of a forward and a bidirectional network, and what one seed does not say; else empty."""
    tested = {run.config.model.direction: run for run in runs if "test_accuracy" in run.metrics}
    forward, both = tested.get("forward"), tested.get("bidirectional")
    if forward is None or both is None or forward.config.dataset != both.config.dataset:
        return ""
    accuracies = [percent(run.metrics["test_accuracy"]) for run in (forward, both)]
    return (
        f"Less clearly. On {count(both.metrics['num_test'])} test texts of {literal(data_label(both))}, forward is "
        f"right about **{accuracies[0]}** and both ways about **{accuracies[1]}**. That is one seed each, and another "
        "seed can change the order. Try both networks, then train more seeds below."
    )


@st.fragment
def _box(runs: Sequence[Run]) -> None:
    text = st.text_input(
        "A sentence", key=_BOX, live="250ms", placeholder="Type a sentence about a film",
        label_visibility="collapsed",
    )  # fmt: skip
    if warn_if_too_long(text):
        text = ""
    for column, run in zip(st.columns(max(2, len(runs))), runs, strict=False):
        with column.container(border=True, height="stretch", key=f"home_card_{run.run_id}"):
            _card(run, text)
    address = score_address([run.run_id for run in runs], text)
    st.page_link(routes.SCORE, label="Open in Score", icon=":material/rate_review:", query_params=address)


def _card(run: Run, text: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(short(run.name), width="content")
        badges.direction_badge(run.config.model.direction)
    if text.strip():
        _prediction(run, text)
    else:
        st.html(_PLACEHOLDER)
    st.space("stretch")
    st.text(_trained_on(run))


def _prediction(run: Run, text: str) -> None:
    try:
        score = cache.scorer(run).score([text])[0]
    except BothwaysError as error:
        error_box.error_box(error_box.error_parts(error), key=f"home_error_{run.run_id}")
        return
    st.html(prediction_html(score))
    for note in text_notes(score):
        st.text(note)


def _trained_on(run: Run) -> str:
    accuracy, num_test = run.metrics.get("test_accuracy"), run.metrics.get("num_test")
    tested = "" if accuracy is None else f", test accuracy {percent(accuracy)} (N = {count(num_test)})"
    return f"Trained on {data_label(run)}{tested}"
