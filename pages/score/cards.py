"""A card for each network: its prediction for one text, image or sequence."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import streamlit as st

from core.comparison.run_frames import data_label
from core.errors import BothwaysError
from core.inference.decision_rule import LabelThresholds, read_label_thresholds, read_rule
from core.inference.explain.window_effects import WindowEffect, window_effects
from core.inference.inputs import sequences
from core.inference.inputs.series import score_series
from core.inference.inputs.text_notes import text_notes
from core.inference.scorer import Score
from core.reports.figures.scores import digit_probabilities, window_changes
from core.runs.run import Run
from pages.score.compatible_runs import unique_names
from pages.shared.runs.score_html import (
    correctness_html,
    prediction_html,
    probabilities_html,
    steps_html,
    waiting_html,
)
from pages.shared.session import cache
from pages.shared.ui import badges, error_box
from pages.shared.ui.chart import chart
from pages.shared.ui.formats import count, percent

_HEADER_PIXELS, _ROW_PIXELS = 39, 30  # of the table of steps
_MAX_ROWS = 10
_SPACE = "\N{NO-BREAK SPACE}"


def text_card(run: Run, name: str, text: str | None) -> Score | None:
    """Prediction, confidence, probabilities of all classes, and the words that the network does not get.

    Without a text, or when the run cannot be scored, it returns None; the card keeps its height, so that nothing jumps.
    """
    score = None
    with card_frame(run, name):
        score = None if text is None else cache.scorer(run).score([text])[0]
        with st.container(key=f"verdict_{run.run_id}", gap="xsmall"):
            st.html(waiting_html() if score is None else prediction_html(score))
            st.text("" if score is None else _confidence(run, score))
        with st.container(key=f"bars_box_{run.run_id}"):
            if score is None:
                st.text("")  # an empty container is not drawn and would have no height
            else:
                st.html(probabilities_html(score, _thresholds(run, score)))
        with st.container(key=f"notes_{run.run_id}", gap="xsmall"):
            for note in (score and text_notes(score)) or ("",):
                st.text(note)
        summary = "–" if score is None else f"{_known_words(score)} · {score.milliseconds:.1f} ms"
        _footer(run, summary, _decision(run, score))
    return score


def image_card(run: Run, name: str, image: np.ndarray, label: str | None) -> None:
    """Prediction, whether it is correct if the label is known, and the probability of each digit."""
    with card_frame(run, name):
        score = cache.scorer(run).score_images(image[np.newaxis])[0]
        st.html(prediction_html(score) + correctness_html(score.label, label))
        st.caption("Probability of each digit in per cent")
        values = ", ".join(f"{digit}: {percent(share)}" for digit, share in score.probabilities.items())
        chart(digit_probabilities(score.probabilities, score.label), f"bars_{run.run_id}", f"Probabilities. {values}")
        _footer(run, f"{score.milliseconds:.1f} ms")


def sequence_card(run: Run, name: str, values: Sequence[float]) -> None:
    """The number of correct steps, and the expected and the predicted label of each step."""
    with card_frame(run, name):
        score = sequences.score_sequence(cache.scorer(run), values, run.config.dataset.target)
        st.html(steps_html(score))
        _step_table(score, f"steps_{run.run_id}")
        _footer(run, f"{score.milliseconds:.1f} ms")


def series_card(run: Run, name: str, values: np.ndarray, label: str | None) -> None:
    """Prediction, whether it is correct if the label is known, the probabilities, and what each part adds."""
    with card_frame(run, name):
        scorer = cache.scorer(run)
        (score,) = score_series(scorer, [values])
        st.html(prediction_html(score) + correctness_html(score.label, label))
        st.html(probabilities_html(score))
        effects = window_effects(scorer, values, score.label)
        bars = [((effect.first + effect.last) / 2, effect.change) for effect in effects]
        st.caption("Points of probability that each part of the series adds to the predicted class")
        chart(window_changes(bars), f"windows_{run.run_id}", _strongest_window(effects, score.label))
        _footer(run, f"{count(score.num_steps)} steps · {score.milliseconds:.1f} ms")


def _strongest_window(effects: Sequence[WindowEffect], label: str) -> str:
    strongest = max(effects, key=lambda effect: abs(effect.change))
    steps = f"steps {strongest.first} to {strongest.last}"
    return f"What each part adds to the probability of {label}; {steps} change it most, by {strongest.change:+.1%}"


def _step_table(score: sequences.SequenceScore, key: str) -> None:
    column = st.column_config
    st.dataframe(
        sequences.step_table(score),
        key=key,
        hide_index=True,
        row_height=_ROW_PIXELS,
        height=_HEADER_PIXELS + _ROW_PIXELS * min(len(score.values), _MAX_ROWS),
        alt="Expected and predicted label of each step",
        column_config={
            "step": column.NumberColumn("Step", width=48),
            "value": column.NumberColumn("Value", format="%.2f", width=60),
            "expected": column.TextColumn("Expected", width=76),
            "predicted": column.TextColumn("Predicted", width=80),
            "probability": column.ProgressColumn(
                "Probability of 1", format="%.0f %%", min_value=0, max_value=100, width=130
            ),
            "correct": column.TextColumn("Correct", width=76),
        },
    )


def card_row(runs: Sequence[Run], card: Callable[..., Any], *example: object, columns: int = 2) -> list[Any]:
    """A card for each network, in columns; what each card returns.

    Args:
        columns: at least so many.
    """
    scores = []
    for column, run, name in zip(st.columns(max(columns, len(runs))), runs, unique_names(runs), strict=False):
        with column:
            scores.append(card(run, name, *example))
    return scores


@contextmanager
def card_frame(run: Run, name: str) -> Iterator[None]:
    """A frame with the run's name and direction; an error inside is shown inside."""
    with st.container(border=True, key=f"card_{run.run_id}", height="stretch"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(name, width="content")
            badges.direction_badge(run.config.model.direction)
        try:
            yield
        except BothwaysError as error:
            error_box.error_box(error_box.error_parts(error), key=f"score_error_{run.run_id}")


def _footer(run: Run, summary: str, decision: str = "") -> None:
    st.space("stretch")
    with st.container(gap="xsmall"):
        if decision:
            st.text(decision)
        st.text(summary)
        with st.container(key=f"trained_{run.run_id}"):
            st.text(training_summary(run))


def _confidence(run: Run, score: Score) -> str:
    from core.inference.confidence import confidence_sentence, num_choices

    observed = cache.observed_confidence(run)
    return confidence_sentence(score.probability, num_choices(score), observed, score.num_words)


def _thresholds(run: Run, score: Score) -> dict[str, float] | None:
    """The threshold of each label of a text that may have several; None for one class."""
    if score.labels is None:
        return None
    rule = read_label_thresholds(run.folder)
    return {name: rule.threshold_of(name) for name in score.probabilities}


def _decision(run: Run, score: Score | None) -> str:
    """What the run's stored threshold decides; empty where it has none."""
    rule = read_rule(run.folder)
    if run.config.model.head == "multi_label":
        words = rule.words if isinstance(rule, LabelThresholds) else "threshold 0.50 for each label"
        return f"Marks: {words}"
    if rule is None:
        return ""
    return f"Decided: {'–' if score is None else rule.decide(score.probabilities)} ({rule.words})"


def _known_words(score: Score) -> str:
    return f"{count(score.num_tokens)} known word{'' if score.num_tokens == 1 else 's'}"


def training_summary(run: Run) -> str:
    """What a network was trained on, and its test accuracy."""
    accuracy, num_test = run.metrics.get("test_accuracy"), run.metrics.get("num_test")
    size = f"N{_SPACE}={_SPACE}{count(num_test)}"  # stays on one line
    if run.config.dataset.kind == "tokens":  # each of which has many labels
        size += f"{_SPACE}sentences"
    tested = "" if accuracy is None else f" · test accuracy {percent(accuracy)} ({size})"
    return f"{run.config.model.cell} trained on {data_label(run)}{tested}"
