"""Runs: everything that was trained, is training or waits; choose one to see it, several to lay them over each other."""

import streamlit as st

from core import comparison
from core.runs import ENDED
from pages.shared import cached, run_actions, run_details, run_table, state, widgets
from pages.shared.formats import literal

PARTS = {"Settings": ":material/tune:", "Layers": ":material/layers:", "Log": ":material/terminal:"}


def table(chosen_before: list[str]) -> None:
    """The filters' runs, renewed while some are active; a new choice shows in the whole page."""
    runs = run_table.frame_of(cached.store().list())
    shown = runs[comparison.matching(runs, find, tags or (), statuses or ())].reset_index(drop=True)
    if shown.empty:
        st.caption("No run is like that. Take a filter away.")
    elif run_table.choose(shown, key="runs_table") != chosen_before and state.runs_in_address() != chosen_before:
        st.rerun()


def one_run(run_id: str) -> None:
    run = cached.store().get(run_id)
    left, right = st.columns([2, 3], vertical_alignment="center")
    with left:
        st.subheader(literal(run.name), anchor=False)
    with right:
        run_actions.for_one(run)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        widgets.status_badge(run.status)
        widgets.direction_badge(run.config.model.direction)
        st.caption(f"{run.config.model.cell} · {run.run_id}")
        for tag in run.tags:
            st.badge(literal(tag), icon=":material/label:", color="gray")
    if run.note:
        st.text(run.note)
    run_details.live(run)
    part = st.segmented_control("Part", PARTS, default="Settings", key="part", label_visibility="collapsed",
                                format_func=lambda name: f"{PARTS[name]} {name}", required=True)  # fmt: skip
    if part == "Settings":
        run_details.settings(run.config)
    elif part == "Layers":
        run_details.layer_table(run.config)
    else:
        run_details.log(run)


runs = cached.store().list()
if not runs:
    widgets.empty_state(
        "No runs yet",
        "Every network you train appears here with its curves, settings and log.",
        "Train a network",
        "pages/build/train.py",
        ":material/model_training:",
    )
else:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        find = st.text_input(
            "Find", key="find", bind="query-params", placeholder="Name, data, cell, direction …", width=300
        )
        tags = st.multiselect("Tags", sorted({tag for run in runs for tag in run.tags}), key="tag", width=260)
        statuses = st.multiselect("Status", list(widgets.STATUS_SIGNS), key="status", width=260)
    known = {run.run_id: run for run in runs}
    chosen = state.runs_in_address(known)
    active = any(run.status not in ENDED for run in runs)
    st.fragment(table, run_every=2.0 if active else None)(state.runs_in_address())
    if not chosen:
        st.caption(
            "Choose a run to see its curves, settings and log. Choose several to lay their curves over each other."
        )
    elif len(chosen) == 1:
        one_run(chosen[0])
    else:
        run_actions.for_several([known[run_id] for run_id in chosen])
        run_details.live_curves([known[run_id] for run_id in chosen], key=f"curves_{'_'.join(chosen)}")
    run_actions.confirm_deletion()
