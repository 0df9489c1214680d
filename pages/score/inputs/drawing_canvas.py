"""A canvas to draw a digit on, with mouse, pen or finger."""

import base64
import binascii

import streamlit as st

from core.system.assets import component_source

_PREFIX = "data:image/png;base64,"
_MAX_CHARACTERS = 500_000

_canvas = st.components.v2.component(
    "bothways_drawing_canvas",
    html='<canvas width="280" height="280" role="img" aria-label="Draw one digit here with mouse, pen or finger. '
    'With a keyboard, choose a test digit or upload a picture instead."></canvas>'
    '<div class="tools"><button type="button">Undo</button><button type="button">Clear</button></div>',
    js=component_source("drawing_canvas.js"),
    css=component_source("drawing_canvas.css"),
)


def drawing_canvas(key: str) -> bytes | None:
    """Show the canvas; returns the drawing as a PNG, white on black, or None while it is empty."""
    return png_of(_canvas(key=key, on_png_change=lambda: None, height="content").png)


def png_of(value: object) -> bytes | None:
    """The PNG in a data URI; None for an empty canvas and for any other value from a browser."""
    if not isinstance(value, str) or not value.startswith(_PREFIX) or len(value) > _MAX_CHARACTERS:
        return None
    try:
        return base64.b64decode(value.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        return None
