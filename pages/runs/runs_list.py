"""The list of runs on the Runs page: runs, studies or arms that match the filters."""

from collections.abc import Sequence

import streamlit as st

from core.errors import InputError
from core.runs.run import Run
from core.runs.search import Search
from core.runs.study import Study
from pages.runs import filters, group_table
from pages.runs.filters import Filters
from pages.shared.runs import run_table
from pages.shared.session import cache, state

_MANY_ROWS, _FEW_ROWS = 15, 6


def show_live(criteria: Filters, study: Study | Search | None, selected: list[str]) -> None:
    """The table, refreshed; a new selection draws the whole page."""
    if state.runs_in_address() != selected:
        st.rerun()
    show(runs_of(study), criteria)


def show(runs: Sequence[Run], criteria: Filters) -> None:
    """The runs that match the filters, or their groups; a low table where details follow below."""
    try:
        matching = run_table.matching(runs, criteria.text, criteria.tags, criteria.statuses)
    except InputError as error:
        st.text(str(error))
        return
    max_rows = _FEW_ROWS if state.runs_in_address() or st.query_params.get(state.STUDY) else _MANY_ROWS
    if not matching:
        filters.no_match()
    elif criteria.grouping:
        group_table.choose(matching, criteria.grouping, max_rows)
    else:
        run_table.choose(run_table.newest(matching), "runs_table", max_rows, criteria.columns)


def runs_of(study: Study | Search | None) -> list[Run]:
    """The runs of a study or a search in the order of training; without one, all runs, newest first."""
    if isinstance(study, Search):
        return cache.store().of_search(study.search_id)
    return cache.store().of_study(study.study_id) if study else cache.store().list()
