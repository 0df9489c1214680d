"""Learning curves: mean and spread over the seeds of each arm, epoch by epoch."""

import math
from collections.abc import Mapping, Sequence
from typing import Literal, get_args

import numpy as np
import pandas as pd

from core.comparison.arms import Arm
from core.comparison.run_frames import epochs_frame
from core.training.history import Epoch

Band = Literal["min-max", "SD", "95 % CI"]
BANDS: tuple[Band, ...] = get_args(Band)
MEASURES = ("accuracy", "val_accuracy", "loss", "val_loss", "val_macro_f1")


def learning_curves(arms: Sequence[Arm], epochs: Mapping[str, Sequence[Epoch]], band: Band) -> pd.DataFrame:
    """One row per arm, measure and epoch: `mean`, `low`, `high` and `n` of the seeds that trained so long.

    Early stopping ends runs at different epochs, so `n` may fall along the curve. With one run, `low` and `high` are
    the mean; the confidence interval is Student's.
    """
    rows = []
    for arm in arms:
        histories = [epochs.get(run.run_id, ()) for run in arm.runs]
        for measure in MEASURES:
            for number in range(1, max(map(len, histories), default=0) + 1):
                values = [getattr(history[number - 1], measure) for history in histories if len(history) >= number]
                present = np.array([value for value in values if value is not None], float)
                if len(present):
                    row = (arm.name, arm.direction, measure, number, float(present.mean()), *_ends(present, band))
                    rows.append((*row, len(present)))
    return pd.DataFrame(rows, columns=["arm", "direction", "measure", "epoch", "mean", "low", "high", "n"])


def smoothed(values: Sequence[float], weight: float) -> list[float]:
    """The exponential moving average of a curve, without the bias of its beginning, as TensorBoard shows it.

    Args:
        weight: of the earlier values, at least 0 and below 1.
    """
    return pd.Series(values, dtype="float64").ewm(alpha=1 - weight).mean().tolist()


def best_epochs(curves: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Best and last mean of each arm with their epochs: columns arm, direction, best, best_epoch, last, last_epoch."""
    by_arm: dict[tuple[str, str], list[tuple[float, int]]] = {}
    columns = (curves[name].tolist() for name in ("arm", "direction", "measure", "mean", "epoch"))
    for arm, direction, of_measure, mean, epoch in zip(*columns, strict=True):
        if of_measure == measure and not math.isnan(mean):
            by_arm.setdefault((arm, direction), []).append((mean, epoch))
    best_of = min if measure.endswith("loss") else max
    rows = [(*arm, *best_of(points, key=lambda point: point[0]), *points[-1]) for arm, points in by_arm.items()]
    return pd.DataFrame(rows, columns=["arm", "direction", "best", "best_epoch", "last", "last_epoch"])


def best_run(arm: Arm, epochs: Mapping[str, Sequence[Epoch]]) -> str:
    """The run of an arm with the highest validation (else training) accuracy, to show a real run beside the mean."""

    def best_accuracy(run_id: str) -> float:
        history = epochs.get(run_id, ())
        return max((row.accuracy if row.val_accuracy is None else row.val_accuracy for row in history), default=-1.0)

    return max((run.run_id for run in arm.runs), key=best_accuracy)


def best_run_epochs(arms: Sequence[Arm], epochs: Mapping[str, Sequence[Epoch]]) -> pd.DataFrame:
    """The epochs of the best run of each arm, as `epochs_frame` gives them, with its arm and direction."""
    best = {best_run(arm, epochs): arm for arm in arms}
    rows = epochs_frame({run_id: epochs[run_id] for run_id in best})
    return rows.assign(
        arm=[best[run_id].name for run_id in rows["run_id"]],
        direction=[best[run_id].direction for run_id in rows["run_id"]],
    )


def _ends(values: np.ndarray, band: Band) -> tuple[float, float]:
    mean = float(values.mean())
    if band == "min-max":
        return float(values.min()), float(values.max())
    if len(values) == 1:
        return mean, mean
    half = float(values.std(ddof=1))
    if band == "95 % CI":
        from scipy import stats  # it loads for over a second, which an empty page does not wait for

        half *= float(stats.t.ppf(0.975, len(values) - 1)) / math.sqrt(len(values))
    return mean - half, mean + half
