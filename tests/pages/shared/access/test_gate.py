"""pages.shared.access.gate: what answers each kind of request, by who asks."""

from contextlib import suppress
from hashlib import sha256

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from core.config import RunConfig
from pages.shared.access import gate, login, security_headers, shared_store
from tests.pages.shared.access.conftest import PEOPLE

HERE = ("127.0.0.1", 50000)
PAGE = {"accept": "text/html,*/*"}
CLOSED = ["/media/a.png", "/plotly/1.js", "/component/x/y.html", "/_stcore/bidi-components/x", "/_stcore/anything"]


async def _echo(websocket):
    await websocket.accept()
    with suppress(WebSocketDisconnect):
        while True:
            await websocket.send_bytes(await websocket.receive_bytes())


def _signed_in(_):
    response = RedirectResponse("/", 302)
    response.set_cookie("_streamlit_user", "signed")
    return response


@pytest.fixture
def client(store):
    """A browser on this machine, with an app behind the gate that answers everything."""
    routes = [
        Route("/shared/{token}", gate.open_link),
        Route("/oauth2callback", _signed_in),
        WebSocketRoute("/_stcore/stream", _echo),
        Route("/{path:path}", lambda _: PlainTextResponse("passed"), methods=["GET", "PUT", "POST", "DELETE"]),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(gate.Gate)])
    with TestClient(app, "http://localhost", client=HERE, follow_redirects=False) as client:
        yield client


@pytest.fixture
def sign_in(client, cookies_of, with_login):
    """Sign the browser in as someone of this role."""

    def sign_in(role: str, **more: str) -> None:
        client.cookies.clear()
        for name, value in cookies_of(role, **more).items():
            client.cookies.set(name, value)

    return sign_in


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1", "[::1]:8501", "app.localhost"])
def test_without_a_login_this_machine_passes(client, host):
    assert client.get("/media/a.png", headers={"host": host}).text == "passed"


@pytest.mark.parametrize("host", ["evil.example", "192.168.1.4:8501", "127.0.0.1.evil.example", "", "[broken"])
def test_without_a_login_another_name_of_this_machine_is_refused(client, host):
    answer = client.get("/", headers={"host": host})
    assert answer.status_code == 403
    assert "no login is configured" in answer.text


def test_without_a_login_another_machine_is_refused(store):
    app = gate.Gate(Starlette())
    other = TestClient(app, "http://localhost", client=("192.168.1.9", 50000))
    assert other.get("/").status_code == 403
    with pytest.raises(WebSocketDisconnect), other.websocket_connect("/_stcore/stream"):
        pass


@pytest.mark.parametrize("path", CLOSED)
def test_nothing_of_the_app_is_open_to_someone_anonymous(client, with_login, path):
    assert client.get(path).status_code == 401
    assert client.put(path).status_code == 401


@pytest.mark.parametrize("path", ["/_stcore/health", "/_stcore/host-config", "/static/js/a.js", "/auth/login"])
def test_what_the_sign_in_needs_is_open_to_everyone(client, with_login, path):
    assert client.get(path).text == "passed"


@pytest.mark.parametrize("path", ["/static/../media/a.png", "/static//media", "/auth/..\\media", "/static/%2e%2e/m"])
def test_no_open_folder_leads_to_closed_files(client, with_login, path):
    assert not gate.is_open(path.replace("%2e", "."))
    assert client.get(path).status_code == 401


@pytest.mark.parametrize("role", ["viewer", "editor", "admin"])
@pytest.mark.parametrize("path", CLOSED)
def test_everyone_with_a_role_gets_what_pages_need(client, sign_in, role, path):
    sign_in(role)
    assert client.get(path).text == "passed"


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/_stcore/metrics", ["admin"]),
        ("/_stcore/agent/mcp", ["admin"]),
        ("/_stcore/upload_file/session/file", ["editor", "admin"]),
    ],
)
def test_some_endpoints_need_a_higher_role(client, sign_in, path, allowed):
    passing = []
    for role in ("viewer", "editor", "admin"):
        sign_in(role)
        if client.put(path).text == "passed":
            passing.append(role)
    assert passing == allowed


def test_a_cookie_in_several_parts_counts_and_an_incomplete_one_does_not(client, sign_in):
    sign_in("viewer", picture="".join(sha256(bytes([number])).hexdigest() for number in range(150)))
    assert len(client.cookies) > 2
    assert client.get("/media/a.png").text == "passed"
    client.cookies.delete("_streamlit_user_2")
    assert client.get("/media/a.png").status_code == 401


def test_a_forged_or_old_cookie_is_none(client, cookies_of, with_login, monkeypatch):
    for name, value in cookies_of("admin", secret="another secret of thirty-two characters").items():
        client.cookies.set(name, value)
    assert client.get("/media/a.png").status_code == 401
    client.cookies.clear()
    client.cookies.set("_streamlit_user", "{}")
    assert client.get("/media/a.png").status_code == 401


def test_a_page_asks_someone_anonymous_to_sign_in_and_keeps_the_address(client, with_login):
    answer = client.get("/runs?runs=1a2b&find=<b>", headers=PAGE)
    assert answer.status_code == 401
    assert 'href="/auth/login?provider=token"' in answer.text
    assert client.get("/oauth2callback").headers["location"] == "/runs?runs=1a2b&find=%3Cb%3E"


def test_someone_without_a_role_learns_that(client, sign_in):
    sign_in("nobody")
    answer = client.get("/", headers=PAGE)
    assert answer.status_code == 403
    assert "your account has no role here" in answer.text
    assert client.get("/media/a.png").status_code == 401


@pytest.mark.parametrize(
    "cookie",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/%5Cevil.example",
        "%2F%2Fevil",
        "",
        "x",
        "/a\r\nb: c",
    ],
)
def test_the_login_leads_to_no_other_site(cookie):
    assert gate.checked_address(cookie) == "/"


def test_cookies_of_an_encrypted_app_are_kept_from_plain_http(client, with_login, monkeypatch):
    monkeypatch.setattr(login, "is_encrypted", lambda: True)
    assert "secure" in client.get("/oauth2callback").headers["set-cookie"].lower()


def test_every_response_has_the_security_headers(client, sign_in):
    sign_in("viewer")
    for path in ("/", "/media/a.png", "/_stcore/metrics", "/auth/login"):
        headers = client.get(path).headers
        assert {name: headers.get(name) for name in security_headers.HEADERS} == security_headers.HEADERS
    client.cookies.clear()
    assert "frame-ancestors 'none'" in client.get("/").headers["content-security-policy"]


def test_the_connection_of_someone_anonymous_is_not_accepted(client, with_login):
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream"):
        pass


def test_signing_out_ends_the_session_in_every_tab(client, sign_in):
    sign_in("viewer")
    with client.websocket_connect("/_stcore/stream") as tab:
        tab.send_bytes(b"first")
        assert tab.receive_bytes() == b"first"
        assert client.get("/auth/logout").text == "passed"
        tab.send_bytes(b"second")
        redirect = ForwardMsg()
        redirect.ParseFromString(tab.receive_bytes())
        assert redirect.auth_redirect.url == "/"
        with pytest.raises(WebSocketDisconnect):
            tab.receive_bytes()
    assert client.get("/media/a.png").status_code == 401


def test_signing_out_leaves_other_sessions_of_the_same_person(client, sign_in):
    sign_in("viewer", jti="first")
    client.get("/auth/logout")
    sign_in("viewer", jti="second")
    assert client.get("/media/a.png").text == "passed"


def test_a_demo_link_makes_a_guest_until_it_is_revoked(client, store, sign_in):
    admin = login.roles().actor_of({"email": PEOPLE["admin"]}, shared_store.workspace())
    run = store.create(RunConfig())
    link = store.links.create(admin, run.run_id, run.owner, 1)
    client.cookies.clear()
    answer = client.get(f"/shared/{link.token}")
    assert answer.headers["location"] == f"/?runs={run.run_id}"
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert client.get("/media/a.png").text == "passed"
    assert client.put("/_stcore/upload_file/a/b").status_code == client.get("/_stcore/metrics").status_code == 403
    store.links.revoke(admin, link.link_id, run.owner)
    assert client.get("/media/a.png").status_code == 401
    assert client.get(f"/shared/{link.token}").status_code == client.get("/shared/made-up").status_code == 404
