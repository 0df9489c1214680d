"""Drafts: the settings a person is putting together, kept as plain values while pages come and go."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import streamlit as st

from core.config import DatasetConfig, RunConfig
from core.directions import DIRECTIONS

TRAIN = "draft"  # what the Train page will train; its controls are keyed `draft.model.units`
DATA = "data"  # what the Data page looks at, until it is carried to the Train page
_ORIGIN = "draft_origin"
_RECIPE = "draft_recipe"


def values(form: str) -> dict[str, dict[str, Any]]:
    """A draft part by part, with what was changed in its controls since the last run of the page.

    The Data page's draft begins as a copy of the Train page's. Changing the values changes the draft.
    """
    if form not in st.session_state:
        st.session_state[form] = deepcopy(values(TRAIN)) if form == DATA else RunConfig().to_dict()
    parts = st.session_state[form]
    for part, settings in parts.items():
        for key in settings:
            settings[key] = st.session_state.get(f"{form}.{part}.{key}", settings[key])
    return parts


def replace(form: str, config: RunConfig, origin: str = "", recipe: str = "") -> None:
    """Start a draft over from a checked config.

    Args:
        origin: where it comes from, in a few words.
        recipe: the name of the recipe that it is.
    """
    parts = config.to_dict()
    for part, settings in parts.items():
        _forget_controls(form, part, settings)
    st.session_state[form] = parts
    st.session_state[_ORIGIN] = origin
    st.session_state[_RECIPE] = recipe


def change(form: str, part: str, settings: Mapping[str, Any]) -> None:
    """Change some settings of one part from outside their controls."""
    values(form)[part].update(settings)
    _forget_controls(form, part, settings)


def carry_data(num_classes: int) -> None:
    """Take what the Data page looks at over to the Train page, with a network that fits it."""
    looked_at = values(DATA)
    change(TRAIN, "dataset", looked_at["dataset"])
    change(TRAIN, "text", {key: looked_at["text"][key] for key in ("num_words", "maxlen")})
    fit(num_classes)


def fit(num_classes: int | None) -> None:
    """Change what the Train page's data make impossible: head, direction and batching."""
    parts = values(TRAIN)
    kind, model = kind_of(parts), parts["model"]
    if kind == "sequence":
        change(TRAIN, "model", {"head": "per_step"})
    elif model["head"] == "per_step" or (model["head"] == "sigmoid" and num_classes not in (None, 2)):
        change(TRAIN, "model", {"head": "softmax"})
    if kind != "image" and DIRECTIONS[model["direction"]].reads_columns:
        change(TRAIN, "model", {"direction": DIRECTIONS[model["direction"]].twin})
    if kind != "text":
        change(TRAIN, "train", {"batching": "padded"})
    change(TRAIN, "model", {key: values(TRAIN)["model"][key] for key in ("direction", "head")})  # other options now


def data_config() -> RunConfig:
    """What the Data page looks at as a config: the data and how they are read and divided, with any network."""
    from core.data.preview import any_head  # with all that reads data, which the first page does not wait for

    parts = values(DATA)
    dataset = DatasetConfig(**parts["dataset"])
    return RunConfig.from_dict(
        {
            "dataset": parts["dataset"],
            "text": parts["text"],
            "model": {"head": any_head(dataset)},
            "train": {
                "validation_split": parts["train"]["validation_split"],
                "batching": parts["train"]["batching"] if dataset.kind == "text" else "padded",
                "early_stopping_patience": None,
            },
        }
    )


def kind_of(parts: Mapping[str, Mapping[str, Any]]) -> str:
    """What one example of a draft's data set is: `text`, `image` or `sequence`."""
    return DatasetConfig.model_construct(name=parts["dataset"]["name"]).kind


def origin() -> str:
    """Where the Train page's draft was started from; empty for a recipe and for the defaults."""
    return st.session_state.get(_ORIGIN, "")


def recipe() -> str:
    """The name of the recipe that the Train page's draft was started from, if it was."""
    return st.session_state.get(_RECIPE, "")


def _forget_controls(form: str, part: str, settings: Mapping[str, Any]) -> None:
    for key in settings:
        st.session_state.pop(f"{form}.{part}.{key}", None)  # its control is seeded from the draft again
