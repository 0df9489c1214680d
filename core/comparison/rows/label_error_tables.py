"""Likely label errors as tables, as plain values and in a sentence."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from core.comparison.rows.label_errors import Recomputed, label_errors, num_tested, without_rows
from core.system.formatting import loss, percent, signed_points

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison
    from core.evaluation.statistics import Estimate

LABEL_ERROR_TEXT = (
    "Listed: test rows for which every network of every arm predicts the same other class than the label, with at "
    "least the probability that this class has on average where it is the label (confident learning, Northcutt, Jiang "
    "and Chuang 2021). A row may also be a hard one that is labelled correctly: read it. The lowest margin comes first."
)
WITHOUT_TEXT = (
    "Without these rows every arm is more accurate by construction, since all networks are wrong on them. Compare the "
    "gaps, not the accuracies. Nothing is deleted: verdicts and other panels use all rows."
)


def label_error_table(comparison: "Comparison", errors: pd.DataFrame) -> pd.DataFrame:
    """The listed rows with percentages and the names of classes.

    Args:
        errors: as `label_errors` returns them.
    """
    names = comparison.class_names(comparison.arms[0].name)
    table = pd.DataFrame(
        {
            "text": errors["text"],
            "label": [names[number] for number in errors["label"]],
            "predicted": [names[number] for number in errors["predicted"]],
            "confidence": 100 * errors["probability"],
            "margin": errors["margin"],
            "row": errors["row"],
        }
    )
    return table if comparison.test_rows is not None else table.drop(columns="text")


def metric_change_table(recomputed: Recomputed) -> pd.DataFrame:
    """Accuracy, macro F1 and log loss of each arm with all rows and without some."""
    rows = []
    for one in recomputed.arms:
        row = {"Arm": one.arm}
        for title, name in (("Accuracy", "test_accuracy"), ("Macro F1", "test_f1"), ("Log loss", "test_loss")):
            for when, values in (("all rows", one.with_all), ("without", one.without)):
                row[f"{title}, {when}"] = loss(values[name]) if name == "test_loss" else percent(values[name], 1)
        rows.append(row)
    return pd.DataFrame(rows)


def gap_change_table(recomputed: Recomputed) -> pd.DataFrame:
    """The gap of each pair of arms with all rows and without some, in points with its interval."""
    return pd.DataFrame(
        [
            {
                "Pair": f"{one.b} against {one.a}",
                "Gap, all rows": _gap(one.with_all),
                "Gap, without": _gap(one.without),
                "Seeds": one.with_all.num_seeds,
                "Rows": f"{one.with_all.num_rows:,} and {one.without.num_rows:,}",
            }
            for one in recomputed.gaps
        ]
    )


def label_error_sentences(comparison: "Comparison") -> list[str]:
    """How many labels are doubtful, and the gap of each pair without them."""
    errors, number = label_errors(comparison), num_tested(comparison)
    sentences = [
        f"{len(errors):,} of {number:,} test labels are likely errors ({percent(len(errors) / number, 1)}): all "
        "networks confidently predict another class."
    ]
    if len(errors):
        recomputed = without_rows(comparison, errors["row"].tolist())
        sentences += [
            f"{one.b} against {one.a}: {_gap(one.with_all)} points with all rows, {_gap(one.without)} without these."
            for one in recomputed.gaps
        ]
    return sentences


def label_error_document(comparison: "Comparison") -> dict[str, Any]:
    """The doubtful labels and what changes without them, ready for JSON."""
    errors = label_errors(comparison)
    recomputed = without_rows(comparison, errors["row"].tolist())
    return {
        "num_test": num_tested(comparison),
        "num_left": recomputed.num_left,
        "rows": [
            {**row, "text": row["text"] if isinstance(row["text"], str) else None} for row in errors.to_dict("records")
        ],
        "arms": [vars(one) for one in recomputed.arms],
        "gaps": [
            {"a": one.a, "b": one.b, "with_all": _estimate(one.with_all), "without": _estimate(one.without)}
            for one in recomputed.gaps
        ],
    }


def _estimate(one: "Estimate") -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("mean", "low", "high", "num_seeds", "num_rows")}


def _gap(one: "Estimate") -> str:
    return f"{signed_points(one.mean)} ({signed_points(one.low)} to {signed_points(one.high)})"
