"""A login without an identity provider: people of each role, with the cookies that Streamlit would have set."""

from collections.abc import Callable

import pytest
from streamlit.auth_util import set_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from core.access.roles import Roles
from pages.shared.access import login

SECRET = "a secret of at least thirty-two characters"
PEOPLE = {"viewer": "vi@x.org", "editor": "ed@x.org", "admin": "ada@x.org", "nobody": "no@x.org"}


@pytest.fixture
def with_login(store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A configured login, whose lists give each role to one address."""
    monkeypatch.setattr(login, "is_configured", lambda: True)
    monkeypatch.setattr(login, "get_secrets_auth_section", lambda: {"cookie_secret": SECRET})
    monkeypatch.setattr(login, "address", lambda: "/auth/login?provider=token")
    lists = {f"{role}s": frozenset({PEOPLE[role]}) for role in ("viewer", "editor", "admin")}
    roles = Roles(**lists)
    monkeypatch.setattr(login, "roles", lambda: roles)


@pytest.fixture
def cookies_of() -> Callable[..., dict[str, str]]:
    """The cookies of someone who has signed in; with `more` claims, they come in several parts."""

    def sign(role: str, secret: str = SECRET, **more: str) -> dict[str, str]:
        cookies: dict[str, str] = {}

        def value_of(name: str, value: str) -> bytes:
            return create_signed_value(secret, name, value)

        claims = {"email": PEOPLE[role], "is_logged_in": True, "origin": "http://localhost"} | more
        set_cookie_with_chunks(
            lambda name, value: cookies.__setitem__(name, value_of(name, value).decode()),
            value_of, "_streamlit_user", claims, cookie_attr_size=60,
        )  # fmt: skip
        return cookies

    return sign
