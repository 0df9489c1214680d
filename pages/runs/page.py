"""Runs: every run and study, to inspect, edit, delete and open on other pages."""

from collections.abc import Callable, Sequence

import streamlit as st

from core.runs.job import ENDED
from core.runs.run import Run
from core.runs.search import Search
from core.runs.study import Study
from pages.runs import (
    actions,
    audit_panel,
    filters,
    left_out,
    runs_list,
    search_actions,
    search_result,
    study_actions,
)  # fmt: skip
from pages.runs.filters import Filters
from pages.shared.runs import run_curves, run_details
from pages.shared.runs.run_labels import missing_runs
from pages.shared.session import cache, routes, state
from pages.shared.ui import fragments
from pages.shared.ui.empty_state import empty_state

PARTS: dict[str, tuple[str, Callable[[Run], None]]] = {
    "Settings": (":material/tune:", run_details.settings),
    "Layers": (":material/layers:", run_details.layer_table),
    "Log": (":material/terminal:", run_details.log),
}


def part_of(run: Run) -> None:
    """The chosen part of a run's details."""
    part = st.segmented_control(
        "Part", list(PARTS), default="Settings", key="part", required=True, label_visibility="collapsed",
        format_func=lambda name: f"{PARTS[name][0]} {name}",
    )  # fmt: skip
    _, draw = PARTS[part]
    draw(run)


def details(runs: Sequence[Run], study: Study | Search | None, all_tags: Sequence[str]) -> None:
    """The selected run, or the curves of several."""
    by_id = {run.run_id: run for run in runs}
    if missing := [run_id for run_id in state.runs_in_address() if run_id not in by_id]:
        st.text(missing_runs(missing))
    selected = [by_id[run_id] for run_id in state.runs_in_address(by_id)]
    if len(selected) == 1:
        run = cache.store().get(selected[0].run_id)  # it may have been edited in another session
        actions.heading(run, all_tags)
        run_details.live(run)
        actions.facts(run)
        fragments.live(part_of, None if run.status in ENDED else 2.0, run)
    elif selected:
        actions.for_several(selected)
        run_curves.live_curves(selected, key="chosen")
    elif isinstance(study, Search):
        active = study.goes_on or any(run.status not in ENDED for run in runs)
        fragments.live(search_result.result, 2.0 if active else None, study.search_id)
    elif study:
        run_curves.live_curves(runs, key="study")
    else:
        st.caption("Select a run to see its curves, settings and log. Select several to overlay their curves.")


def table_and_details(
    runs: Sequence[Run], criteria: Filters, study: Study | Search | None, all_tags: Sequence[str]
) -> None:
    """Table and details in one part of the page, for runs that have all ended."""
    runs_list.show(runs, criteria)
    details(runs, study, all_tags)


def runs_and_studies(runs: Sequence[Run], studies: Sequence[Study], searches: Sequence[Search]) -> None:
    all_tags = sorted({tag for run in runs for tag in run.tags})
    criteria, study = filters.choose(all_tags, studies, searches)
    if study:
        runs = runs_list.runs_of(study)
        if isinstance(study, Search):
            search_actions.heading(study, runs)
        else:
            study_actions.heading(study, runs)
    if any(run.status not in ENDED for run in runs) or any(search.goes_on for search in searches):
        fragments.live(runs_list.show_live, 2.0, criteria, study, state.runs_in_address())
        details(runs, study, all_tags)
    else:
        fragments.part(table_and_details, runs, criteria, study, all_tags)
    actions.confirm_deletion()
    study_actions.confirm_deletion()
    audit_panel.show()


store = cache.store()
runs, studies, searches = store.list(), store.studies.list(), store.searches.list()
left_out.show()
if runs or studies or searches:
    runs_and_studies(runs, studies, searches)
else:
    empty_state(
        "No runs yet",
        "Every network you train appears here with its curves, settings and log.",
        "Train a network",
        routes.TRAIN,
        ":material/model_training:",
    )
