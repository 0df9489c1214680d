"""Drafts: settings that are being edited, as plain values that survive a change of page."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, cast

import streamlit as st
from pydantic import BaseModel

from core.config import DatasetConfig, RunConfig
from core.config.value_check import number_error
from core.directions import DIRECTIONS
from core.errors import ConfigError

TRAIN = "draft"  # what the Train page will train; its controls have keys such as `draft.model.units`
DATA = "data"  # what the Data page shows, until it is copied to the Train page
SCORE = "score"  # how the file that the Score page scores is read
# What the Data page changes of how texts are cut, too.
WORD_SETTINGS = ("tokenizer", "subwords", "normalization", "language", "strip_html", "lower")
_SIGNS = ("delimiter", "label_separator")  # a space or a tab is a value of theirs
_ORIGIN = "draft_origin"
_RECIPE = "draft_recipe"


def values(form: str) -> dict[str, dict[str, Any]]:
    """The settings of a draft by part, with the changes made in its controls since the last rerun.

    The Data page's draft starts as a copy of the Train page's. Changing the values changes the draft. A number that a
    setting cannot have stays in its control alone; `obstacle` has it.
    """
    if form not in st.session_state:
        st.session_state[form] = deepcopy(values(TRAIN)) if form == DATA else RunConfig().to_dict()
    parts: dict[str, dict[str, Any]] = st.session_state[form]
    for part, settings in parts.items():
        for key in settings:
            typed = _typed(key, st.session_state.get(f"{form}.{part}.{key}", settings[key]))
            if refused_number(part, key, typed) is None:
                settings[key] = typed
    return parts


def obstacle(form: str) -> str:
    """Why a draft cannot be used: the number in one of its controls that the setting cannot have; empty without one."""
    for part, settings in values(form).items():
        for key in settings:
            if error := refused_number(part, key, st.session_state.get(f"{form}.{part}.{key}")):
                return f"{error.problem.replace(f'{part}.{key}', key)} Correct it first."
    return ""


def refused_number(part: str, key: str, value: Any) -> ConfigError | None:
    """What is wrong with a number as the value of a setting; None where it, or anything but a number, is possible."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return number_error(part, key, value) if is_number else None


def replace(form: str, config: RunConfig, origin: str = "", recipe: str = "") -> None:
    """Replace a draft by a valid config.

    Args:
        origin: the run that the config comes from, as text.
        recipe: the name of the recipe that the config is.
    """
    parts = config.to_dict()
    for part, settings in parts.items():
        _reset_controls(form, part, settings)
    st.session_state[form] = parts
    st.session_state[_ORIGIN] = origin
    st.session_state[_RECIPE] = recipe


def change(form: str, part: str, settings: Mapping[str, Any]) -> None:
    """Change some settings of one part without their controls."""
    values(form)[part].update(settings)
    _reset_controls(form, part, settings)


def copy_data_to_train(num_classes: int) -> None:
    """Copy the Data page's dataset to the Train page, with a network that suits it."""
    data = values(DATA)
    change(TRAIN, "dataset", data["dataset"])
    change(TRAIN, "text", {key: data["text"][key] for key in ("num_words", "maxlen", *WORD_SETTINGS)})
    fit_network_to_data(num_classes)


def has_label_sets(parts: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether each text of a draft's dataset may have several labels."""
    return DatasetConfig.model_construct(**parts["dataset"]).has_label_sets


def fit_network_to_data(num_classes: int | None) -> None:
    """Replace the head, direction and batching that the Train page's dataset makes impossible."""
    parts = values(TRAIN)
    kind, model = kind_of(parts), parts["model"]
    if kind in ("sequence", "tokens"):
        change(TRAIN, "model", {"head": "per_step"})
        change(TRAIN, "train", {"class_weight": "equal", "label_smoothing": 0.0})
    elif has_label_sets(parts):
        change(TRAIN, "model", {"head": "multi_label"})
        change(TRAIN, "train", {"class_weight": "equal"})
        change(TRAIN, "text", {"priors": "none", "augmentation": "none"})
    elif model["head"] in ("per_step", "multi_label") or (model["head"] == "sigmoid" and num_classes not in (None, 2)):
        change(TRAIN, "model", {"head": "softmax"})
    if kind != "image" and DIRECTIONS[model["direction"]].reads_columns:
        change(TRAIN, "model", {"direction": DIRECTIONS[model["direction"]].twin})
    if kind != "text":
        change(TRAIN, "train", {"batching": "by_length" if kind in ("tokens", "series") else "padded"})
    if kind == "tokens":
        change(TRAIN, "text", {"oov": True})
    change(TRAIN, "model", {key: values(TRAIN)["model"][key] for key in ("direction", "head")})  # their options changed


def data_config() -> RunConfig:
    """The Data page's draft as a config: the dataset, its encoding and its split, with an arbitrary network.

    Raises:
        ConfigError: when a setting has an impossible value.
    """
    from core.data.preview import any_head  # imports all data loaders, which the first page does not need

    parts = values(DATA)
    dataset = DatasetConfig.model_construct(**parts["dataset"])  # `from_dict` checks it
    always_oov = {"oov": True} if dataset.kind == "tokens" else {}
    return RunConfig.from_dict(
        {
            "dataset": parts["dataset"],
            "text": parts["text"] | {"augmentation": "none"} | always_oov,
            "model": {"head": any_head(dataset)},
            "train": {
                "validation_split": parts["train"]["validation_split"],
                "batching": _batching(dataset, parts["train"]["batching"]),
                "early_stopping_patience": None,
            },
        }
    )


def _batching(dataset: DatasetConfig, chosen: str) -> str:
    """The batching that fits a data set; the chosen one, where it may be."""
    if dataset.kind in ("tokens", "series"):
        return "by_length"
    return chosen if dataset.has_words else "padded"


def unchecked_config(parts: Mapping[str, Mapping[str, Any]]) -> RunConfig:
    """A draft as a config whose settings may contradict each other, to ask which of them have an effect."""
    fields = RunConfig.model_fields.items()
    parts_of_config = {
        part: cast(type[BaseModel], field.annotation).model_construct(**parts[part]) for part, field in fields
    }
    return RunConfig.model_construct(**cast(dict[str, Any], parts_of_config))


def kind_of(parts: Mapping[str, Mapping[str, Any]]) -> str:
    """The kind of a draft's dataset: `text`, `image`, `sequence`, `series` or `tokens`."""
    return DatasetConfig.model_construct(**parts["dataset"]).kind


def origin() -> str:
    """The run that the Train page's draft started from; empty for a recipe and for the defaults."""
    return str(st.session_state.get(_ORIGIN, ""))


def recipe() -> str:
    """The name of the recipe that the Train page's draft started from; empty without one."""
    return str(st.session_state.get(_RECIPE, ""))


def _typed(key: str, value: Any) -> Any:
    """The value that a control holds; None for a text box that was emptied."""
    return value if key in _SIGNS or not isinstance(value, str) else value.strip() or None


def _reset_controls(form: str, part: str, settings: Mapping[str, Any]) -> None:
    for key in settings:
        st.session_state.pop(f"{form}.{part}.{key}", None)  # the control takes its value from the draft again
