"""Frames: a picture for each step of a lesson, which the browser changes by itself while a slider moves."""

from collections.abc import Sequence
from typing import TypedDict

import streamlit as st

from core.system.assets import component_source

_SCRIPT, _STYLE = component_source("lessons/frames.js"), component_source("lessons/frames.css")
_below = st.components.v2.component("bothways_frames", html='<div class="frames"></div>', js=_SCRIPT, css=_STYLE)
_beside = st.components.v2.component(
    "bothways_frames_beside", html='<div class="frames side"></div>', js=_SCRIPT, css=_STYLE
)


class Frame(TypedDict):
    """One step: its picture as SVG, its title, and sentences that are shown as plain text."""

    svg: str
    title: str
    words: list[str]


def show(frames: Sequence[Frame], label: str, key: str, start: int = 0, *, beside: bool = False) -> None:
    """The slider with its buttons, the picture and the words of the chosen step.

    Args:
        label: what the slider chooses, for screen readers.
        start: the step that is shown first, from 0.
        beside: whether the words are to the right of the picture, where the page is wide enough.
    """
    component = _beside if beside else _below
    component(key=key, data={"frames": list(frames), "label": label, "start": start}, height="content")
