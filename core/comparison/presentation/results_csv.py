"""The results of a comparison as a CSV file: one row per run and metric."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from core.comparison.run_frames import data_label
from core.system.table_writer import csv_text

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison

_COLUMNS = ["run_id", "name", "arm", "direction", "cell", "units", "seed", "data", "metric", "value", "split"]


def results_frame(comparison: "Comparison") -> pd.DataFrame:
    """One row per run and metric, the baselines last; whole numbers are whole."""
    rows: list[tuple[Any, ...]] = []
    for arm in comparison.arms:
        for block, run in arm.by_block.items():
            origin: tuple[Any, ...] = (
                run.run_id,
                run.name,
                arm.name,
                arm.direction,
                arm.model.cell,
                arm.model.units,
                block.seed,
            )
            metrics = {**run.metrics, "num_params": run.num_params, "seconds": run.seconds}
            rows += [
                (*origin, data_label(run), metric, value, block.split) for metric, value in sorted(metrics.items())
            ]
    split = comparison.first.config.dataset.split
    for name, baseline in comparison.baselines.items():
        origin = ("", name, name, "", "", None, None, data_label(comparison.first))
        metrics = {**baseline.metrics, "seconds": baseline.seconds}
        rows += [(*origin, metric, value, split) for metric, value in sorted(metrics.items())]
    frame = pd.DataFrame(rows, columns=_COLUMNS).astype(dict.fromkeys(("units", "seed", "split"), "Int64"))
    values = [_whole(metric, value) for metric, value in zip(frame["metric"], frame["value"], strict=True)]
    return frame.assign(value=pd.Series(values, dtype=object))  # in a column of floats, counts would get a point


def _whole(metric: str, value: Any) -> Any:
    """The value of a metric; a count is a whole number."""
    return int(value) if metric.startswith("num_") and pd.notna(value) else value


def results_csv(comparison: "Comparison") -> str:
    """The results as CSV; a spreadsheet never runs the name of a run as a formula."""
    return csv_text(results_frame(comparison))
