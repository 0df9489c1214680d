"""The table of studies or arms: the mean of their runs with its spread; a click selects all runs of a row."""

from collections.abc import Callable, Sequence

import streamlit as st

from core.comparison.listing.run_groups import Grouping, RunGroup, groups_frame, groups_of
from core.runs.run import Run
from pages.shared.session import cache, state
from pages.shared.ui.formats import short

_KEY = "groups_table"
_ROW_HEIGHT, _NAME_LENGTH = 35, 80


def choose(runs: Sequence[Run], by: Grouping, max_rows: int) -> None:
    """Draw the table; the runs of the selected row are selected in the address."""
    store = cache.store()
    names = {study.study_id: study.name for study in store.studies.list()}
    names |= {search.search_id: search.name for search in store.searches.list()}
    groups = groups_of(runs, by, names)
    selected = set(state.runs_in_address())
    rows = [place for place, group in enumerate(groups) if selected and {run.run_id for run in group.runs} == selected]
    st.session_state[_KEY] = {"selection": {"rows": rows, "columns": [], "cells": []}}
    frame = groups_frame(groups)
    percentages = ["test_accuracy", "test_accuracy_sd"]
    number = st.column_config.NumberColumn
    st.dataframe(
        frame.assign(
            name=[short(name, _NAME_LENGTH) for name in frame["name"]],
            **{column: 100 * frame[column] for column in percentages},
        ),
        key=_KEY,
        on_select=_select(groups),
        selection_mode=["single-row", "single-cell"],
        height=_ROW_HEIGHT * (min(len(groups), max_rows) + 1) + 3,
        hide_index=True,
        placeholder="–",
        alt="Studies to select from" if by == "study" else "Arms to select from",
        column_config={
            "name": st.column_config.TextColumn("Study" if by == "study" else "Arm", width=330),
            "num_runs": number("Runs", width=62),
            "num_finished": number("Finished", width=78),
            "num_seeds": number("Seeds", width=66),
            "test_accuracy": number("Test", format="%.1f %%", width=74, help="Mean test accuracy of finished runs."),
            "test_accuracy_sd": number("± SD", format="%.1f", width=66, help="Standard deviation in points."),
            "seconds": number("Seconds", format="%.0f", width=80, help="Mean training time."),
            "seconds_sd": number("± SD ", format="%.0f", width=66, help="Standard deviation of the training time."),
            "num_params": number("Parameters", format="localized", width=98, help="Where all runs have as many."),
        },
    )


def _select(groups: Sequence[RunGroup]) -> Callable[[], None]:
    def put() -> None:
        selection = st.session_state[_KEY]["selection"]
        rows = [row for row, _ in selection["cells"]] or selection["rows"]
        state.put_runs_in_address([run.run_id for row in rows for run in groups[row].runs])

    return put
