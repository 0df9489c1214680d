"""Paths typed in the app: a box for them on this machine's own address, none where other machines reach the server."""

import pytest
import streamlit as st

from pages.shared.access import listening


def _paths(app):
    return [box for box in app.text_input if box.key in ("csv_path", "train_path")]


@pytest.fixture
def listen(monkeypatch):
    """Let the server seem to listen on an address."""
    get_option = st.get_option

    def listen(address):
        monkeypatch.setattr(st, "get_option", lambda name: address if name == "server.address" else get_option(name))

    return listen


@pytest.mark.parametrize("source", ["file", "sentiment140", "keras_imdb"])
def test_a_path_can_be_typed_on_the_loopback_address_only(open_page, listen, source):
    assert len(_paths(open_page("pages/data/page.py", source=source))) == 1
    listen("0.0.0.0")
    app = open_page("pages/data/page.py", source=source)
    assert _paths(app) == []
    assert any("Paths cannot be typed here" in caption.value for caption in app.caption)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.9", "::1", "localhost"])
def test_an_address_of_this_machine_alone_is_loopback(listen, address):
    listen(address)
    assert listening.listens_on_loopback()


@pytest.mark.parametrize("address", [None, "", "0.0.0.0", "::", "192.168.1.4", "example.org"])
def test_any_other_address_is_not_loopback(listen, address):
    listen(address)
    assert not listening.listens_on_loopback()


def test_the_project_s_own_settings_listen_on_loopback():
    assert listening.listens_on_loopback()
