"""Parts of a page that run again without the whole page: on a timer, or on a click inside them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import streamlit as st

from pages.shared.session import cache, state
from pages.shared.ui.error_box import error_box, error_parts


def live(draw: Callable[..., None], seconds: float | None, *arguments: Any) -> None:
    """Draw a part of the page again every so many seconds; an exception inside is shown in its place."""

    @wraps(draw)
    def draw_or_show_error(*args: Any) -> None:
        try:
            draw(*args)
        except Exception as error:
            error_box(error_parts(error), key=f"error_in_{draw.__name__}")

    st.fragment(draw_or_show_error, run_every=seconds)(*arguments)


def part(draw: Callable[..., None], *arguments: Any) -> None:
    """Draw a part of the page that a click inside it draws again by itself, which is quicker than the whole page.

    The whole page is drawn when it has changed: other runs in the store, an error to show, a dialog to open.
    """
    before = _page_version()

    @wraps(draw)
    def draw_unless_page_changed(*args: Any) -> None:
        if _page_version() != before:
            st.rerun()
        draw(*args)

    live(draw_unless_page_changed, None, *arguments)


def _page_version() -> tuple[Any, ...]:
    session = st.session_state
    return cache.store().edition(), list(session.get(state.ERRORS, [])), session.get(state.DELETING)
