"""Stored runs as tidy frames: one row per run, epoch or setting."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from core.catalog import dataset_label
from core.config import RunConfig, flatten
from core.config.effective_settings import effective_settings
from core.runs.job import ENDED
from core.runs.run import Run
from core.training.history import Epoch, best_epoch

_RUN_COLUMNS = (
    "run_id", "name", "status", "dataset", "kind", "cell", "direction", "validated", "best_val_accuracy",
    "best_val_accuracy_epoch", "last_val_accuracy", "best_accuracy", "best_accuracy_epoch", "last_accuracy",
    "last_epoch", "kept_epoch", "kept_val_accuracy", "kept_accuracy", "num_epochs", "num_params", "seconds",
    "test_accuracy", "test_loss", "test_f1", "test_calibration_error", "test_shuffled_accuracy", "test_rows_per_second",
    "num_test", "seed", "monitor", "tags", "study_id", "created_at", "val_accuracies", "accuracies",
)  # fmt: skip
_WHOLE_COLUMNS = frozenset((
    "best_val_accuracy_epoch", "best_accuracy_epoch", "last_epoch", "kept_epoch", "num_epochs", "num_params",
    "num_test", "seed",
))  # fmt: skip
_REAL_COLUMNS = frozenset((
    "best_val_accuracy", "last_val_accuracy", "best_accuracy", "last_accuracy", "kept_val_accuracy", "kept_accuracy",
    "seconds", "test_accuracy",
    "test_loss", "test_f1", "test_calibration_error", "test_shuffled_accuracy", "test_rows_per_second",
))  # fmt: skip
_EPOCH_COLUMNS = ("run_id", "epoch", "loss", "accuracy", "val_loss", "val_accuracy", "val_macro_f1", "seconds")
_METRIC_COLUMNS = (
    "run_id", "name", "kind", "cell", "direction", "validated", "seed", "test_accuracy", "num_test", "test_loss",
    "test_f1", "test_calibration_error", "test_shuffled_accuracy", "test_rows_per_second", "best_val_accuracy",
    "best_val_accuracy_epoch", "last_val_accuracy", "last_accuracy", "last_epoch", "num_params", "seconds",
)  # fmt: skip
_TEST_METRICS = (
    "test_accuracy", "test_loss", "test_f1", "test_calibration_error", "test_shuffled_accuracy",
    "test_rows_per_second", "num_test",
)  # fmt: skip


def data_label(run: Run) -> str:
    """The name of the data that a run has read; data that replaced an unavailable source have their own name."""
    return run.data["name"] if run.data.get("stand_in") else dataset_label(run.config.dataset)


def runs_frame(runs: Sequence[Run], epochs: Mapping[str, Sequence[Epoch]]) -> pd.DataFrame:
    """One row per run, in this order; numbers that do not exist yet are missing.

    The best validation accuracy is the highest one, at the earliest epoch that reached it. The kept epoch is the one
    with the best value of `train.monitor`, which may be another: its weights are tested and used for scoring, and
    `kept_val_accuracy` and `kept_accuracy` are measured with them.
    A run without a validation set (`validated` is false) has no validation metrics; `accuracies` and other columns
    without `val` are those of the training set.
    `num_epochs` is the number of planned epochs of an active run, and of finished epochs of any other run.

    Args:
        epochs: the finished epochs by run id, as `RunStore.epochs` gives them.
    """
    rows = [_run_row(run, tuple(epochs.get(run.run_id, ()))) for run in runs]
    return pd.DataFrame({name: _column(name, [row[name] for row in rows]) for name in _RUN_COLUMNS})


def epochs_frame(epochs: Mapping[str, Sequence[Epoch]]) -> pd.DataFrame:
    """One row per run and epoch; without a validation set, `val_loss` and the other `val` columns are missing."""
    rows = [
        (run_id, *(getattr(row, name) for name in _EPOCH_COLUMNS[1:]))
        for run_id, history in epochs.items()
        for row in history
    ]
    frame = pd.DataFrame(rows, columns=list(_EPOCH_COLUMNS))
    return frame.astype(dict.fromkeys(("val_loss", "val_accuracy", "val_macro_f1"), "float64"))  # None without any


def metrics_frame(runs: pd.DataFrame) -> pd.DataFrame:
    """The metrics of a `runs_frame`, with the 95 % interval of each test accuracy.

    The interval is Wilson's (1927, https://doi.org/10.1080/01621459.1927.10502953): the uncertainty from the number of
    test rows, for this one trained network. It says nothing about other seeds of the same architecture.
    """
    from core.evaluation.statistics import wilson  # with scipy, which the first page does not wait for

    frame = runs[list(_METRIC_COLUMNS)].copy()
    accuracy, number = frame["test_accuracy"], frame["num_test"].astype("float64")
    frame["test_accuracy_low"], frame["test_accuracy_high"] = wilson(accuracy, number)
    return frame


def matches(frame: pd.DataFrame, text: str = "", tags: Sequence[str] = (), statuses: Sequence[str] = ()) -> pd.Series:
    """A mask of the rows of a `runs_frame` with every word of the text, one of the tags and one of the statuses."""
    words = text.casefold().split()
    searched = ("run_id", "name", "dataset", "cell", "direction")
    mask = [
        _has_all((*texts, *own_tags), words)
        and (not tags or not set(tags).isdisjoint(own_tags))
        and (not statuses or status in statuses)
        for *texts, own_tags, status in zip(*(frame[name] for name in (*searched, "tags", "status")), strict=True)
    ]
    return pd.Series(mask, index=frame.index, dtype=bool)


def settings_frame(
    configs: Mapping[str, RunConfig], only_differences: bool = False, stand_ins: Collection[str] = ()
) -> pd.DataFrame:
    """One row per setting (`part.key`), one column per run.

    Args:
        configs: configs by the name of their column.
        only_differences: leave out the settings that all configs share, and those without effect.
        stand_ins: columns of runs that read other data instead of those of their config.
    """
    frame = pd.DataFrame({name: flatten(config) for name, config in configs.items()}, dtype=object)
    frame.index.name = "setting"
    if only_differences:
        effective = [effective_settings(config, name in stand_ins) for name, config in configs.items()]
        differs = [len({repr(one[name]) for one in effective if name in one}) > 1 for name in frame.index]
        frame = frame[pd.Series(differs, index=frame.index, dtype=bool)]
    return frame


def column_names(runs: Sequence[Run]) -> list[str]:
    """A different name for each run: its name, with its id where another run has the same name."""
    names = [run.name for run in runs]
    return [run.name if names.count(run.name) == 1 else f"{run.name} · {run.run_id}" for run in runs]


def num_seeds(configs: Sequence[RunConfig]) -> int:
    """The smallest number of seeds of any of the compared architectures."""
    seeds: dict[tuple[tuple[str, Any], ...], set[int]] = {}
    for config in configs:
        settings = effective_settings(config).items()
        architecture = tuple((name, value) for name, value in settings if name.startswith("model."))
        seeds.setdefault(architecture, set()).add(config.train.seed)
    return min(map(len, seeds.values()), default=0)


def _column(name: str, values: list[Any]) -> Any:
    """The values with their type: pandas would take five times as long to infer and change it."""
    if name in _WHOLE_COLUMNS:
        missing = np.array([value is None for value in values], dtype=bool)
        return pd.arrays.IntegerArray(np.array([value or 0 for value in values], dtype=np.int64), missing)
    if name in _REAL_COLUMNS:
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    if name == "created_at":
        return pd.to_datetime(np.array(values, dtype=np.float64), unit="s", utc=True)
    return pd.Series(values, dtype=bool if name == "validated" else None)


def _has_all(texts: Sequence[str], words: Sequence[str]) -> bool:
    searched = " ".join(texts).casefold() if words else ""
    return all(word in searched for word in words)


@lru_cache(maxsize=4096)
def _run_row(run: Run, history: tuple[Epoch, ...]) -> dict[str, Any]:
    validations = [row for row in history if row.val_accuracy is not None]
    best = max(validations, key=lambda row: (row.val_accuracy, -row.epoch), default=None)
    best_training = max(history, key=lambda row: (row.accuracy, -row.epoch), default=None)
    kept, last = best_epoch(history, run.config.train.monitor), history[-1] if history else None
    return {
        "run_id": run.run_id,
        "name": run.name,
        "status": run.status,
        "dataset": data_label(run),
        "kind": run.config.dataset.kind,
        "cell": run.config.model.cell,
        "direction": run.config.model.direction,
        "validated": run.config.train.validation_split > 0,
        "best_val_accuracy": best and best.val_accuracy,
        "best_val_accuracy_epoch": best and best.epoch,
        "last_val_accuracy": last and last.val_accuracy,
        "best_accuracy": best_training and best_training.accuracy,
        "best_accuracy_epoch": best_training and best_training.epoch,
        "last_accuracy": last and last.accuracy,
        "last_epoch": last and last.epoch,
        "kept_epoch": kept and kept.epoch,
        "kept_val_accuracy": kept and kept.val_accuracy,
        "kept_accuracy": kept and kept.accuracy,
        "num_epochs": max(len(history), 0 if run.status in ENDED else run.config.train.epochs),
        "num_params": run.num_params,
        "seconds": run.seconds,
        "seed": run.config.train.seed,
        "monitor": run.config.train.monitor,
        "tags": list(run.tags),
        "study_id": run.study_id or run.search_id,
        "created_at": run.created_at,
        "val_accuracies": [row.val_accuracy for row in validations],
        "accuracies": [row.accuracy for row in history],
        **{name: run.metrics.get(name) for name in _TEST_METRICS},
    }
