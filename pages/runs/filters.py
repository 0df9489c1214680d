"""The filters of the Runs page; they live in the address, so that a link opens the same filters."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from core.comparison.listing.run_groups import Grouping
from core.runs.search import Search
from core.runs.study import Study
from pages.runs import kept_columns
from pages.shared.runs import run_table
from pages.shared.runs.run_labels import study_label
from pages.shared.session import state
from pages.shared.ui.badges import STATUS_SIGNS

_TEXT, _TAGS, _STATUSES, _STUDY = "find", "tag", "status", "chosen_study"
_COLUMNS, _GROUP = "columns", "group"
_GROUPINGS: dict[str, Grouping | None] = {"Runs": None, "Studies": "study", "Arms": "arm"}
_TEXT_HELP = (
    "Words are searched in name, data, cell, direction and tags. Conditions compare settings and results: "
    "`cell=GRU units>=64 test>80 tag=demo seed!=3`."
)


@dataclass(frozen=True)
class Filters:
    """What a run must match: every word and condition of the text, one of the tags and one of the statuses.

    Args:
        columns: the titles of the columns to show; empty for those that fit the runs.
        grouping: what is a row of the table; None for a run.
    """

    text: str
    tags: Sequence[str]
    statuses: Sequence[str]
    columns: Sequence[str] = ()
    grouping: Grouping | None = None


def choose(
    all_tags: Sequence[str], studies: Sequence[Study], searches: Sequence[Search]
) -> tuple[Filters, Study | Search | None]:
    """Draw the filters; the chosen study or search, if any, comes second."""
    with st.container(horizontal=True, vertical_alignment="center"):
        text = st.text_input(
            "Search", key=_TEXT, placeholder="Search, or units>=64", width=215,
            label_visibility="collapsed", bind="query-params", help=_TEXT_HELP,
        )  # fmt: skip
        tags = st.multiselect(
            "Tags", all_tags, key=_TAGS, placeholder="Any tag", width=110, label_visibility="collapsed",
            bind="query-params",
        )  # fmt: skip
        statuses = st.multiselect(
            "Status", list(STATUS_SIGNS), key=_STATUSES, placeholder="Any status", width=130,
            label_visibility="collapsed", bind="query-params",
        )  # fmt: skip
        study = _choose_study(studies, searches) if studies or searches else None
        grouping = st.segmented_control(
            "Rows", list(_GROUPINGS), default="Runs", key=_GROUP, required=True, bind="query-params",
            label_visibility="collapsed",
            help="A row for each run, each study, or each arm: runs with the same settings but seed and split.",
        )  # fmt: skip
        with st.popover("Columns", icon=":material/view_column:", key="columns_box"):
            columns = st.multiselect(
                "Columns", run_table.column_titles(), key=_COLUMNS, placeholder="Those that fit the runs",
                bind="query-params", help="Clear it to show the columns that fit the runs.",
            )  # fmt: skip
    kept_columns.keep(columns, _COLUMNS, run_table.column_titles())
    return Filters(text, tags, statuses, columns, _GROUPINGS[grouping]), study


def no_match() -> None:
    """What the table's place shows when no run matches."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("No run matches these filters.", width="content")
        if st.button("Clear filters", icon=":material/filter_alt_off:", key="clear_filters", on_click=_clear):
            st.rerun()  # the filters are outside the part of the page that the click draws again


def _clear() -> None:
    st.session_state[_TEXT] = ""
    st.session_state[_TAGS] = []
    st.session_state[_STATUSES] = []


def _choose_study(studies: Sequence[Study], searches: Sequence[Search]) -> Study | Search | None:
    """Choose a study or a search, or none for all runs; the choice lives in the address as `?study=ID`."""
    by_id: dict[str, Study | Search] = {study.study_id: study for study in studies}
    by_id |= {search.search_id: search for search in searches}
    label = "Study or search" if searches else "Study"
    st.session_state[_STUDY] = state.study_in_address(by_id)
    st.selectbox(
        label, list(by_id), None, key=_STUDY, placeholder=f"Any {label.lower()}", width=180,
        label_visibility="collapsed",
        format_func=lambda study_id: study_label(by_id[study_id]),
        on_change=lambda: state.put_study_in_address(st.session_state[_STUDY]),
    )  # fmt: skip
    return by_id.get(st.session_state[_STUDY])
