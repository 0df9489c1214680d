"""The tables of a comparison with column titles, percentages, and N beside every mean."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.comparison.rows.label_results import label_names, label_results
from core.comparison.rows.span_results import span_results
from core.system.formatting import frequent_classes

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison
    from core.comparison.verdicts import Disagreement, Verdict

_METRIC_TITLES = {
    "test_accuracy": "Accuracy",
    "test_f1": "Macro F1",
    "test_micro_f1": "Micro F1",
    "test_label_accuracy": "Label accuracy",
    "test_span_f1": "Span F1",
    "test_unknown_accuracy": "Accuracy, unknown words",
    "test_loss": "Log loss",
    "test_calibration_error": "Calibration error",
    "num_params": "Parameters",
    "seconds": "Training seconds",
    "test_rows_per_second": "Rows per second",
}
# Of texts that may have several labels, and of sentences whose tokens have labels.
_OF_LABELS = ("test_micro_f1", "test_label_accuracy", "test_span_f1", "test_unknown_accuracy")
_SHARES = ("test_accuracy", "test_f1", *_OF_LABELS, "test_calibration_error")
_RUN_SHARES = ("test_accuracy", "test_f1", "best_val_accuracy", "last_val_accuracy", "last_accuracy")
_DECIMALS = {"test_loss": 3, "num_params": 0, "test_rows_per_second": 0}  # one for all others


def metric_table(metrics: pd.DataFrame) -> pd.DataFrame:
    """Mean ± standard error over seeds (number of runs) of each metric, as text.

    Args:
        metrics: `Comparison.metrics`, one row an arm.
    """
    columns = {"Arm": metrics["name"].tolist()}
    for name, title in _METRIC_TITLES.items():
        if name in _OF_LABELS and not metrics[f"{name}_n"].any():
            continue
        rows = zip(metrics[name], metrics[f"{name}_se"], metrics[f"{name}_n"], strict=True)
        columns[title] = [_metric_cell(name, mean, error, number) for mean, error, number in rows]
    return pd.DataFrame(columns)


def run_metric_table(metrics: pd.DataFrame) -> pd.DataFrame:
    """The metrics of single runs with accuracies in per cent and training time as a duration.

    Args:
        metrics: as `core.comparison.run_frames.metrics_frame` gives them, one row a run.
    """
    seconds = pd.to_timedelta(metrics["seconds"].round(), unit="s")
    return metrics.assign(**{name: 100 * metrics[name] for name in _RUN_SHARES}, seconds=seconds)


def mcnemar_table(verdict: "Verdict") -> pd.DataFrame:
    """McNemar's test of each paired seed of two arms, then of every two seeds of one arm."""
    with_split = len(verdict.splits) > 1
    return pd.DataFrame([_mcnemar_row(one, with_split) for one in (*verdict.between, *verdict.within)])


def split_gap_table(verdict: "Verdict") -> pd.DataFrame:
    """The gap between two arms on each split, in points, with its 95 % interval over the split's seeds and rows."""
    return pd.DataFrame(
        [
            {
                "Split": one.split,
                "Seeds": ", ".join(map(str, one.seeds)),
                "Test rows": one.estimate.num_rows,
                "Gap": 100 * one.estimate.mean,
                "Low": 100 * one.estimate.low,
                "High": 100 * one.estimate.high,
            }
            for one in verdict.splits
        ]
    )


def confusion_table(comparison: "Comparison", arm: str) -> pd.DataFrame:
    """Test rows by actual class (rows) and predicted class (columns), the mean over an arm's seeds.

    Of many classes, those of `confusion_classes`.
    """
    places = confusion_classes(comparison, arm)
    names = [comparison.class_names(arm)[place] for place in places]
    counts = comparison.confusion(arm)[np.ix_(places, places)]
    table = pd.DataFrame(counts, columns=[f"predicted {name}" for name in names])
    table.insert(0, "actual", names)
    return table


def label_table(comparison: "Comparison", arm: str) -> pd.DataFrame:
    """How well an arm predicts each of several labels, in per cent."""
    table = label_results(comparison, arm)
    shares = ("precision", "recall", "f1", "f1_at_threshold")
    return table.assign(**{name: (100 * table[name]).round(1) for name in shares}).rename(
        columns={
            "label": "Label",
            "texts": "Test texts",
            "precision": "Precision (%)",
            "recall": "Recall (%)",
            "f1": "F1 (%)",
            "threshold": "Threshold",
            "f1_at_threshold": "F1 at it (%)",
        }
    )


def span_table(comparison: "Comparison", arm: str) -> pd.DataFrame:
    """How well an arm finds the spans of each type, in per cent; empty where labels of tokens mark none."""
    table = span_results(comparison, arm)
    return table.assign(
        **{name: (100 * table[name]).astype(float).round(1) for name in ("precision", "recall", "f1")}
    ).rename(
        columns={
            "type": "Type",
            "spans": "Test spans",
            "precision": "Precision (%)",
            "recall": "Recall (%)",
            "f1": "F1 (%)",
        }
    )


def actual_names(comparison: "Comparison", rows: pd.DataFrame) -> list[str | None]:
    """The names of the actual classes or labels of `disagreements`; None where each step has one."""
    if comparison.has_label_sets:
        return list(label_names(comparison, rows["row"].to_numpy()))
    names = comparison.class_names(comparison.arms[0].name)
    return [None if pd.isna(label) else names[label] for label in rows["label"]]


def confusion_classes(comparison: "Comparison", arm: str) -> list[int]:
    """The numbers of the classes in a confusion table: the most frequent in the test set."""
    return frequent_classes(comparison.confusion(arm).sum(axis=1).tolist())


def disagreement_table(comparison: "Comparison", verdict: "Verdict", rows: pd.DataFrame) -> pd.DataFrame:
    """Rows that only one of two arms predicts correctly, with percentages and the names of classes and arms.

    Args:
        rows: as `core.comparison.rows.disagreements.disagreements` gives them for the arms of the verdict.
    """
    table = pd.DataFrame(
        {
            "text": rows["text"],
            "actual": actual_names(comparison, rows),
            "correct": rows["which"].map({"only a right": f"only {verdict.a}", "only b right": f"only {verdict.b}"}),
            "confidence": 100 * rows["confidence"],
            "a": 100 * rows["probability_a"],
            "b": 100 * rows["probability_b"],
            "row": rows["row"],
        }
    )
    return table if comparison.test_rows is not None else table.drop(columns="text")


def _metric_cell(name: str, mean: float, error: float, number: int) -> str:
    if not number:
        return "–"
    if name == "num_params":
        return f"{mean:,.0f}"
    digits, scale = _DECIMALS.get(name, 1), 100 if name in _SHARES else 1
    spread = "" if pd.isna(error) else f" ± {scale * error:,.{digits}f}"
    return (
        f"{scale * mean:,.{digits}f}{' %' if scale == 100 else ''}{spread} ({number} run{'' if number == 1 else 's'})"
    )


def _mcnemar_row(one: "Disagreement", with_split: bool) -> dict[str, object]:
    split = f"split {one.split}, " if with_split else ""
    return {
        "Network a": f"{one.a}, {split}seed {one.seed_a}",
        "Network b": f"{one.b}, {split}seed {one.seed_b}",
        "Only a correct": one.test.only_a,
        "Only b correct": one.test.only_b,
        "Rows": one.test.num_rows,
        "Disagreement": 100 * one.test.disagreement,
        "p": one.test.p_value,
    }
