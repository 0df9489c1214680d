"""One run's answer to one text, image or sequence, beside the others' answers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import streamlit as st

from core.comparison.run_frames import data_label
from core.errors import BothwaysError
from core.inference import sequences
from core.inference.scorer import Score
from core.reports.figures.scores import digit_probabilities
from core.runs.run import Run
from pages.score.step_table import step_table
from pages.shared.runs.score_html import (
    correctness_html,
    coverage_notes,
    prediction_html,
    probabilities_html,
    steps_html,
    waiting_html,
)
from pages.shared.session import cache
from pages.shared.ui import badges, errors
from pages.shared.ui.chart import chart
from pages.shared.ui.formats import count, percent


def text_card(run: Run, name: str, text: str | None) -> Score | None:
    """The run, its verdict on the text and how sure that is, every class's probability, and what it could not read.

    Without a text, or when the run cannot score, nothing is returned; the card is as high, so that nothing jumps.
    """
    score = None
    with _card(run, name):
        score = None if text is None else cache.scorer(run).score([text])[0]
        with st.container(key=f"verdict_{run.run_id}", gap="xsmall"):
            st.html(waiting_html() if score is None else prediction_html(score))
            st.text("" if score is None else _how_sure(run, score))
        with st.container(key=f"bars_box_{run.run_id}"):
            if score is None:
                st.text("")  # a container without content is not drawn, and takes no room
            else:
                st.html(probabilities_html(score))
        with st.container(key=f"notes_{run.run_id}", gap="xsmall"):
            for note in (score and coverage_notes(score)) or ("",):
                st.text(note)
        _foot(run, "–" if score is None else f"{_words(score)} · {score.milliseconds:.1f} ms")
    return score


def image_card(run: Run, name: str, image: np.ndarray, label: str | None) -> None:
    """The run, its verdict on the image, whether that is right where it is known, and the ten probabilities."""
    with _card(run, name):
        score = cache.scorer(run).score_images(image[np.newaxis])[0]
        st.html(prediction_html(score) + correctness_html(score.label, label))
        told = ", ".join(f"{name}: {percent(share)}" for name, share in score.probabilities.items())
        st.caption("Each digit, in per cent")
        chart(digit_probabilities(score.probabilities, score.label), f"bars_{run.run_id}", f"Probabilities. {told}")
        _foot(run, f"{score.milliseconds:.1f} ms")


def sequence_card(run: Run, name: str, values: Sequence[float]) -> None:
    """The run, at how many steps it is right, and expected and predicted label of each step."""
    with _card(run, name):
        score = sequences.score_sequence(cache.scorer(run), values, run.config.dataset.task)
        st.html(steps_html(score))
        step_table(score, f"steps_{run.run_id}")
        _foot(run, f"{score.milliseconds:.1f} ms")


@contextmanager
def _card(run: Run, name: str) -> Iterator[None]:
    """The frame of a card with the run's name and direction; an error inside it is told inside it."""
    with st.container(border=True, key=f"card_{run.run_id}", height="stretch"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(name, width="content")
            badges.direction_badge(run.config.model.direction)
        try:
            yield
        except BothwaysError as error:
            errors.error_box(errors.error_parts(error), key=f"score_error_{run.run_id}")


def _foot(run: Run, told: str) -> None:
    st.space("stretch")
    with st.container(gap="xsmall"):
        st.text(told)
        with st.container(key=f"trained_{run.run_id}"):
            st.text(_trained_on(run))


def _how_sure(run: Run, score: Score) -> str:
    from core.inference.confidence import confidence_sentence

    probability = score.probabilities[score.label]
    return confidence_sentence(probability, len(score.probabilities), cache.observed_confidence(run))


def _words(score: Score) -> str:
    return f"{count(score.num_tokens)} known word{'' if score.num_tokens == 1 else 's'}"


def _trained_on(run: Run) -> str:
    accuracy, num_test = run.metrics.get("test_accuracy"), run.metrics.get("num_test")
    tested = "" if accuracy is None else f" · test accuracy {percent(accuracy)} (N = {count(num_test)})"
    return f"{run.config.model.cell} trained on {data_label(run)}{tested}"
