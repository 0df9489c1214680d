"""A sheet to draw a digit on, with mouse, pen or finger."""

import base64
import binascii

import streamlit as st

from core.system.assets import component_source

_PREFIX = "data:image/png;base64,"
_MOST_CHARACTERS = 500_000

_canvas = st.components.v2.component(
    "bothways_drawing_canvas",
    html='<canvas width="280" height="280" role="img" aria-label="Draw one digit here with mouse, pen or finger. '
    'With a keyboard, choose a test digit or upload a picture instead."></canvas>'
    '<div class="tools"><button type="button">Undo</button><button type="button">Clear</button></div>',
    js=component_source("drawing_canvas.js"),
    css=component_source("drawing_canvas.css"),
)


def drawing_canvas(key: str) -> bytes | None:
    """Show the sheet; the PNG of what is drawn on it, white on black, or None while it is empty."""
    return png_of(_canvas(key=key, on_png_change=lambda: None, height="content").png)


def png_of(told: object) -> bytes | None:
    """The PNG in a browser's data URI; None for an empty sheet and for anything else that a browser may send."""
    if not isinstance(told, str) or not told.startswith(_PREFIX) or len(told) > _MOST_CHARACTERS:
        return None
    try:
        return base64.b64decode(told.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        return None
