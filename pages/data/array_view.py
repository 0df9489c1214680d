"""What images and sequences look like: their numbers, examples, labels and the shapes that training will see."""

import streamlit as st

from core.config import DatasetConfig, RunConfig
from core.data.array_profile import ArrayProfile
from core.data.sources import Dataset
from core.reports.figures import datasets
from pages.data import text_view
from pages.shared.ui.chart import chart
from pages.shared.ui.formats import count

# What a step's label depends on, and what follows for the directions.
TASKS = {
    "past": "Everything a label depends on has been read when its step comes, so a forward network can get every step "
    "right: reading both ways cannot be needed here.",
    "future": "A label depends on its own value and on those still to come, which a forward network has not read: it "
    "must fail at many steps, and only a network that reads backward too can know.",
    "both": "A label depends on the values on both sides of its step: a reader of either direction alone knows one "
    "side, and only both together know the answer.",
}


def show(dataset: Dataset, profile: ArrayProfile, config: RunConfig) -> None:
    """All of it, top to bottom."""
    text_view.stand_in(profile.reading)
    _numbers(dataset, profile)
    if config.dataset.kind == "image":
        _images(profile)
    else:
        _sequences(profile, config.dataset)
    text_view.class_balance(profile.class_balance, "Images" if config.dataset.kind == "image" else "Steps")
    if config.dataset.kind == "image":
        text_view.notes(profile.reading.other_notes)
    st.subheader("What training will see", anchor=False)
    text_view.shapes(profile.shapes, config, profile.label_shapes)


def _numbers(dataset: Dataset, profile: ArrayProfile) -> None:
    _, steps, num_features = profile.values.shape
    numbers = (
        ("rows", count(len(dataset.labels)), "Training, validation and test together."),
        ("classes", count(dataset.num_classes), None),
        ("steps", count(steps), "What the network reads one after the other."),
        ("numbers a step", count(num_features), None),
    )
    for column, (label, value, help) in zip(st.columns(4), numbers, strict=True):
        column.metric(label, value, help=help)


def _images(profile: ArrayProfile) -> None:
    st.subheader("The first of each class", anchor=False)
    st.image(datasets.digit_grid(profile.values, profile.labels, scale=3), width=600)
    st.caption(
        "A network reads an image row by row from the top: each step is one row of 28 pixels, scaled to 0 to 1. "
        "Reading both ways starts at the last row as well; four directions read the columns too."
    )


def _sequences(profile: ArrayProfile, config: DatasetConfig) -> None:
    st.markdown(f"{' '.join(profile.reading.notes)} {TASKS[config.task]}")
    values, labels = profile.values[:, :, 0], profile.labels
    told = "Values of the first sequences as bars; steps with label 1 are orange"
    chart(datasets.sequences(values, labels), "sequences", told)
