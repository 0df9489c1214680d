"""A strip of test digits to choose one from, by mouse or keyboard; the choice lives in the address."""

import base64

import streamlit as st

from core.data.sample_images import SampleImages
from core.inference.digit_images import png
from core.system.assets import component_source

_DIGIT = "digit"  # in the address, counted from 1 as people do

_strip = st.components.v2.component(
    "bothways_digit_strip",
    html='<div class="strip" role="group"></div>',
    js=component_source("digit_strip.js"),
    css=component_source("digit_strip.css"),
)


def digit_strip(specimens: SampleImages, key: str) -> int:
    """Show the strip; the place of the chosen digit, the first one until another is chosen."""

    def put_choice_in_address() -> None:
        st.query_params[_DIGIT] = str(_place(st.session_state[key].get("chosen"), len(specimens.labels)) + 1)

    asked = st.query_params.get(_DIGIT, "1")
    chosen = _place(int(asked) - 1 if asked.isdecimal() else 0, len(specimens.labels))
    pictures = [
        {"uri": picture_uri(image), "name": f"Test digit {number}, a {label}"}
        for number, (image, label) in enumerate(zip(specimens.images, specimens.labels, strict=True), start=1)
    ]
    data = {"pictures": pictures, "chosen": chosen, "label": "Test digits"}
    _strip(key=key, data=data, on_chosen_change=put_choice_in_address, height="content")
    return chosen


def picture_uri(image) -> str:
    """An image as a PNG that a page can show."""
    return f"data:image/png;base64,{base64.b64encode(png(image)).decode()}"


def _place(told: object, number: int) -> int:
    return told if isinstance(told, int) and 0 <= told < number else 0
