"""Which addresses the server listens on, and whether a request comes from this machine."""

from contextlib import AbstractContextManager, nullcontext
from ipaddress import ip_address
from urllib.parse import urlsplit

import streamlit as st
from starlette.requests import HTTPConnection

from core.errors import WorkspaceError
from core.system.paths import quoting_everything
from pages.shared.access import login


def listens_on_loopback() -> bool:
    """Whether only this machine reaches the server: its users can read the files whose paths they type anyway."""
    return is_loopback(st.get_option("server.address") or "")


def may_quote_files() -> bool:
    """Whether who sees an error may read the file that it quotes: any on this machine, with a login their own folders.

    Files outside these are refused before they are opened.
    """
    return login.is_configured() or listens_on_loopback()


def quoting_files() -> AbstractContextManager[None]:
    """Let errors quote files where `may_quote_files`, else those of the workspace."""
    return quoting_everything() if may_quote_files() else nullcontext()


def check_address() -> None:
    """Refuse to serve other machines without a login.

    Raises:
        WorkspaceError: saying how.
    """
    if not listens_on_loopback() and not login.is_configured():
        address = st.get_option("server.address")
        raise WorkspaceError(
            f"The app would listen on {address or 'every address'}, so that other machines reach it, without a login.",
            "Without a login, server.address is 127.0.0.1, ::1 or localhost.",
            f"Configure a login in .streamlit/secrets.toml ({login.DOCUMENT} describes how), or leave out "
            "--server.address.",
        )


def is_local_request(connection: HTTPConnection) -> bool:
    """Whether a request was made on this machine, for this machine by name.

    A page of another site that resolves its own name to 127.0.0.1 is refused by the name.
    """
    client = connection.client.host if connection.client else ""
    try:
        return is_loopback(client) and is_loopback(urlsplit(f"//{connection.headers.get('host', '')}").hostname or "")
    except ValueError:  # a name that is none
        return False


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, as only itself reaches it."""
    host = host.strip("[]").casefold()
    try:
        return host == "localhost" or host.endswith(".localhost") or ip_address(host).is_loopback
    except ValueError:  # none, or another name
        return False
