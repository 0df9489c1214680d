"""The gate before every request: who may ask for what, whatever the page behind it shows."""

from collections.abc import Mapping
from http.cookies import SimpleCookie
from urllib.parse import quote, unquote

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from core.access.actor import Actor, Role
from pages.shared.access import listening, login, shared_store
from pages.shared.access.security_headers import with_security_headers
from pages.shared.access.sign_in_page import sign_in_page

RETURN_COOKIE = "bothways_return"  # the address that was asked for before the login
RETURN_SECONDS = 900
LOCAL_ONLY = (
    "This app answers only its own machine, at localhost or 127.0.0.1, because no login is configured. Open it there, "
    f"or configure a login as {login.DOCUMENT} describes."
)
# Nobody needs an account for what is the same for everyone and says nothing of this installation.
_OPEN_FILES = ("/_stcore/health", "/_stcore/host-config", "/oauth2callback", "/favicon.png", "/favicon.ico")
_OPEN_FOLDERS = ("/auth/", "/static/", "/shared/")
_ROLES: Mapping[str, Role] = {  # that the beginning of a path needs; any other path needs some account
    "/_stcore/metrics": "admin",
    "/_stcore/agent": "admin",
    "/_stcore/script-health-check": "admin",
    "/_stcore/upload_file": "editor",
}


class Gate:
    """Middleware that lets a request pass by its path and its cookies, adds headers, and ends sessions.

    Args:
        app: what the requests are for.
    """

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        connection = HTTPConnection(scope)
        if scope["type"] == "http":
            send = with_security_headers(send)
        if not login.is_configured():
            if not listening.is_local_request(connection):
                return await refuse(scope, receive, send, PlainTextResponse(LOCAL_ONLY, 403))
            return await self._app(scope, receive, send)
        path = own_path(scope)
        actor = await run_in_threadpool(shared_store.actor_of, connection.cookies)
        if response := refusal(connection, path, actor):
            return await refuse(scope, receive, send, response)
        if scope["type"] == "websocket":
            return await self._app(scope, _until_signed_out(connection, receive, send), send)
        if path == "/auth/logout" and login.claims_of(connection.cookies):
            await run_in_threadpool(shared_store.store().sessions.end, login.session_id(connection.cookies))
        return await self._app(scope, receive, with_login_cookies(connection, path, send))


def own_path(scope: Scope) -> str:
    """The path of a request without the folder that the whole app is served from."""
    base = st.get_option("server.baseUrlPath").strip("/")
    path: str = scope["path"]
    return path.removeprefix(f"/{base}") or "/" if base else path


def refusal(connection: HTTPConnection, path: str, actor: Actor | None) -> Response | None:
    """What answers a request that may not pass; None where it may."""
    if is_open(path):
        return None
    if actor is None:
        if _asks_for_page(connection):
            response = sign_in_page(has_account=bool(login.claims_of(connection.cookies)))
            response.set_cookie(
                RETURN_COOKIE, quote(_address_of(connection), safe=""), RETURN_SECONDS, httponly=True, samesite="lax",
                secure=login.is_encrypted(),
            )  # fmt: skip
            return response
        return PlainTextResponse("Sign in first.", 401)
    needed: Role = next((role for prefix, role in _ROLES.items() if path.startswith(prefix)), "guest")
    if not actor.may(needed):
        return PlainTextResponse(f"This needs the role {needed}, and {actor} has the role {actor.role}.", 403)
    return None


def is_open(path: str) -> bool:
    """Whether anyone may ask for a path; a path that could lead elsewhere is not one of them."""
    if ".." in path or "\\" in path or "//" in path:
        return False
    return path in _OPEN_FILES or path.startswith(_OPEN_FOLDERS)


async def refuse(scope: Scope, receive: Receive, send: Send, response: Response) -> None:
    """Answer a request, or close a connection before it was accepted, which the browser sees as 403."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
    else:
        await response(scope, receive, send)


def with_login_cookies(connection: HTTPConnection, path: str, send: Send) -> Send:
    """After the login, go to the address that was asked for before it; and keep its cookies from plain HTTP."""

    async def send_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            signed_in = any(_is_login_cookie(cookie) for cookie in headers.getlist("set-cookie"))
            if login.is_encrypted():
                message["headers"] = [_encrypted(name, value) for name, value in message["headers"]]
            return_to = connection.cookies.get(RETURN_COOKIE)
            if path == "/oauth2callback" and signed_in and return_to:
                headers = MutableHeaders(scope=message)
                headers["location"] = checked_address(return_to)
                headers.append("set-cookie", _deletion(RETURN_COOKIE))
        await send(message)

    return send_on


def checked_address(cookie: str) -> str:
    """An address of this app, from a cookie that anyone may have written; else its first page."""
    address = unquote(cookie)
    is_own = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return quote(address, safe="/?&=,:;+%@!$'()*~#-._") if is_own and "\\" not in address else "/"


def _until_signed_out(connection: HTTPConnection, receive: Receive, send: Send) -> Receive:
    """Messages of a session until it is signed out anywhere; then its browser is sent to the first page."""

    async def receive_unless_ended() -> Message:
        message = await receive()
        if message["type"] != "websocket.receive":
            return message
        if await run_in_threadpool(shared_store.actor_of, connection.cookies) is not None:
            return message
        redirect = ForwardMsg()
        redirect.auth_redirect.url = f"/{st.get_option('server.baseUrlPath').strip('/')}"
        await send({"type": "websocket.send", "bytes": redirect.SerializeToString()})
        await send({"type": "websocket.close", "code": 1008})
        return {"type": "websocket.disconnect", "code": 1008}

    return receive_unless_ended


def _asks_for_page(connection: HTTPConnection) -> bool:
    is_get = connection.scope["type"] == "http" and connection.scope["method"] in ("GET", "HEAD")
    return is_get and "text/html" in Headers(scope=connection.scope).get("accept", "")


def _address_of(connection: HTTPConnection) -> str:
    url = connection.url
    return f"{url.path}?{url.query}" if url.query else url.path


def _is_login_cookie(cookie: str) -> bool:
    morsels = SimpleCookie(cookie)
    return any(name == USER_COOKIE_NAME and morsel.value for name, morsel in morsels.items())


def _encrypted(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    is_cookie = name.lower() == b"set-cookie" and b"secure" not in value.lower()
    return name, value + b"; Secure" if is_cookie else value


def _deletion(name: str) -> str:
    return f"{name}=; Max-Age=0; Path=/; HttpOnly; SameSite=lax"


async def open_link(request: Request) -> Response:
    """The route of demo links: a valid one becomes the guest's cookie, and leads to the run on the Score page."""
    link = await run_in_threadpool(shared_store.store().links.find, request.path_params["token"])
    if link is None:
        return PlainTextResponse("This link has expired or was revoked. Ask its sender for another one.", 404)
    base = st.get_option("server.baseUrlPath").strip("/")
    response = RedirectResponse(f"{'/' if base else ''}{base}/?runs={link.run_id}", 303)
    response.set_cookie(
        login.LINK_COOKIE, link.token, max(1, int(link.expires_at - link.created_at)), httponly=True, samesite="lax",
        secure=login.is_encrypted(),
    )  # fmt: skip
    return response
