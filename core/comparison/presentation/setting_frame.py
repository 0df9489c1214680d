"""The arms of a study of settings as a frame: the values in which they differ, and their accuracy."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from core.catalog import source_of
from core.config import RunConfig, flatten
from core.data.sources.row_counts import num_train_rows
from core.runs.study import value_phrase

if TYPE_CHECKING:  # it loads SciPy, which takes longer than a page may
    from core.comparison.comparison import Comparison

SETTINGS_TEXT = (
    "Each line is an arm: its value of every setting that the study compares, and its mean test accuracy over seeds at "
    "the right. The most accurate arm is orange. Which differences are more than chance is in the table of all pairs."
)
TRAIN_ROWS = "dataset.train_rows"


def setting_frame(comparison: "Comparison") -> pd.DataFrame:
    """A row for each arm: `arm`, `direction`, its value of each varied setting, accuracy, standard error and runs.

    Empty where the study compares directions alone. `num_train` has the training rows where these vary.
    """
    if not comparison.varied:
        return pd.DataFrame()
    return pd.DataFrame([_row(comparison, row) for row in comparison.arm_metrics.to_dict("records")])


def rows_frame(comparison: "Comparison") -> pd.DataFrame:
    """Accuracy by the number of training rows, a line for each combination of the other settings, then the baselines.

    Columns line, direction, num_train, accuracy, error, num_runs; empty where the number of training rows does not
    vary.
    """
    frame = setting_frame(comparison)
    if TRAIN_ROWS not in comparison.varied or frame.empty:
        return pd.DataFrame()
    others = [name for name in comparison.varied if name != TRAIN_ROWS]
    rows = [
        (
            ", ".join(value_phrase(name, row[name]) for name in others) or "network",
            row["direction"],
            row["num_train"],
            row["accuracy"],
            row["error"],
            row["num_runs"],
        )
        for row in frame.to_dict("records")
    ]
    sizes = dict(zip(frame["arm"], frame["num_train"], strict=True))
    rows += dict.fromkeys(
        (name, name, sizes[arm], baseline.metrics["test_accuracy"], None, 1)
        for arm, baselines in comparison.baselines_of_arms.items()
        for name, baseline in baselines.items()
    )
    columns = ["line", "direction", "num_train", "accuracy", "error", "num_runs"]
    return pd.DataFrame(rows, columns=columns).sort_values(["num_train"], kind="stable", ignore_index=True)


def _row(comparison: "Comparison", metrics: Mapping[Any, Any]) -> dict[str, Any]:
    arm = comparison.arm(metrics["name"])
    config = arm.runs[0].config
    settings = flatten(config)
    values = {name: settings[name] for name in comparison.varied}
    return {
        "arm": arm.name,
        "direction": arm.direction,
        **values,
        "num_train": _num_train(config, metrics["num_test"]),
        "accuracy": metrics["test_accuracy"],
        "error": metrics["test_accuracy_se"],
        "num_runs": metrics["test_accuracy_n"],
    }


def _num_train(config: RunConfig, num_test: float | None) -> int | None:
    """The training rows of a run; None where only the data know how many there are."""
    if config.dataset.train_rows:
        return config.dataset.train_rows
    known = num_test if source_of(config.dataset).test_part == "split" else None
    rows = num_train_rows(config.dataset, known)
    return None if rows is None else round(rows * (1 - config.train.validation_split))
