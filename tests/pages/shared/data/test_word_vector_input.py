import pytest
import streamlit as st

from pages.shared.session import routes

LINES = "the 0.5 -1 2\nfilm 2 3e-1 1\n"


@pytest.fixture
def page(open_page):
    """The Train page with word vectors of a file."""
    app = open_page(routes.TRAIN)
    app.get_by_key("draft.model.embeddings").set_value("file")
    return app.run()


def path_box(app):
    return app.text_input(key="draft.model.embeddings_path")


def test_the_box_of_the_path_is_for_vectors_of_a_file_only(open_page, page):
    assert not path_box(page).disabled
    page.get_by_key("draft.model.embeddings").set_value("random")
    assert path_box(page.run()).disabled


def test_a_path_gives_the_embedding_the_width_of_its_vectors(page, tmp_path):
    (tmp_path / "vectors.txt").write_text(LINES)
    path_box(page).set_value(f" {tmp_path / 'vectors.txt'}").run()
    assert page.session_state["draft"]["model"]["embeddings_path"] == str(tmp_path / "vectors.txt")
    page.run()
    assert page.number_input(key="draft.model.embedding_dim").value == 3
    assert page.button(key="train")


def test_an_upload_is_kept_in_the_workspace_and_gives_the_embedding_its_width(page, tmp_path):
    page.file_uploader(key="upload_vectors").upload("my vectors.vec", LINES.encode()).run()
    path = page.session_state["draft"]["model"]["embeddings_path"]
    assert path.startswith(str(tmp_path))
    assert path.endswith("my vectors.vec")
    assert page.number_input(key="draft.model.embedding_dim").value == 3


def test_a_file_that_is_missing_gets_a_warning_at_its_box(page):
    path_box(page).set_value("/no/such/vectors.txt").run()
    assert not page.exception
    assert any(r"vectors\.txt cannot be read" in warning.value for warning in page.warning)


def test_no_path_can_be_typed_where_other_machines_reach_the_server(open_page, monkeypatch):
    get_option = st.get_option
    monkeypatch.setattr(st, "get_option", lambda name: "0.0.0.0" if name == "server.address" else get_option(name))
    app = open_page(routes.TRAIN)
    app.get_by_key("draft.model.embeddings").set_value("file")
    app.run()
    assert "draft.model.embeddings_path" not in [box.key for box in app.text_input]
    assert [uploader.key for uploader in app.file_uploader] == ["upload_vectors"]
