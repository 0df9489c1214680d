"""The visitor of a session: who uses the page, what they may do, and what a page says where they may not."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.access.actor import LOCAL, Actor, Role
from core.access.person_folder import person_folder
from core.errors import AccessError
from pages.shared.access import listening, login, shared_store
from pages.shared.ui.formats import literal

_NOT_OWN = "This belongs to {owner}. Only its owner and admins may change it."
_NO_ROLE = "This needs the role {needed}; your role is {role}."


def actor() -> Actor:
    """Who uses this session; without a login, and for the server itself, the local user.

    Raises:
        AccessError: when the session has been signed out, or its demo link has ended.
    """
    if not login.is_configured() or get_script_run_ctx(suppress_warning=True) is None:
        return LOCAL
    visitor = shared_store.actor_of(st.context.cookies)
    if visitor is None:
        raise AccessError("You are not signed in.", "This page needs an account.", "Reload the page to sign in.")
    return visitor


def admit() -> Actor:
    """`actor`, at the start of a script; it ends there for someone whose session has ended meanwhile."""
    try:
        return actor()
    except AccessError as error:
        st.text(str(error))
        st.stop()


def may(role: Role) -> bool:
    """Whether this visitor's role includes another one."""
    return actor().may(role)


def permit(role: Role, disabled: bool = False, help: str | None = None) -> dict[str, Any]:
    """The `disabled` and `help` of a control that needs a role; where the visitor's is lower, the help says so."""
    visitor = actor()
    reason = None if visitor.may(role) else _NO_ROLE.format(needed=role, role=visitor.role)
    return {"disabled": disabled or reason is not None, "help": reason or help}


def permit_change(owners: Iterable[str], disabled: bool = False, help: str | None = None) -> dict[str, Any]:
    """Likewise, of a control that changes what these people own."""
    visitor = actor()
    if not visitor.may("editor"):
        return permit("editor", disabled, help)
    others = [owner for owner in owners if not visitor.may_change(owner)]
    reason = _NOT_OWN.format(owner=literal(others[0] or "the local user")) if others else None
    return {"disabled": disabled or reason is not None, "help": reason or help}


def may_type_paths() -> bool:
    """Whether this visitor may name files of the server: on this machine's own address, or as an editor."""
    return may("editor") if login.is_configured() else listening.listens_on_loopback()


def may_read_data(paths: Sequence[str]) -> bool:
    """Whether this visitor may look at data that are read from these files; a guest looks at no data."""
    visitor = actor()
    try:
        visitor.require("viewer", "A data preview")
        visitor.require_files(*paths)
    except AccessError:
        return False
    return True


def uploads_folder() -> Path:
    """Where this visitor's uploads are stored."""
    return person_folder(shared_store.workspace().uploads_folder, actor().name)


def account() -> None:
    """Who is signed in, and a button that ends the session in every tab; nothing without a login."""
    if not login.is_configured():
        return
    visitor = actor()
    with st.sidebar, st.container(key="account"):
        st.text(visitor.name)
        st.caption(f"Role: {visitor.role}")
        if visitor.role != "guest" and st.button("Sign out", icon=":material/logout:", key="sign_out"):
            st.logout()  # the server ends the session, see `gate`
