"""The page that people see before they have signed in, or when their account has no role."""

from functools import cache

from jinja2 import Environment, FileSystemLoader, Template
from starlette.responses import HTMLResponse

from core.system.assets import TEMPLATES_FOLDER
from pages.shared.access import login

_SIGN_IN = "Sign in to see this page. You will come back to it."
_NO_ROLE = (
    "You have signed in, but your account has no role here. Ask an admin of this installation for one, or sign in with "
    "another account."
)


def sign_in_page(has_account: bool) -> HTMLResponse:
    """The page, with the status 401, or 403 for an account without a role.

    Args:
        has_account: whether the identity provider has already said who this is.
    """
    explanation = _NO_ROLE if has_account else _SIGN_IN
    content = _template().render(explanation=explanation, address=login.address())
    return HTMLResponse(content, 403 if has_account else 401, {"Cache-Control": "no-store"})


@cache
def _template() -> Template:
    return Environment(loader=FileSystemLoader(TEMPLATES_FOLDER), autoescape=True).get_template("sign_in.html.jinja")
