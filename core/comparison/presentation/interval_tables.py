"""Tables and documents of the intervals of calibration error, F1 and the drop on shuffled words."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from core.system.formatting import count, percent, signed_points

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison
    from core.comparison.intervals import Metric, MetricDifference
    from core.comparison.verdicts import Verdict

METRIC_TITLES: dict["Metric", str] = {
    "test_f1": "Macro F1",
    "test_span_f1": "Span F1",
    "test_calibration_error": "Calibration error",
    "shuffled_loss": "Drop on shuffled words",
}
_F1_METRICS: tuple["Metric", ...] = ("test_f1", "test_span_f1")
PLUS_MINUS = "± is the standard error of the mean over seeds (N runs)"
CALIBRATION_TEXT = (
    "Calibration error: the mean difference between accuracy and confidence in 15 bins. By chance alone: what a "
    "perfectly calibrated network would have on a test set of this size. Debiased: the error without what chance adds, "
    "with its 95 % interval over seeds and test rows (with one seed, over test rows)."
)
DIFFERENCE_TEXT = (
    "95 % intervals over paired seeds and test rows; with one seed they hold for two networks, not for their "
    "architectures. Calibration errors are debiased. These intervals are not corrected for "
    "their number."
)


def calibration_table(comparison: "Comparison") -> pd.DataFrame:
    """The calibration error of each arm, what chance alone would give, and the debiased error with its interval."""
    rows = [
        {
            "Arm": name,
            "Calibration error": percent(one.error, 1),
            "By chance alone": percent(one.of_perfect, 1),
            "Debiased": percent(one.debiased, 1),
            "95 % interval": f"{100 * one.low:.1f} to {percent(one.high, 1)}",
            "N": _size(one.num_seeds, one.num_rows, comparison.noun),
        }
        for name, one in comparison.intervals.calibrations.items()
    ]
    return pd.DataFrame(rows)


def difference_table(comparison: "Comparison", *metrics: "Metric") -> pd.DataFrame:
    """The difference of each pair of arms in these metrics, in points with its interval; empty without pairs."""
    rows = [
        {
            "Pair": f"{one.b} against {one.a}",
            "Metric": METRIC_TITLES[one.metric],
            "Difference (points)": signed_points(one.estimate.mean),
            "95 % interval": f"{signed_points(one.estimate.low)} to {signed_points(one.estimate.high)}",
            "N": _size(one.estimate.num_seeds, one.estimate.num_rows, comparison.noun),
        }
        for one in comparison.intervals.differences_of(*metrics)
    ]
    return pd.DataFrame(rows)


def f1_sentences(comparison: "Comparison") -> list[str]:
    """The difference of each pair of arms in macro F1, and in F1 of spans, with its interval, as sentences.

    Where one class is much more frequent than all others, as among the labels of tokens, accuracy says little.
    """
    return [_f1_sentence(one, comparison.noun) for one in comparison.intervals.differences_of(*_F1_METRICS)]


def pair_f1_sentence(comparison: "Comparison", pair: "Verdict") -> str:
    """The differences of one pair in F1, where a verdict on accuracy alone would mislead; empty elsewhere."""
    if not comparison.has_token_labels:
        return ""
    of_all = comparison.intervals.differences_of(*_F1_METRICS)
    return " ".join(_f1_sentence(one, comparison.noun) for one in of_all if (one.a, one.b) == (pair.a, pair.b))


def _f1_sentence(one: "MetricDifference", noun: str) -> str:
    estimate = one.estimate
    return (
        f"{METRIC_TITLES[one.metric]} of {one.b} minus that of {one.a}: {signed_points(estimate.mean)} points (95 % "
        f"interval {signed_points(estimate.low)} to {signed_points(estimate.high)}; "
        f"{_size(estimate.num_seeds, estimate.num_rows, noun)})."
    )


def word_order_table(comparison: "Comparison") -> pd.DataFrame:
    """Accuracy on the test texts and on the same texts with shuffled words; empty where no arm was tested so."""
    metrics = comparison.metrics
    tested = metrics[metrics["test_shuffled_accuracy"].notna()].set_index("name")
    rows = []
    for name, loss in comparison.intervals.shuffled_losses.items():
        interval = (
            "–" if loss.low is None or loss.high is None else f"{signed_points(loss.low)} to {signed_points(loss.high)}"
        )
        over = _seeds(loss.num_seeds) if loss.num_rows is None else _size(loss.num_seeds, loss.num_rows, "texts")
        rows.append(
            {
                "Arm": name,
                "In order": percent(tested["test_accuracy"].get(name), 1),
                "Words shuffled": percent(tested["test_shuffled_accuracy"].get(name), 1),
                "Drop (points)": f"{100 * loss.mean:.1f}",
                "95 % interval": interval,
                "Interval over": over if loss.low is not None else f"{over}: no interval",
            }
        )
    return pd.DataFrame(rows)


def interval_documents(comparison: "Comparison") -> dict[str, Any]:
    """The intervals as plain types, ready for JSON: shares, not points."""
    intervals = comparison.intervals
    return {
        "standard_errors": "In `metrics`, `_se` is the standard error of the mean over seeds, `_n` the number of runs.",
        "calibration": [{"arm": name, **vars(one)} for name, one in intervals.calibrations.items()],
        "shuffled_loss": [{"arm": name, **vars(one)} for name, one in intervals.shuffled_losses.items()],
        "metric_differences": list(map(_difference_document, intervals.differences)),
    }


def _difference_document(one: "MetricDifference") -> dict[str, Any]:
    estimate = one.estimate
    numbers = {name: getattr(estimate, name) for name in ("mean", "low", "high", "num_seeds", "num_rows")}
    return {"a": one.a, "b": one.b, "metric": one.metric, **numbers}


def _size(num_seeds: int, num_rows: int, noun: str) -> str:
    return f"{_seeds(num_seeds)}, {count(num_rows)} {noun}"


def _seeds(number: int) -> str:
    return "1 seed" if number == 1 else f"{number} seeds"
