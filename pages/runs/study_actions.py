"""The selected study on the Runs page: its progress, and what one can do with all of its runs."""

import time
from collections.abc import Sequence

import streamlit as st

from core.catalog import dataset_label
from core.runs.jobs import queue
from core.runs.jobs.search_job import arms_without_choice
from core.runs.run import Run
from core.runs.search import Search
from core.runs.search.search_store import SearchStore
from core.runs.study import Study, StudyProgress, progress_of, remaining_seconds
from core.runs.study.search_wording import diverged_sentence
from core.runs.study.study_store import StudyStore
from pages.shared.access import visitor
from pages.shared.session import cache, routes, state
from pages.shared.ui import badges, error_box, fragments
from pages.shared.ui.formats import ago, clock, count, literal, seconds, short


def heading(study: Study, runs: Sequence[Run]) -> None:
    """The study's name, arms, progress and actions.

    Args:
        runs: those of the study.
    """
    progress = progress_of(runs, study.plan)
    if progress.active:
        fragments.live(_progress_bar, 2.0, study)
    diverged = arms_without_choice(cache.store(), study) if progress.is_search and progress.failed else ()
    left, right = st.columns([3, 2], vertical_alignment="center")
    with left:
        st.subheader(literal(study.name), anchor=False)
    with right:
        _actions(study, progress, may_resume=not diverged)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for arm, label in study.plan.labels.items():
            badges.arm_badge(arm, label)
        st.text(str(progress), width="content")
        width = "same units" if study.plan.width == "same_units" else "matched parameters"
        data = literal(dataset_label(study.plan.config.dataset))
        summary = f"{data} · {study.plan.size} · {width} · study {study.study_id}"
        st.caption(f"{summary} · {ago(study.created_at)}", width="content")
    if diverged:
        st.text(diverged_sentence(study.plan, diverged))
    if study.note:
        st.text(study.note)


def _progress_bar(study: Study) -> None:
    """How many runs of a study have ended, and when the last one will."""
    runs = cache.store().of_study(study.study_id)
    progress, now = progress_of(runs, study.plan), time.time()
    left = remaining_seconds(runs, study.plan, now)
    end = "" if left is None else f"About {seconds(left)} left, ends about {clock(now + left)}"
    done = progress.finished + sum(run.progress.fraction for run in runs if run.status == "running")
    st.progress(min(1.0, done / max(1, progress.planned)), text=end)


def confirm_deletion() -> None:
    """The dialog that confirms a deletion of a study or a search, while it is open; call it from the page's script."""
    if study_id := st.session_state.get(state.DELETING_STUDY):
        title = "Delete this search?" if study_id.startswith("h") else "Delete this study?"
        st.dialog(title, on_dismiss=_close_dialog)(_confirm)(study_id)


def _actions(study: Study, progress: StudyProgress, may_resume: bool) -> None:
    icon, arguments = ":material/compare_arrows:", (study.study_id,)
    allowed = visitor.permit_change([study.owner])
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="small"):
        num_compared = 0 if progress.is_search else progress.finished  # the search's runs are not compared
        if num_compared > 1 and st.button("Compare arms", icon=icon, type="primary", key="compare_study"):
            st.switch_page(routes.COMPARE, query_params={state.STUDY: study.study_id})
        if progress.resumable and may_resume:
            st.button(
                "Resume", icon=":material/resume:", on_click=_resume, args=arguments, key="resume_study", **allowed
            )
        if progress.active:
            st.button(
                "Cancel all",
                icon=":material/stop_circle:",
                on_click=_cancel,
                args=arguments,
                key="cancel_study",
                **allowed,
            )
        if not progress.running:
            delete_button(study, study.study_id, key="delete_study")


def delete_button(entry: Study | Search, entry_id: str, key: str) -> None:
    """The button that opens the dialog of `confirm_deletion` for a study or a search."""
    allowed = visitor.permit_change([entry.owner])
    st.button("Delete", icon=":material/delete:", on_click=_open_dialog, args=(entry_id,), key=key, **allowed)


def _resume(study_id: str) -> None:
    with error_box.remember_errors():
        queue.resume_study(cache.store(), cache.workspace(), study_id)


def _cancel(study_id: str) -> None:
    with error_box.remember_errors():
        queue.cancel_study(cache.store(), study_id)


def _open_dialog(study_id: str) -> None:
    st.session_state[state.DELETING_STUDY] = study_id


def _close_dialog() -> None:
    st.session_state.pop(state.DELETING_STUDY, None)


def _confirm(study_id: str) -> None:
    store = cache.store()
    with error_box.remember_errors():
        st.text(short(_plans(study_id).get(study_id).name, 80))
    num_runs = count(len([*store.of_study(study_id), *store.of_search(study_id)]))
    st.caption(f"This deletes its {num_runs} runs with their curves, trained networks and logs. It cannot be undone.")
    with st.container(horizontal=True):
        confirmed = st.button(
            "Delete", type="primary", icon=":material/delete:", on_click=_delete, args=(study_id,),
            key="delete_study_yes",
        )  # fmt: skip
        dismissed = st.button("Keep", on_click=_close_dialog, key="delete_study_no")
    if confirmed or dismissed:
        st.rerun()  # which closes the dialog


def _delete(study_id: str) -> None:
    _close_dialog()
    with error_box.remember_errors():
        _plans(study_id).delete(study_id)
        state.put_study_in_address(None)


def _plans(study_id: str) -> SearchStore | StudyStore:
    """The store of what has this id; only ids of searches begin with `h`."""
    return cache.store().searches if study_id.startswith("h") else cache.store().studies
