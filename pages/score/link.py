"""The button that copies the page's link, and the Enter key in the text box."""

import streamlit as st

from core.system.assets import component_source
from pages.score import score_history
from pages.score.inputs.text import BOX
from pages.shared.runs.score_address import MAX_CHARACTERS

_KEY = "score_link"

_link = st.components.v2.component(
    "bothways_score_link",
    html='<div><button type="button">Copy link</button><span role="status"></span>'
    '<input type="text" readonly hidden aria-label="Link"></div>',
    js=component_source("score_link.js"),
    css=component_source("score_link.css"),
)


def copy_link(hidden: bool = False) -> None:
    """A button that copies the page's address; Enter in the text box adds the text to the history.

    Args:
        hidden: show no button, only listen for Enter, and focus the text box.
    """
    data = {"box": BOX, "hidden": hidden, "focus": hidden}
    _link(key=_KEY, data=data, on_entered_change=_submit_text, height="content", width="content")


def _submit_text() -> None:
    text = st.session_state[_KEY].get("entered")
    if isinstance(text, str) and text.strip() and len(text) <= MAX_CHARACTERS:
        score_history.submit(text)
