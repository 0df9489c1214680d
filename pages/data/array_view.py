"""What images, sequences and series look like: their numbers, examples, labels and the shapes of the arrays."""

import numpy as np
import streamlit as st

from core.config import DatasetConfig, RunConfig
from core.data.profiles.array_profile import ArrayProfile
from core.data.sources import Dataset
from core.reports.figures import datasets
from pages.data import text_view
from pages.shared.ui.chart import chart
from pages.shared.ui.formats import count

# What a step's label depends on, and what follows for the directions.
TARGETS = {
    "past": "A label depends only on values up to its step, which a forward network has read: it can label every step "
    "correctly, and a bidirectional network has no advantage.",
    "future": "A label depends on its own value and later ones, which a forward network has not read: it must fail at "
    "many steps, and only a network that also reads backward can succeed.",
    "both": "A label depends on the values on both sides of its step: a forward or backward network knows one side, "
    "and only a bidirectional network knows both.",
}


def show(dataset: Dataset, profile: ArrayProfile, config: RunConfig) -> None:
    """Draw the whole preview, top to bottom."""
    text_view.stand_in(profile.reading)
    _numbers(dataset, profile)
    kind = config.dataset.kind
    if kind == "image":
        _images(profile)
    elif profile.lengths is not None:
        _series(profile, profile.lengths, dataset)
    else:
        _sequences(profile, config.dataset)
    text_view.class_balance(profile.class_balance, {"image": "Images", "series": "Series"}.get(kind, "Steps"))
    if kind != "sequence":
        text_view.notes(profile.reading.other_notes)
    st.subheader("Arrays for training", anchor=False)
    text_view.shapes(profile.shapes, config, profile.label_shapes)


def _numbers(dataset: Dataset, profile: ArrayProfile) -> None:
    _, steps, num_features = profile.values.shape
    is_series = profile.lengths is not None
    numbers = (
        ("rows", count(len(dataset.labels)), "Training, validation and test together."),
        ("classes", count(dataset.num_classes), None),
        ("steps", count(steps), "Of the longest series." if is_series else "Time steps, read one after the other."),
        ("channels" if is_series else "features per step", count(num_features), None),
    )
    for column, (label, value, help_text) in zip(st.columns(4), numbers, strict=True):
        column.metric(label, value, help=help_text)


def _images(profile: ArrayProfile) -> None:
    st.subheader("First images of each class", anchor=False)
    st.image(datasets.digit_grid(profile.values, profile.labels, scale=3), width=600)
    st.caption(
        "A network reads an image row by row from the top: each step is one row of 28 pixels, scaled to 0 to 1. "
        "A bidirectional network also reads from the last row up; four directions read the columns too."
    )


def _series(profile: ArrayProfile, lengths: np.ndarray, dataset: Dataset) -> None:
    """The first series of each class, one channel at a time."""
    num_channels, channel = profile.values.shape[2], 0
    if num_channels > 1:
        channels = list(range(num_channels))
        channel = st.selectbox("Channel", channels, format_func=lambda number: str(number + 1), key="series_channel")
    figure = datasets.series(profile.values[:, :, channel], profile.labels, lengths, dataset.class_names)
    chart(figure, "series", "Values of the first series of each class as lines")


def _sequences(profile: ArrayProfile, config: DatasetConfig) -> None:
    st.markdown(f"{' '.join(profile.reading.notes)} {TARGETS[config.target]}")
    values, labels = profile.values[:, :, 0], profile.labels
    description = "Values of the first sequences as bars; steps with label 1 are orange"
    chart(datasets.sequences(values, labels), "sequences", description)
