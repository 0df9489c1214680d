"""One control per setting: kind, bounds, default and help all come from RunConfig's own fields."""

from collections.abc import MutableMapping
from typing import Any, get_args

import annotated_types
import streamlit as st
from pydantic.fields import FieldInfo

from core.config import RunConfig, choices

_STEPS = {
    "num_rows": 1000, "test_size": 0.01, "num_words": 1000, "maxlen": 10, "units": 8, "embedding_dim": 8,
    "batch_size": 16, "learning_rate": 0.0005, "validation_split": 0.01,
}  # fmt: skip
_SMALLEST = {"learning_rate": 1e-6}


def setting(settings: MutableMapping[str, Any], part: str, key: str, *, disabled: bool = False) -> Any:
    """Draw the control of one setting, write its value back into `settings` and return it.

    Args:
        settings: the part's values by key, changed in place.
        part: `dataset`, `text`, `model` or `train`; with `key` it names the control.
    """
    model = RunConfig.model_fields[part].annotation
    field = model.model_fields[key]
    name = f"{part}.{key}"
    if name not in st.session_state:
        st.session_state[name] = settings[key]
    shared = {"key": name, "help": field.description, "disabled": disabled}
    if field.annotation is bool:
        value = st.toggle(key, **shared)
    elif options := _text_options(field, model, key):
        value = st.segmented_control(key, options, required=True, **shared)
    else:
        value = st.number_input(key, **_bounds(field, key), **shared)
    settings[key] = value
    return value


def _text_options(field: FieldInfo, model: type, key: str) -> tuple[str, ...]:
    options = choices(model, key)
    return options if options and all(isinstance(option, str) for option in options) else ()


def _bounds(field: FieldInfo, key: str) -> dict[str, Any]:
    whole = int in (field.annotation, *get_args(field.annotation))
    step = _STEPS.get(key, 1 if whole else 0.05)
    bounds: dict[str, Any] = {"step": step, "format": "%d" if whole else "%g"}
    for rule in field.metadata:
        match rule:
            case annotated_types.Ge(ge=low):
                bounds["min_value"] = low if whole else float(low)
            case annotated_types.Le(le=high):
                bounds["max_value"] = high if whole else float(high)
            case annotated_types.Gt(gt=low):
                bounds["min_value"] = low + _SMALLEST.get(key, step)
            case annotated_types.Lt(lt=high):
                bounds["max_value"] = high - 0.01
    if type(None) in get_args(field.annotation):
        bounds |= {"value": None, "placeholder": "all" if key == "num_rows" else "none"}
    return bounds
