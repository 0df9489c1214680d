"""The panel of likely label errors: rows to review, and the numbers without them."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.errors import BothwaysError
from core.system.table_writer import write_csv
from pages.shared.ui import error_box
from pages.shared.ui.formats import literal

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison

_MAX_ROWS = 500


def show(comparison: "Comparison") -> None:
    """Test rows whose label all networks confidently disagree with; metrics and gaps without them."""
    from core.comparison.presentation.wording import one_split_sentence
    from core.comparison.rows import label_error_tables
    from core.comparison.rows.label_errors import label_errors, num_tested

    try:
        errors = label_errors(comparison)
    except BothwaysError as error:
        st.caption(literal(f"{error.problem} {error.expected}"))
        return
    if sentence := one_split_sentence(comparison):
        st.caption(sentence)
    number = f"{len(errors):,} of {num_tested(comparison):,} test {comparison.noun}"
    st.markdown(f"**{number} have a label that is likely wrong**")
    st.caption(label_error_tables.LABEL_ERROR_TEXT)
    if errors.empty:
        return
    table = label_error_tables.label_error_table(comparison, errors)
    confirmed = _review(table, f"label_errors_{comparison.first.run_id}_{len(table)}")
    _download(table)
    if comparison.test_rows is None and comparison.noun == "texts":
        st.caption("Add the baselines to see the texts.")
    left_out = errors["row"].drop(confirmed).tolist()
    try:
        _recomputed(comparison, left_out)
    except BothwaysError as error:
        error_box.error_box(error_box.error_parts(error), key="label_error")


def _review(table: pd.DataFrame, key: str) -> list[int]:
    """The rows of the table that a person has found to be labelled correctly."""
    selected = st.dataframe(
        table.head(_MAX_ROWS), hide_index=True, key=key, on_select="rerun", selection_mode="multi-row",
        height=400, row_height=74, alt="Rows whose label is likely wrong",
        column_config={
            "text": st.column_config.TextColumn("Text", width="large"),
            "label": st.column_config.TextColumn("Label", width=110),
            "predicted": st.column_config.TextColumn("Predicted", width=110),
            "confidence": st.column_config.NumberColumn(
                "Confidence", format="%.0f %%", width=100, help="Mean calibrated probability of the predicted class."
            ),
            "margin": st.column_config.NumberColumn(
                "Margin", format="%.3f", width=80,
                help="Probability of the label minus that of the predicted class, from 0 to 1.",
            ),
            "row": st.column_config.NumberColumn("Row", format="%d", width=70),
        },
    )  # fmt: skip
    if len(table) > _MAX_ROWS:
        st.caption(f"The {_MAX_ROWS} most doubtful rows are listed; the download has all.")
    st.caption("Select rows whose label is right: they count again below.")
    return list(selected["selection"]["rows"])


def _download(table: pd.DataFrame) -> None:
    st.download_button(
        "CSV", lambda: _csv(table), "bothways-label-errors.csv", "text/csv", icon=":material/download:",
        on_click="ignore", key="label_errors_csv", help="All listed rows. Use it to correct labels in your own file.",
    )  # fmt: skip


def _csv(table: pd.DataFrame) -> bytes:
    with tempfile.TemporaryDirectory(prefix="bothways-") as folder:
        path = Path(folder) / "label-errors.csv"
        write_csv(table, path)
        return path.read_bytes()


def _recomputed(comparison: "Comparison", left_out: list[int]) -> None:
    from core.comparison.rows import label_error_tables
    from core.comparison.rows.label_errors import without_rows

    recomputed = without_rows(comparison, left_out)
    st.markdown(f"**Without {len(left_out):,} rows**")
    if recomputed.gaps:
        st.dataframe(
            label_error_tables.gap_change_table(recomputed), hide_index=True, alt="Gap of each pair with and without"
        )
    st.dataframe(
        label_error_tables.metric_change_table(recomputed), hide_index=True, alt="Metrics of each arm with and without"
    )
    st.caption(label_error_tables.WITHOUT_TEXT)
