"""Runs: everything that was trained, is training or waits, to look at, to tidy and to take elsewhere."""

import streamlit as st

from core.runs.run import ENDED
from pages.runs import actions, study_actions
from pages.shared.runs import run_details, run_table
from pages.shared.session import cache, routes, state
from pages.shared.ui import badges, fragments
from pages.shared.ui.empty_state import empty_state

PARTS = {
    "Settings": (":material/tune:", lambda run: run_details.settings(run.config)),
    "Layers": (":material/layers:", lambda run: run_details.layer_table(run.config)),
    "Log": (":material/terminal:", run_details.log),
}


def filters(known_tags, studies):
    """What to look for, and in which study; the link opens the same filters."""
    shared = {"label_visibility": "collapsed", "bind": "query-params"}
    with st.container(horizontal=True):
        text = st.text_input("Find", key="find", placeholder="Find by name, data, cell …", width=290, **shared)
        tags = st.multiselect("Tags", known_tags, key="tag", placeholder="Any tag", width=200, **shared)
        statuses = st.multiselect(
            "Status", list(badges.STATUS_SIGNS), key="status", placeholder="Any status", width=200, **shared
        )
        study = study_actions.choose(studies, width=310) if studies else None
    return (text, tags, statuses), study


def live_table(wanted, study, chosen_before):
    """The table as it is now; a new choice shows in the whole page."""
    if state.runs_in_address() != chosen_before:
        st.rerun()
    table(runs_of(study), wanted)


def table(runs, wanted):
    """The runs that are wanted."""
    like = run_table.matching(runs, *wanted)
    if like:
        run_table.choose(run_table.newest(like), key="runs_table")
    else:
        st.caption("No run is like that. Take a filter away.")


def runs_of(study):
    """The runs of a study, in the order of their training; without one all runs, newest first."""
    return cache.store().of_study(study.study_id) if study else cache.store().list()


def part_of(run):
    """One of the parts that are a click away; choosing another one leaves the rest of the page as it is."""
    part = st.segmented_control(
        "Part", list(PARTS), default="Settings", key="part", required=True, label_visibility="collapsed",
        format_func=lambda name: f"{PARTS[name][0]} {name}",
    )  # fmt: skip
    PARTS[part][1](run)


def details(runs, study, known_tags):
    """What there is to see of the chosen runs."""
    known = {run.run_id: run for run in runs}
    chosen = [known[run_id] for run_id in state.runs_in_address(known)]
    if len(chosen) == 1:
        chosen = [cache.store().get(chosen[0].run_id)]  # it may have been edited elsewhere
        actions.heading(chosen[0], known_tags)
        run_details.live(chosen[0])
        fragments.live(part_of, None if chosen[0].status in ENDED else 2.0, chosen[0])
    elif chosen:
        actions.for_several(chosen)
        run_details.live_curves(chosen, key="chosen")
    elif study:
        run_details.live_curves(runs, key="study")
    else:
        st.caption("Choose a run to see its curves, settings and log; several to lay their curves over each other.")


def table_and_details(runs, wanted, study, known_tags):
    """Runs that have all ended: a choice draws only this again."""
    table(runs, wanted)
    details(runs, study, known_tags)


runs, studies = cache.store().list(), cache.store().studies.list()
if runs or studies:
    known_tags = sorted({tag for run in runs for tag in run.tags})
    wanted, study = filters(known_tags, studies)
    if study:
        runs = runs_of(study)
        study_actions.heading(study, runs)
    if any(run.status not in ENDED for run in runs):
        fragments.live(live_table, 2.0, wanted, study, state.runs_in_address())
        details(runs, study, known_tags)
    else:
        fragments.part(table_and_details, runs, wanted, study, known_tags)
    actions.confirm_deletion()
    study_actions.confirm_deletion()
else:
    empty_state(
        "No runs yet",
        "Every network you train appears here with its curves, settings and log.",
        "Train a network",
        routes.TRAIN,
        ":material/model_training:",
    )
