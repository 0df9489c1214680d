"""Studies on the Runs page: which one is looked at, how far it is, and what one does with it as a whole."""

from collections.abc import Sequence

import streamlit as st

from core.runs.jobs import queue
from core.runs.run import Run
from core.runs.study import Study
from pages.shared.runs.labels import study_label
from pages.shared.session import cache, routes, state
from pages.shared.ui import badges, errors
from pages.shared.ui.formats import ago, count, literal, short

_KEY = "chosen_study"


def choose(studies: Sequence[Study], width: int) -> Study | None:
    """Choose a study, or none for all runs; the choice lives in the address as `?study=ID`."""
    by_id = {study.study_id: study for study in studies}
    st.session_state[_KEY] = state.study_in_address(by_id)
    st.selectbox(
        "Study", list(by_id), None, key=_KEY, placeholder="Any study", width=width, label_visibility="collapsed",
        format_func=lambda study_id: study_label(by_id[study_id]),
        on_change=lambda: state.put_study_in_address(st.session_state[_KEY]),
    )  # fmt: skip
    return by_id.get(st.session_state[_KEY])


def heading(study: Study, runs: Sequence[Run]) -> None:
    """What is compared, how far the study is and what one can do with it.

    Args:
        runs: those of the study.
    """
    progress = queue.progress_of(runs, study.plan)
    left, right = st.columns([3, 2], vertical_alignment="center")
    with left:
        st.subheader(literal(study.name), anchor=False)
    with right:
        _actions(study, progress)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for arm in study.plan.arms:
            badges.direction_badge(arm)
        st.text(str(progress), width="content")
        seeds = study.plan.num_seeds
        widths = "same units" if study.plan.width == "same_units" else "matched parameters"
        told = f"{seeds} {'seed' if seeds == 1 else 'seeds'} · {widths} · study {study.study_id}"
        st.caption(f"{told} · {ago(study.created_at)}", width="content")
    if study.note:
        st.text(study.note)


def confirm_deletion() -> None:
    """The dialog that asks before a study is deleted, while one has been asked for; call it from the main script."""
    if study_id := st.session_state.get(state.DELETING_STUDY):
        _confirm(study_id)


def _actions(study: Study, progress: queue.StudyProgress) -> None:
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="small"):
        if progress.finished > 1 and st.button(
            "Compare arms", icon=":material/compare_arrows:", type="primary", key="compare_study"
        ):
            st.switch_page(routes.COMPARE, query_params={state.STUDY: study.study_id})
        if progress.resumable:
            st.button("Resume", icon=":material/resume:", on_click=_resume, args=(study.study_id,), key="resume_study")
        if progress.active:
            st.button(
                "Cancel all",
                icon=":material/stop_circle:",
                on_click=_cancel,
                args=(study.study_id,),
                key="cancel_study",
            )
        if not progress.running:
            st.button("Delete", icon=":material/delete:", on_click=_ask, args=(study.study_id,), key="delete_study")


def _resume(study_id: str) -> None:
    with errors.remember_errors():
        queue.resume_study(cache.store(), cache.workspace(), study_id)


def _cancel(study_id: str) -> None:
    with errors.remember_errors():
        queue.cancel_study(cache.store(), study_id)


def _ask(study_id: str) -> None:
    st.session_state[state.DELETING_STUDY] = study_id


def _stop_asking() -> None:
    st.session_state.pop(state.DELETING_STUDY, None)


@st.dialog("Delete the whole study?", on_dismiss=_stop_asking)
def _confirm(study_id: str) -> None:
    store = cache.store()
    with errors.remember_errors():
        st.text(short(store.studies.get(study_id).name, 80))
    st.caption(
        f"All its {count(len(store.of_study(study_id)))} runs go too, with their curves, trained networks and logs."
    )
    with st.container(horizontal=True):
        deleted = st.button(
            "Delete",
            type="primary",
            icon=":material/delete:",
            on_click=_delete,
            args=(study_id,),
            key="delete_study_yes",
        )
        kept = st.button("Keep", on_click=_stop_asking, key="delete_study_no")
    if deleted or kept:
        st.rerun()  # which closes the dialog


def _delete(study_id: str) -> None:
    _stop_asking()
    with errors.remember_errors():
        cache.store().studies.delete(study_id)
        state.put_study_in_address(None)
