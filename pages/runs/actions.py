"""What one can do with selected runs: edit, resume, delete, share, open on another page."""

from collections.abc import Sequence

import streamlit as st

from core.runs.demo import bundled, showcase
from core.runs.jobs import queue
from core.runs.run import Run
from pages.runs import share_link
from pages.shared.access import visitor
from pages.shared.runs import submission
from pages.shared.runs.download_buttons import code_button, model_button
from pages.shared.session import cache, routes, state
from pages.shared.ui import badges, error_box
from pages.shared.ui.formats import ago, literal, short

_SHOW_HELP = (
    "Home and Score then open with this run instead of the bundled networks. Use it to prepare a talk. Up to "
    f"{showcase.MAX_RUNS} runs are shown; the oldest one makes room."
)


def heading(run: Run, all_tags: Sequence[str]) -> None:
    """The run's name, its badges and its actions, in one line.

    Args:
        all_tags: the tags of all runs, to choose from.
    """
    left, right = st.columns([2, 3], vertical_alignment="center")
    with left, st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(literal(run.name), anchor=False, width="content")
        badges.status_badge(run.status)
        badges.direction_badge(run.config.model.direction)
    with right:
        _for_one(run, all_tags)


def facts(run: Run) -> None:
    """What identifies a run, its tags and its note."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(f"{run.config.model.cell} · run {run.run_id} · {ago(run.created_at)}", width="content")
        for tag in run.tags:
            badges.tag_badge(tag)
    if run.note:
        st.text(run.note)


def for_several(runs: Sequence[Run]) -> None:
    """The actions on several runs, in a row."""
    run_ids = [run.run_id for run in runs]
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="small"):
        _link("Compare", routes.COMPARE, ":material/compare_arrows:", run_ids, primary=True)
        if all(run.status == "finished" for run in runs):
            _link("Score", routes.SCORE, ":material/rate_review:", run_ids)
        if all(run.status != "running" for run in runs):
            delete_button(run_ids, [run.owner for run in runs])


def confirm_deletion() -> None:
    """The dialog that confirms a deletion, while one is open; call it from the page's script."""
    if run_ids := st.session_state.get(state.DELETING):
        title = "Delete this run?" if len(run_ids) == 1 else f"Delete {len(run_ids)} runs?"
        st.dialog(title, on_dismiss=_close_dialog)(_confirm)(run_ids)


def _for_one(run: Run, all_tags: Sequence[str]) -> None:
    allowed = visitor.permit_change([run.owner])
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="small"):
        if run.status == "finished":
            _link("Score", routes.SCORE, ":material/rate_review:", [run.run_id], primary=True)
        if run.status in ("failed", "cancelled"):
            st.button("Resume", icon=":material/resume:", on_click=_resume, args=(run.run_id,), **allowed)
        if run.status == "queued":
            st.button(
                "Cancel", icon=":material/stop_circle:", on_click=submission.cancel_run, args=(run.run_id,), **allowed
            )
        _link("Compare", routes.COMPARE, ":material/compare_arrows:", [run.run_id])
        if run.status == "finished":
            with st.popover("Share", icon=":material/ios_share:", key=f"share_{run.run_id}"):
                _share(run)
        with st.popover("Edit", icon=":material/edit:", key=f"edit_{run.run_id}", **allowed):
            _edit(run, all_tags)
        if run.status != "running":
            delete_button([run.run_id], [run.owner])


def _link(label: str, page: str, icon: str, run_ids: list[str], primary: bool = False) -> None:
    if st.button(label, icon=icon, type="primary" if primary else "secondary"):
        st.switch_page(page, query_params={state.RUNS: ",".join(run_ids)})


def _share(run: Run) -> None:
    if run.config.dataset.kind == "text":
        _showcase_button(run)
    model_button(run)
    code_button(run)
    share_link.show(run)


def _edit(run: Run, all_tags: Sequence[str]) -> None:
    with st.form(f"edit_form_{run.run_id}", border=False):
        st.text_input("Name", run.name, max_chars=200, key=f"name_{run.run_id}")
        st.multiselect(
            "Tags", all_tags, list(run.tags), key=f"tags_{run.run_id}", accept_new_options=True, placeholder="Add tags"
        )
        st.text_area("Note", run.note, key=f"note_{run.run_id}", placeholder="Purpose or result of this run")
        if st.form_submit_button("Save", type="primary", on_click=_save, args=(run.run_id,)):
            st.rerun()  # names and tags are shown all over the page


def _save(run_id: str) -> None:
    name, tags, note = (st.session_state[f"{field}_{run_id}"] for field in ("name", "tags", "note"))
    with error_box.remember_errors():
        cache.store().edit(run_id, name=name, tags=tags, note=note)


def _resume(run_id: str) -> None:
    with error_box.remember_errors():
        queue.resume(cache.store(), cache.workspace(), run_id)


def delete_button(run_ids: list[str], owners: Sequence[str], key: str | None = None) -> None:
    """A button that opens the dialog which asks whether to delete these runs; for who may change what these own."""
    allowed = visitor.permit_change(owners)
    st.button("Delete", icon=":material/delete:", on_click=_open_dialog, args=(run_ids,), key=key, **allowed)


def _open_dialog(run_ids: list[str]) -> None:
    st.session_state[state.DELETING] = run_ids


def _close_dialog() -> None:
    st.session_state.pop(state.DELETING, None)


def _confirm(run_ids: list[str]) -> None:
    names = {run.run_id: run.name for run in cache.store().list()}
    for run_id in run_ids:
        st.text(short(names.get(run_id, run_id), 80))
    st.caption("This deletes the curves, trained network, vocabulary, predictions and log. It cannot be undone.")
    with st.container(horizontal=True):
        confirmed = st.button(
            "Delete", type="primary", icon=":material/delete:", on_click=_delete, args=(run_ids,), key="delete_yes"
        )
        dismissed = st.button("Keep", on_click=_close_dialog, key="delete_no")
    if confirmed or dismissed:
        st.rerun()  # which closes the dialog


def _delete(run_ids: list[str]) -> None:
    _close_dialog()
    for run_id in run_ids:
        with error_box.remember_errors():
            cache.store().delete(run_id)
    state.put_runs_in_address([run_id for run_id in state.runs_in_address() if run_id not in run_ids])


def _showcase_button(run: Run) -> None:
    """Add a run to the showcase, or remove it; an empty showcase shows the bundled networks."""
    if run.run_id in showcase.showcase_ids(cache.workspace().home):
        st.button(
            "Remove from Home", icon=":material/visibility_off:", on_click=_remove_from_showcase, args=(run.run_id,),
            **visitor.permit("admin", help="Home and Score then open without this run. Use it when the talk is over."),
        )  # fmt: skip
    else:
        st.button(
            "Show on Home",
            icon=":material/co_present:",
            on_click=_add_to_showcase,
            args=(run.run_id,),
            **visitor.permit("admin", help=_SHOW_HELP),
        )


def _add_to_showcase(run_id: str) -> None:
    with error_box.remember_errors():
        others = [run.run_id for run in cache.showcase_runs() if not bundled.is_demo(run) and run.run_id != run_id]
        visitor.actor().require("admin", "Choosing what Home shows")
        showcase.set_showcase(cache.workspace().home, [*others, run_id][-showcase.MAX_RUNS :])


def _remove_from_showcase(run_id: str) -> None:
    with error_box.remember_errors():
        home = cache.workspace().home
        others = [run.run_id for run in cache.showcase_runs() if run.run_id != run_id]
        showcase.set_showcase(home, others) if others else showcase.reset_showcase(home)
