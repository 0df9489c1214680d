"""The selected search on the Runs page: its progress, and what one can do with all of its trials."""

from collections.abc import Sequence

import streamlit as st

from core.catalog import dataset_label
from core.runs.run import Run
from core.runs.search import Search, SearchProgress, progress_of_search
from core.runs.search.search_queue import cancel_search, due_again, resume_search
from pages.runs import study_actions
from pages.shared.access import visitor
from pages.shared.session import cache
from pages.shared.ui import badges, error_box
from pages.shared.ui.formats import ago, literal


def heading(search: Search, runs: Sequence[Run]) -> None:
    """The search's name, progress and actions.

    Args:
        runs: its trials.
    """
    progress = progress_of_search(search, runs)
    left, right = st.columns([3, 2], vertical_alignment="center")
    with left:
        st.subheader(literal(search.name), anchor=False)
    with right:
        _actions(search, progress, runs)
    config = search.plan.config
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        badges.direction_badge(config.model.direction)
        st.text(str(progress), width="content")
        data = literal(dataset_label(config.dataset))
        summary = f"{data} · by {config.train.monitor} · search {search.search_id}"
        st.caption(f"{summary} · {ago(search.created_at)}", width="content")
    for text in filter(None, (search.message, search.note)):
        st.text(text)


def _actions(search: Search, progress: SearchProgress, runs: Sequence[Run]) -> None:
    arguments, allowed = (search.search_id,), visitor.permit_change([search.owner])
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="small"):
        if not progress.active and (progress.stopped or due_again(cache.store(), runs)):
            st.button(
                "Resume", icon=":material/resume:", on_click=_resume, args=arguments, key="resume_search", **allowed
            )
        if progress.active:
            st.button(
                "Cancel search",
                icon=":material/stop_circle:",
                on_click=_cancel,
                args=arguments,
                key="cancel_search",
                **allowed,
            )
        if not progress.running:
            study_actions.delete_button(search, search.search_id, key="delete_search")


def _resume(search_id: str) -> None:
    with error_box.remember_errors():
        resume_search(cache.store(), cache.workspace(), search_id)


def _cancel(search_id: str) -> None:
    with error_box.remember_errors():
        cancel_search(cache.store(), search_id)
