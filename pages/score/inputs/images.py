"""The image to score: a test digit, a drawn one, or an uploaded picture of one."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.config import DatasetConfig
from core.errors import BothwaysError
from core.inference.digit_images import read_picture
from pages.score.inputs.digit_strip import digit_strip, picture_uri
from pages.score.inputs.drawing_canvas import drawing_canvas
from pages.shared.session import dataset_cache
from pages.shared.ui import errors

_SOURCES = {"test": "Test digits", "draw": "Draw", "upload": "Upload"}
_MOST_MEGABYTES = 20


@dataclass(frozen=True)
class GivenImage:
    """An image as the networks see it, and its true label where it is known."""

    pixels: np.ndarray
    label: str | None = None


def image_to_score(config: DatasetConfig) -> GivenImage | None:
    """Ways to bring an image, and what the networks see of it; None until there is one."""
    source = st.segmented_control(
        "Image", list(_SOURCES), default="test", required=True, key="image", bind="query-params",
        format_func=_SOURCES.get, label_visibility="collapsed",
    )  # fmt: skip
    try:
        given = {"test": _chosen, "draw": _drawn, "upload": _uploaded}[source](config)
    except BothwaysError as error:
        errors.error_box(errors.error_parts(error), key="image_error")
        return None
    if given is not None:
        _show(given)
    return given


def _chosen(config: DatasetConfig) -> GivenImage:
    specimens = dataset_cache.sample_images(config)
    place = digit_strip(specimens, "digits")
    return GivenImage(specimens.images[place], specimens.labels[place])


def _drawn(_: DatasetConfig) -> GivenImage | None:
    if content := drawing_canvas("drawing"):
        return GivenImage(read_picture(content, "The drawing"))
    st.caption("Draw one digit, large; every network answers at the end of each stroke.")
    return None


def _uploaded(_: DatasetConfig) -> GivenImage | None:
    file = st.file_uploader(
        "A picture of one digit", ["png", "jpg", "jpeg"], key="picture", max_upload_size=_MOST_MEGABYTES,
        help="Dark on light or light on dark, of any size. Nothing is kept.",
    )  # fmt: skip
    return None if file is None else GivenImage(read_picture(file.getvalue()))


def _show(given: GivenImage) -> None:
    known = "" if given.label is None else f"The true label is {given.label}. "
    st.html(
        '<div style="display:flex;gap:.8rem;align-items:center">'
        f'<img src="{picture_uri(given.pixels)}" alt="The image as the networks see it" width="112" height="112" '
        'style="image-rendering:pixelated;border-radius:6px">'
        f"<div>{known}This is what the networks see: 28 rows of 28 pixels, read row by row from the top.</div></div>"
    )
