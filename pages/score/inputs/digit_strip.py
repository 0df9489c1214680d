"""A strip of test digits to choose from, by mouse or keyboard; the address has the choice."""

import base64

import numpy as np
import streamlit as st

from core.data.sample_images import SampleImages
from core.inference.inputs.digit_images import png
from core.system.assets import component_source

_DIGIT = "digit"  # in the address, counted from 1

_strip = st.components.v2.component(
    "bothways_digit_strip",
    html='<div class="strip" role="group"></div>',
    js=component_source("digit_strip.js"),
    css=component_source("digit_strip.css"),
)


def digit_strip(samples: SampleImages, key: str) -> int:
    """Show the strip; returns the position of the chosen digit, the first one by default."""

    def put_choice_in_address() -> None:
        st.query_params[_DIGIT] = str(_position(st.session_state[key].get("chosen"), len(samples.labels)) + 1)

    number = st.query_params.get(_DIGIT, "1")
    chosen = _position(int(number) - 1 if number.isdecimal() else 0, len(samples.labels))
    pictures = [
        {"uri": picture_uri(image), "name": f"Test digit {number}, a {label}"}
        for number, (image, label) in enumerate(zip(samples.images, samples.labels, strict=True), start=1)
    ]
    data = {"pictures": pictures, "chosen": chosen, "label": "Test digits"}
    _strip(key=key, data=data, on_chosen_change=put_choice_in_address, height="content")
    return chosen


def picture_uri(image: np.ndarray) -> str:
    """An image as the data URI of a PNG."""
    return f"data:image/png;base64,{base64.b64encode(png(image)).decode()}"


def _position(value: object, num_digits: int) -> int:
    return value if isinstance(value, int) and 0 <= value < num_digits else 0
