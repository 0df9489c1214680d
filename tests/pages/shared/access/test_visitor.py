"""pages.shared.access.visitor: what pages disable for each role, with the reason, and what actions refuse."""

import pytest
from streamlit.testing.v1 import AppTest

from core.access.actor import Actor
from core.config import RunConfig
from core.errors import AccessError, WorkspaceError
from core.settings import PROJECT_FOLDER
from pages.shared import server
from pages.shared.access import listening, login, shared_store, visitor
from pages.shared.session import routes
from pages.shared.ui.formats import literal
from pages.train import cautions
from tests.support.page_elements import LETTERS, texts

EDITOR, OTHER, VIEWER = (
    Actor("ed@x.org", "editor", ()),
    Actor("eve@x.org", "editor", ()),
    Actor("vi@x.org", "viewer", ()),
)
ADMIN, GUEST = Actor("ada@x.org", "admin", ()), Actor("Shared run", "guest", ())


@pytest.fixture
def visit(open_page, monkeypatch):
    """Open a page as this actor."""

    def visit(actor, script, **parameters):
        monkeypatch.setattr(login, "is_configured", lambda: True)
        monkeypatch.setattr(shared_store, "actor_of", lambda _: actor)
        return open_page(script, **parameters)

    return visit


def disabled(app, *labels):
    return {label: button.disabled for label in labels for button in app.button if button.label == label}


@pytest.mark.parametrize(("actor", "is_disabled"), [(VIEWER, True), (OTHER, True), (EDITOR, False), (ADMIN, False)])
def test_a_run_is_changed_by_its_owner_and_admins(visit, store, actor, is_disabled):
    run = store.acting_for(EDITOR).create(RunConfig())
    app = visit(actor, routes.RUNS, runs=run.run_id)
    assert disabled(app, "Cancel", "Delete") == {"Cancel": is_disabled, "Delete": is_disabled}
    reasons = {button.help for button in app.button if button.label == "Delete"}
    expected = {VIEWER: "This needs the role editor; your role is viewer.", OTHER: r"This belongs to ed@x\.org."}
    assert all(expected.get(actor, "") in (reason or "") for reason in reasons)


@pytest.mark.parametrize(("script", "label"), [(routes.HOME, "Train both ways"), (routes.TRAIN, "Train both ways")])
def test_a_viewer_cannot_train(visit, script, label):
    assert disabled(visit(VIEWER, script), label) == {label: True}
    assert disabled(visit(EDITOR, script), label) == {label: False}


def test_a_viewer_neither_uploads_nor_names_a_path(visit):
    app = visit(VIEWER, routes.DATA, source="file")
    assert [uploader.disabled for uploader in app.file_uploader if uploader.key == "upload"] == [True]
    assert [box for box in app.text_input if box.key == "csv_path"] == []


def test_an_editor_s_path_outside_the_folders_is_refused(visit, tmp_path):
    editor = Actor("ed@x.org", "editor", (tmp_path / "data",))
    app = visit(editor, routes.DATA, source="file")
    next(box for box in app.text_input if box.key == "csv_path").input("/etc/passwd").run()
    assert "/etc/passwd is outside the folders that this server reads for you." in texts(app)
    assert not any("root:" in text for text in texts(app))


def test_a_guest_sees_the_page_score_alone(visit, store):
    app = visit(GUEST, routes.SCORE)
    assert app.title[0].value == "Score"


def test_logs_are_for_owners_and_admins(visit, store):
    run = store.acting_for(EDITOR).create(RunConfig())
    run.folder.mkdir(parents=True, exist_ok=True)
    (run.folder / "log.txt").write_text("in /srv/secret", encoding="utf-8")
    for actor, is_seen in ((EDITOR, True), (ADMIN, True), (OTHER, False), (VIEWER, False)):
        app = visit(actor, routes.RUNS, runs=run.run_id, part="Log")
        app.segmented_control(key="part").set_value("Log").run()
        assert ("in /srv/secret" in [code.value for code in app.code]) == is_seen


def test_someone_whose_session_has_ended_sees_that_alone(store, monkeypatch):
    monkeypatch.setattr(login, "is_configured", lambda: True)
    monkeypatch.setattr(shared_store, "actor_of", lambda _: None)
    app = AppTest.from_file(PROJECT_FOLDER / "app.py", default_timeout=30).run()
    assert texts(app) == ["You are not signed in. This page needs an account. Reload the page to sign in."]
    assert not app.title


def test_the_name_and_role_of_who_is_signed_in_are_in_the_sidebar(visit):
    app = visit(VIEWER, routes.HOME)
    assert "vi@x.org" in [text.value for text in app.sidebar.text]
    assert "Sign out" in [button.label for button in app.sidebar.button]


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "", "192.168.1.4", "example.org"])
def test_the_app_refuses_to_serve_other_machines_without_a_login(monkeypatch, address):
    get_option = listening.st.get_option
    monkeypatch.setattr(
        listening.st, "get_option", lambda name: address if name == "server.address" else get_option(name)
    )
    with pytest.raises(SystemExit, match=r"Configure a login in \.streamlit/secrets\.toml"):
        server.check_workspace()
    monkeypatch.setattr(login, "is_configured", lambda: True)
    listening.check_address()


def test_a_login_with_a_short_secret_is_refused(monkeypatch):
    monkeypatch.setattr(login, "is_configured", lambda: True)
    monkeypatch.setattr(login, "validate_auth_credentials", lambda _: None)
    monkeypatch.setattr(login, "get_secrets_auth_section", lambda: {"cookie_secret": "short"})
    with pytest.raises(WorkspaceError, match="at least 32 random characters"):
        login.check()


def test_the_name_of_an_owner_is_never_rendered(visit, store):
    owner = Actor(f"{LETTERS}@x.org", "editor", ())
    run = store.acting_for(owner).create(RunConfig())
    app = visit(OTHER, routes.RUNS, runs=run.run_id)
    (reason,) = {button.help for button in app.button if button.label == "Delete"}
    assert literal(owner.name) in reason
    assert owner.name not in reason


def test_word_vectors_outside_the_folders_are_not_opened(monkeypatch, tmp_path):
    opened = []
    monkeypatch.setattr(cautions, "num_numbers", lambda embeddings, path: opened.append(path))
    monkeypatch.setattr(visitor, "actor", lambda: Actor("ed@x.org", "editor", (tmp_path,)))
    with pytest.raises(AccessError):
        cautions._width({"embeddings": "file", "embeddings_path": "/etc/passwd"})
    cautions._width({"embeddings": "file", "embeddings_path": str(tmp_path / "vectors.txt")})
    assert opened == [str(tmp_path / "vectors.txt")]


def test_a_viewer_reads_the_form_of_a_study_without_starting_a_process(visit, store):
    app = visit(VIEWER, routes.TRAIN, what="Study")
    assert not app.exception
    assert not app.session_state.get("errors")
    assert disabled(app, "Train the study") == {"Train the study": True}
    assert store.jobs.list() == []
