"""The run store and the workspace that all sessions of one server share, and whose rights a request has in it."""

from collections.abc import Mapping

import streamlit as st

from core.access.actor import Actor
from core.runs.store import RunStore
from core.settings import Workspace, read_workspace
from pages.shared.access import login


@st.cache_resource(show_spinner=False)
def workspace() -> Workspace:
    """The workspace of this server."""
    return read_workspace()


@st.cache_resource(show_spinner=False, on_release=RunStore.close)
def store() -> RunStore:
    """The run store of the workspace, with the rights of the server itself."""
    return RunStore(workspace().database_url, workspace().runs_folder)


def actor_of(cookies: Mapping[str, str]) -> Actor | None:
    """Who a request comes from, where a login is configured; None when nobody with access has signed in.

    Someone who has signed in is never a guest, whatever link they have opened before.
    """
    claims = login.claims_of(cookies)
    if claims and not store().sessions.is_ended(login.session_id(cookies)):
        return login.roles().actor_of(claims, workspace())
    token = cookies.get(login.LINK_COOKIE)
    link = store().links.find(token) if token else None
    return Actor("Shared run", "guest", (), link.run_id) if link else None
