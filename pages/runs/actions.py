"""What one does with runs: rename, tag, note, resume, delete, take them to another page."""

from collections.abc import Sequence

import streamlit as st

from core.runs import bundled, showcase
from core.runs.jobs import queue
from core.runs.run import Run
from pages.shared.runs import submission
from pages.shared.runs.download_buttons import code_button, model_button
from pages.shared.session import cache, routes, state
from pages.shared.ui import badges, errors
from pages.shared.ui.formats import ago, literal, short

_SHOW_HELP = (
    "Home and the Score page open with it, in place of the networks that come with Bothways and beside up to "
    f"{showcase.MAX_RUNS - 1} others that are shown."
)


def heading(run: Run, known_tags: Sequence[str]) -> None:
    """Whose details these are, what it is, and what one can do with it.

    Args:
        known_tags: those that any run has, to choose from.
    """
    left, right = st.columns([2, 3], vertical_alignment="center")
    with left:
        st.subheader(literal(run.name), anchor=False)
    with right:
        for_one(run, known_tags)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        badges.status_badge(run.status)
        badges.direction_badge(run.config.model.direction)
        st.caption(f"{run.config.model.cell} · run {run.run_id} · {ago(run.created_at)}", width="content")
        for tag in run.tags:
            badges.tag_badge(tag)
    if run.note:
        st.text(run.note)


def for_one(run: Run, known_tags: Sequence[str]) -> None:
    """The actions on one run, in a row."""
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="small"):
        if run.status == "finished":
            _go("Score with it", routes.SCORE, ":material/rate_review:", [run.run_id], primary=True)
        if run.status in ("failed", "cancelled"):
            st.button("Resume", icon=":material/resume:", on_click=_resume, args=(run.run_id,))
        if run.status == "queued":
            st.button("Cancel", icon=":material/stop_circle:", on_click=submission.cancel_run, args=(run.run_id,))
        _go("Compare", routes.COMPARE, ":material/compare_arrows:", [run.run_id])
        if run.status == "finished":
            with st.popover("Share", icon=":material/ios_share:", key=f"share_{run.run_id}"):
                _share(run)
        with st.popover("Edit", icon=":material/edit:", key=f"edit_{run.run_id}"):
            _edit(run, known_tags)
        if run.status != "running":
            _delete_button([run.run_id])


def for_several(runs: Sequence[Run]) -> None:
    """The actions on several runs, in a row."""
    run_ids = [run.run_id for run in runs]
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="small"):
        _go("Compare", routes.COMPARE, ":material/compare_arrows:", run_ids, primary=True)
        if all(run.status == "finished" for run in runs):
            _go("Score with them", routes.SCORE, ":material/rate_review:", run_ids)
        if all(run.status != "running" for run in runs):
            _delete_button(run_ids)


def confirm_deletion() -> None:
    """The dialog that asks before runs are deleted, while one has been asked for; call it from the main script."""
    if st.session_state.get(state.DELETING):
        _confirm(st.session_state[state.DELETING])


def _go(label: str, page: str, icon: str, run_ids: list[str], primary: bool = False) -> None:
    if st.button(label, icon=icon, type="primary" if primary else "secondary"):
        st.switch_page(page, query_params={state.RUNS: ",".join(run_ids)})


def _share(run: Run) -> None:
    if run.config.dataset.kind == "text":
        _show_button(run)
    model_button(run)
    code_button(run)


def _edit(run: Run, known_tags: Sequence[str]) -> None:
    with st.form(f"edit_form_{run.run_id}", border=False):
        st.text_input("Name", run.name, max_chars=200, key=f"name_{run.run_id}")
        st.multiselect(
            "Tags", known_tags, list(run.tags), key=f"tags_{run.run_id}", accept_new_options=True,
            placeholder="Add tags",
        )  # fmt: skip
        st.text_area("Note", run.note, key=f"note_{run.run_id}", placeholder="What was this run for?")
        if st.form_submit_button("Save", type="primary", on_click=_save, args=(run.run_id,)):
            st.rerun()  # the whole page tells names and tags


def _save(run_id: str) -> None:
    given = {field: st.session_state[f"{field}_{run_id}"] for field in ("name", "tags", "note")}
    with errors.remember_errors():
        cache.store().edit(run_id, **given)


def _resume(run_id: str) -> None:
    with errors.remember_errors():
        queue.resume(cache.store(), cache.workspace(), run_id)


def _delete_button(run_ids: list[str]) -> None:
    st.button("Delete", icon=":material/delete:", on_click=_ask, args=(run_ids,))


def _ask(run_ids: list[str]) -> None:
    st.session_state[state.DELETING] = run_ids


def _stop_asking() -> None:
    st.session_state.pop(state.DELETING, None)


@st.dialog("Delete for good?", on_dismiss=_stop_asking)
def _confirm(run_ids: list[str]) -> None:
    known = {run.run_id: run for run in cache.store().list()}
    for run_id in run_ids:
        st.text(short(known[run_id].name, 80) if run_id in known else run_id)
    st.caption("The curves, the trained network, the vocabulary, the predictions and the log go too.")
    with st.container(horizontal=True):
        deleted = st.button(
            "Delete", type="primary", icon=":material/delete:", on_click=_delete, args=(run_ids,), key="delete_yes"
        )
        kept = st.button("Keep", on_click=_stop_asking, key="delete_no")
    if deleted or kept:
        st.rerun()  # which closes the dialog


def _delete(run_ids: list[str]) -> None:
    _stop_asking()
    for run_id in run_ids:
        with errors.remember_errors():
            cache.store().delete(run_id)
    state.put_runs_in_address([run_id for run_id in state.runs_in_address() if run_id not in run_ids])


def _show_button(run: Run) -> None:
    """Make a run one of those that are shown, or take it away from them; without any, the shipped pair is shown."""
    if run.run_id in showcase.showcase_ids(cache.workspace().home):
        st.button(
            "Stop showing", icon=":material/visibility_off:", help="Home and the Score page open without it again.",
            on_click=_stop_showing, args=(run.run_id,),
        )  # fmt: skip
    else:
        st.button("Show this one", icon=":material/co_present:", help=_SHOW_HELP, on_click=_show, args=(run.run_id,))


def _show(run_id: str) -> None:
    with errors.remember_errors():
        others = [run.run_id for run in cache.showcase_runs() if not bundled.is_demo(run) and run.run_id != run_id]
        showcase.set_showcase(cache.workspace().home, [*others, run_id][-showcase.MAX_RUNS :])


def _stop_showing(run_id: str) -> None:
    with errors.remember_errors():
        home = cache.workspace().home
        others = [run.run_id for run in cache.showcase_runs() if run.run_id != run_id]
        showcase.set_showcase(home, others) if others else showcase.reset_showcase(home)
