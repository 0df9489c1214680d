"""What images and sequences look like: their numbers, examples, labels and the shapes of the arrays."""

import streamlit as st

from core.config import DatasetConfig, RunConfig
from core.data.array_profile import ArrayProfile
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
    if config.dataset.kind == "image":
        _images(profile)
    else:
        _sequences(profile, config.dataset)
    text_view.class_balance(profile.class_balance, "Images" if config.dataset.kind == "image" else "Steps")
    if config.dataset.kind == "image":
        text_view.notes(profile.reading.other_notes)
    st.subheader("Arrays for training", anchor=False)
    text_view.shapes(profile.shapes, config, profile.label_shapes)


def _numbers(dataset: Dataset, profile: ArrayProfile) -> None:
    _, steps, num_features = profile.values.shape
    numbers = (
        ("rows", count(len(dataset.labels)), "Training, validation and test together."),
        ("classes", count(dataset.num_classes), None),
        ("steps", count(steps), "Time steps, read one after the other."),
        ("features per step", count(num_features), None),
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


def _sequences(profile: ArrayProfile, config: DatasetConfig) -> None:
    st.markdown(f"{' '.join(profile.reading.notes)} {TARGETS[config.target]}")
    values, labels = profile.values[:, :, 0], profile.labels
    description = "Values of the first sequences as bars; steps with label 1 are orange"
    chart(datasets.sequences(values, labels), "sequences", description)
