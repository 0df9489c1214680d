"""Span results: how well an arm finds the spans of each type, where the tags of tokens mark spans."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.data.formats.tagged.span_schemes import detect_scheme
from core.evaluation.predictions import Predictions
from core.evaluation.tagging.coded_sentences import tags_of
from core.evaluation.tagging.span_metrics import SpanMetrics, SpanScore, span_metrics

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison

SPAN_RESULT_TEXT = (
    "A span is right when both of its ends and its type are, as conlleval counts; in the last row, when its ends are. "
    "Precision: the share of the predicted spans that are right. Recall: the share of the actual spans that are found. "
    "Means over the seeds."
)
_ALL, _ENDS = "all types", "all types, ends alone"


def marks_spans(predictions: Predictions, class_names: tuple[str, ...]) -> bool:
    """Whether the labels of tokens are tags that mark spans, in any scheme."""
    return predictions.has_steps and detect_scheme(tags_of(predictions.labels, class_names)) is not None


def spans_of(predictions: Predictions, class_names: tuple[str, ...]) -> SpanMetrics:
    """The scores of the spans that predicted tags mark."""
    return span_metrics(tags_of(predictions.labels, class_names), tags_of(predictions.predicted, class_names))


def span_results(comparison: "Comparison", arm: str) -> pd.DataFrame:
    """One row for each type of span, and two for all, means over the runs of an arm on the first split.

    Returns:
        `type`, `spans` (actual ones in the test set), `precision`, `recall` and `f1`; empty where tags mark no spans.
    """
    networks, names = comparison.first_split.predictions_of(arm), comparison.class_names(arm)
    if not marks_spans(networks[0], names):
        return pd.DataFrame(columns=["type", "spans", "precision", "recall", "f1"])
    scores = [spans_of(one, names) for one in networks]
    of_types = {name: [one.by_type.get(name, SpanScore(0, 0, 0)) for one in scores] for name in _types(scores)}
    of_all = {_ALL: [one.overall for one in scores], _ENDS: [one.boundaries for one in scores]}
    return pd.DataFrame(
        [
            {
                "type": name,
                "spans": seeds[0].actual,
                "precision": float(np.mean([one.precision for one in seeds])),
                "recall": float(np.mean([one.recall for one in seeds])),
                "f1": float(np.mean([one.f1 for one in seeds])),
            }
            for name, seeds in (of_types | of_all).items()
        ]
    )


def _types(scores: list[SpanMetrics]) -> list[str]:
    return sorted({name for one in scores for name in one.by_type})
