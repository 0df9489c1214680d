"""The image to score: a test digit, a drawing, or an uploaded picture."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.config import DatasetConfig
from core.errors import BothwaysError
from core.inference.inputs.digit_images import read_picture
from pages.score.inputs.digit_strip import digit_strip, picture_uri
from pages.score.inputs.drawing_canvas import drawing_canvas
from pages.shared.access import visitor
from pages.shared.session import dataset_cache
from pages.shared.ui import error_box

_SOURCES = {"test": "Test digits", "draw": "Draw", "upload": "Upload"}
_MAX_MEGABYTES = 20


@dataclass(frozen=True)
class ImageInput:
    """An image as the networks see it, and its actual label if it is known."""

    pixels: np.ndarray
    label: str | None = None


def image_input(config: DatasetConfig) -> ImageInput | None:
    """The choice of an image, and the image as the networks see it; None until there is one."""
    source = st.segmented_control(
        "Image", list(_SOURCES), default="test", required=True, key="image", bind="query-params",
        format_func=lambda name: _SOURCES[name], label_visibility="collapsed",
    )  # fmt: skip
    try:
        image = {"test": _test_digit, "draw": _drawing, "upload": _upload}[source](config)
    except BothwaysError as error:
        error_box.error_box(error_box.error_parts(error), key="image_error")
        return None
    if image is not None:
        _show(image)
    return image


def _test_digit(config: DatasetConfig) -> ImageInput:
    samples = dataset_cache.sample_images(config)
    position = digit_strip(samples, "digits")
    return ImageInput(samples.images[position], samples.labels[position])


def _drawing(_: DatasetConfig) -> ImageInput | None:
    if content := drawing_canvas("drawing"):
        return ImageInput(read_picture(content, "The drawing"))
    st.caption("Draw one large digit. Each stroke updates the predictions.")
    return None


def _upload(_: DatasetConfig) -> ImageInput | None:
    file = st.file_uploader(
        "Picture of one digit", ["png", "jpg", "jpeg"], key="picture", max_upload_size=_MAX_MEGABYTES,
        **visitor.permit("editor", help="Dark on light or light on dark, any size. The picture is not stored."),
    )  # fmt: skip
    return None if file is None else ImageInput(read_picture(file.getvalue()))


def _show(image: ImageInput) -> None:
    label = "" if image.label is None else f"Actual label: {image.label}. "
    st.html(
        '<div style="display:flex;gap:.8rem;align-items:center">'
        f'<img src="{picture_uri(image.pixels)}" alt="The image as the networks see it" width="112" height="112" '
        'style="image-rendering:pixelated;border-radius:6px">'
        f"<div>{label}This is what the networks see: 28 rows of 28 pixels, read row by row from the top.</div></div>"
    )
