"""Links that show one finished run to someone without an account: made, listed and revoked under "Share"."""

import streamlit as st

from core.access.demo_links import DAYS, DemoLink
from core.runs.run import Run
from core.system.formatting import counted
from pages.shared.access import login, visitor
from pages.shared.session import cache
from pages.shared.ui import error_box
from pages.shared.ui.formats import day

_HELP = "Whoever has the link can score with this run, and sees nothing else, until it expires or is revoked."


def show(run: Run) -> None:
    """The links of a run and the button that makes one; nothing where no login is configured, or to other visitors."""
    if not login.is_configured() or not visitor.actor().may_change(run.owner):
        return
    st.caption("Link for someone without an account", help=_HELP)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        days = st.selectbox(
            "Valid for",
            DAYS,
            1,
            key=f"link_days_{run.run_id}",
            format_func=lambda days: counted(days, "day", "days"),
            width=120,
        )
        st.button(
            "Make a link", icon=":material/link:", key=f"link_{run.run_id}", on_click=_create, args=(run.run_id, days)
        )
    for link in cache.store().links.of_run(run.run_id):
        _line(link)


def _line(link: DemoLink) -> None:
    st.code(f"{login.app_address()}/shared/{link.token}", language=None, wrap_lines=True)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"Until {day(link.expires_at)}", width="content")
        st.button(
            "Revoke", icon=":material/link_off:", key=f"revoke_{link.link_id}", on_click=_revoke,
            args=(link.link_id, link.run_id),
        )  # fmt: skip


def _create(run_id: str, days: int) -> None:
    with error_box.remember_errors():
        store = cache.store()
        store.links.create(store.actor, run_id, store.get(run_id).owner, days)


def _revoke(link_id: str, run_id: str) -> None:
    with error_box.remember_errors():
        store = cache.store()
        store.links.revoke(store.actor, link_id, store.get(run_id).owner)
