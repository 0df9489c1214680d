"""The login: whether one is configured, and who a request comes from, by the signed cookies that Streamlit set."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import streamlit as st
from streamlit.auth_util import get_cookie_with_chunks, get_secrets_auth_section, validate_auth_credentials
from streamlit.errors import Error as StreamlitError
from streamlit.user_info import generate_login_redirect_url
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from core.access.roles import Roles
from core.errors import WorkspaceError

DOCUMENT = "docs/access.md"
LINK_COOKIE = "bothways_link"  # of a guest: the token of a demo link
_MIN_SECRET = 32  # characters


@cache
def is_configured() -> bool:
    """Whether `.streamlit/secrets.toml` has a login; without one, only this machine's own users reach the app."""
    return bool(get_secrets_auth_section())


@cache
def roles() -> Roles:
    """Who has which role, as the server was started."""
    return Roles()


def check() -> None:
    """Refuse a login that cannot work or that could be forged.

    Raises:
        WorkspaceError: naming what is missing.
    """
    if not is_configured():
        return
    try:
        validate_auth_credentials("default")
        if len(str(get_secrets_auth_section().get("cookie_secret", ""))) < _MIN_SECRET:
            raise StreamlitError(f"cookie_secret must have at least {_MIN_SECRET} random characters.")
    except StreamlitError as error:
        raise WorkspaceError(
            f"The login in .streamlit/secrets.toml cannot be used ({' '.join(str(error).split()).rstrip('.')}).",
            "[auth] needs redirect_uri, cookie_secret, client_id, client_secret and server_metadata_url.",
            f"Correct it as {DOCUMENT} describes, or remove [auth].",
        ) from None


def address() -> str:
    """Where a visitor signs in, at the identity provider."""
    return generate_login_redirect_url("default")


def app_address() -> str:
    """Where people reach the app, without a slash at its end."""
    return str(get_secrets_auth_section().get("redirect_uri", "")).removesuffix("/oauth2callback").rstrip("/")


def is_encrypted() -> bool:
    """Whether people reach the app by HTTPS, so that cookies can be kept from HTTP."""
    return str(get_secrets_auth_section().get("redirect_uri", "")).startswith("https://")


def claims_of(cookies: Mapping[str, str]) -> dict[str, Any]:
    """What the identity provider says of the person whose cookies these are; empty when nobody has signed in."""
    secret = str(get_secrets_auth_section().get("cookie_secret") or st.get_option("server.cookieSecret"))

    def verified(name: str) -> bytes | None:
        value = cookies.get(name)
        return decode_signed_value(secret, name, value.encode("latin-1", "replace")) if value else None

    content = get_cookie_with_chunks(verified, USER_COOKIE_NAME)  # a long one comes in several
    try:
        claims = json.loads(content or b"{}")
    except ValueError:
        return {}
    return claims if isinstance(claims, dict) and claims.get("is_logged_in") else {}


def session_id(cookies: Mapping[str, str]) -> str:
    """What tells a sign-in from any other: a hash of its cookies, all their parts included."""
    own = sorted((name, value) for name, value in cookies.items() if _is_part(name))
    return hashlib.sha256(json.dumps(own).encode()).hexdigest()


def _is_part(name: str) -> bool:
    rest = name.removeprefix(USER_COOKIE_NAME)
    return name.startswith(USER_COOKIE_NAME) and (rest == "" or rest.removeprefix("_").isdigit())
