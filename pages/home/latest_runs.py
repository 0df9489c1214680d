"""The latest runs as a small table with accuracy curves."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from core.comparison.run_frames import data_label
from core.directions import DIRECTION_ARROWS
from core.runs.run import Run
from core.training.history import Epoch
from pages.shared.ui.badges import STATUS_SIGNS
from pages.shared.ui.formats import ago, percent

_CURVE = "Accuracy"
_CURVE_HELP = "Validation accuracy; training accuracy for runs without a validation set."


def latest_runs_frame(runs: Sequence[Run], epochs: Mapping[str, Sequence[Epoch]]) -> pd.DataFrame:
    """One row per run, newest first; accuracies are percentages."""
    return pd.DataFrame(
        [
            {
                "Run": run.name,
                "Network": f"{run.config.model.cell} {DIRECTION_ARROWS[run.config.model.direction]}",
                "Data": data_label(run),
                "Status": STATUS_SIGNS[run.status],
                _CURVE: [
                    100 * (epoch.accuracy if epoch.val_accuracy is None else epoch.val_accuracy)
                    for epoch in epochs[run.run_id]
                ],
                "Test accuracy": _test_accuracy(run),
                "Created": ago(run.created_at),
            }
            for run in runs
        ]
    )


def latest_runs_table(runs: Sequence[Run], epochs: Mapping[str, Sequence[Epoch]]) -> Run | None:
    """Draw the table; the selected run, if any."""
    table = st.dataframe(
        latest_runs_frame(runs, epochs),
        key="latest_runs",
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        alt="The latest runs",
        column_config={_CURVE: st.column_config.LineChartColumn(width="small", help=_CURVE_HELP)},
    )
    rows = table.selection.rows
    return runs[rows[0]] if rows and rows[0] < len(runs) else None


def _test_accuracy(run: Run) -> str:
    accuracy, num_test = run.metrics.get("test_accuracy"), run.metrics.get("num_test")
    return "–" if accuracy is None else f"{percent(accuracy)} (N = {num_test:,.0f})"
