"""One control per setting: kind, default and help all come from RunConfig's own fields."""

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from typing import Any, cast, get_args

import streamlit as st
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from core.config import RunConfig
from core.directions import DIRECTION_ARROWS
from pages.shared.session import draft
from pages.shared.ui.formats import literal

_STEPS = {
    "num_rows": 1000, "train_rows": 1000,
    "num_words": 1000, "maxlen": 10, "units": 8, "embedding_dim": 8, "batch_size": 16,
    "learning_rate": 0.0005, "weight_decay": 0.001, "global_clipnorm": 0.5, "steps_per_epoch": 10, "l2": 0.0001,
}  # fmt: skip
_ONE_LINE = 46  # letters that fit into one line of a group, on a phone, too
_OPTION = 4  # letters that the frame of an option takes
_USUAL_WORDS: Mapping[str, Mapping[str, str]] = {
    "encoding": {
        name: name
        for name in (
            "utf-8", "utf-16", "cp1252", "latin-1", "cp1250", "cp1251", "koi8-r", "cp1253", "cp1254", "cp1255",
            "cp1256", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "cp874",
        )
    },
    "delimiter": {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"},
    "label_separator": {"|": "pipe", ";": "semicolon", ",": "comma"},
}  # fmt: skip
_EMPTY_MEANS = {
    "encoding": "detected", "delimiter": "detected", "sheet": "the first one with a table", "joined_columns": "none",
    "sentence_column": "detected",
    "classes": "as they are", "label_separator": "one label a text",
    "num_rows": "all rows", "train_rows": "all rows",
    "early_stopping_patience": "never", "maxlen": "longest text", "steps_per_epoch": "all",
    "global_clipnorm": "none", "reset_every": "never",
}  # fmt: skip


def setting(
    settings: MutableMapping[str, Any],
    form: str,
    part: str,
    key: str,
    *,
    disabled: bool = False,
    options: Sequence[str] = (),
    words: Sequence[str] = (),
    on_change: Callable[[], None] | None = None,
) -> None:
    """Draw the control of one setting and write its value back.

    Args:
        settings: the part's values by key, changed in place.
        form: names the control together with part and key, so that two pages may show the same setting.
        part: `dataset`, `text`, `model` or `train`.
        options: the choices that are possible; all of them when empty.
        words: what to offer where any word can be typed; the usual ones when empty.
        on_change: called when another choice is made, with the choice in the draft.
    """
    field = _field(part, key)
    name = f"{form}.{part}.{key}"
    if name not in st.session_state:
        st.session_state[name] = settings[key]  # a click that interrupts the run may lose this: controls get it too
    if field.annotation is bool:
        settings[key] = st.toggle(key, settings[key], key=name, help=field.description, disabled=disabled)
    elif _is_choice(field):
        choices = options or get_args(field.annotation)
        default = settings[key] if settings[key] in choices else choices[0]
        settings[key] = _choice(key, choices, default, name, field.description, disabled, on_change)
    elif str in get_args(field.annotation):
        settings[key] = _text(key, settings[key], name, field.description, disabled, words)
    else:
        settings[key] = _number(field, part, key, settings[key], name, disabled)


def _number(field: FieldInfo, part: str, key: str, value: float | None, name: str, disabled: bool) -> float | None:
    """The number in a box; the value so far, with a sentence beneath, where the setting cannot have that number.

    The box has no bounds of its own: with them, it would keep a number beyond them and return the one before.
    """
    if disabled and draft.refused_number(part, key, st.session_state[name]):
        st.session_state[name] = value  # nobody could correct it
    with st.container(gap="xsmall"):
        typed = st.number_input(
            key,
            value=None if _may_be_empty(field) else value,  # only a box that begins empty can be emptied
            **_steps(field, key), key=name, help=field.description, disabled=disabled,
        )  # fmt: skip
        error = draft.refused_number(part, key, typed)
        if error is None:
            return typed
        sentence = str(error).replace(f"{part}.{key}", key)  # as the box is labelled
        st.markdown(f":red[:material/error: {literal(sentence)}]")
    return value


def _choice(
    label: str, choices: Sequence[str], default: str, name: str, description: str | None, disabled: bool,
    on_change: Callable[[], None] | None,
) -> str:  # fmt: skip
    if sum(len(choice) + _OPTION for choice in choices) > _ONE_LINE:  # a segmented control would hide the first ones
        index = choices.index(default)
        return st.radio(
            label, choices, index, horizontal=True, format_func=_option, key=name, help=description, disabled=disabled,
            on_change=on_change,
        )  # fmt: skip
    return st.segmented_control(
        label,
        choices,
        default=default,
        required=True,
        format_func=_option,
        key=name,
        help=description,
        disabled=disabled,
        on_change=on_change,
    )


def _text(
    label: str, value: str | None, name: str, description: str | None, disabled: bool, words: Sequence[str]
) -> str | None:
    """A box for words; where some are usual, they are offered, and any other can be typed."""
    usual = dict(zip(words, words, strict=True)) or _USUAL_WORDS.get(label)
    if usual is None:
        typed = st.text_input(
            label, value, key=name, help=description, disabled=disabled, placeholder=_EMPTY_MEANS.get(label, "")
        )
        return (typed or "").strip() or None
    options = list(usual) if value is None or value in usual else [value, *usual]
    return st.selectbox(
        label, options, None, key=name, help=description, disabled=disabled,  # with another index, it cannot be emptied
        placeholder=_EMPTY_MEANS.get(label, "none"), format_func=lambda word: usual.get(word, word),
        accept_new_options=True,
    )  # fmt: skip


def is_choice(part: str, key: str) -> bool:
    """Whether a setting is chosen from a few words, which appear side by side and need a whole line."""
    return _is_choice(_field(part, key))


def _field(part: str, key: str) -> FieldInfo:
    return cast(type[BaseModel], RunConfig.model_fields[part].annotation).model_fields[key]


def _is_choice(field: FieldInfo) -> bool:
    return all(isinstance(option, str) for option in get_args(field.annotation) or (None,))


def _may_be_empty(field: FieldInfo) -> bool:
    return type(None) in get_args(field.annotation)


def _option(option: str) -> str:
    return f"{DIRECTION_ARROWS[option]} {option}" if option in DIRECTION_ARROWS else option


def _steps(field: FieldInfo, key: str) -> dict[str, Any]:
    """The step, the format and what an empty box means, in `st.number_input`'s words."""
    kind = int if int in (field.annotation, *get_args(field.annotation)) else float
    step = _STEPS.get(key, 1 if kind is int else 0.05)
    steps: dict[str, Any] = {"step": step, "format": "%d" if kind is int else "%g"}
    return steps | ({"placeholder": _EMPTY_MEANS[key]} if _may_be_empty(field) else {})
