"""The settings that the Train page shows for each kind of data, and their options."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.config.effective_settings import EFFECTS
from core.directions import DIRECTIONS
from pages.shared.data import word_vector_input
from pages.shared.data.setting_field import is_choice, setting
from pages.shared.session import draft
from pages.train import coverage_panel
from pages.train.cautions import Fix, fixes

Groups = Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
TITLES = {"dataset": "Data", "text": "Text", "model": "Model", "train": "Training"}
_TEXT = (
    ("num_words", "maxlen", "priors"),
    (
        "min_df", "augmentation", "augmentation_share", "padding", "truncating", "tokenizer", "subwords",
        "normalization", "language", "lower", "strip_html", "oov",
    ),
)  # fmt: skip
_TOKENS = (("num_words", "maxlen"), ("normalization", "language", "lower"))
_SEQUENCES = (("target", "num_steps", "num_rows"), ())
_SERIES = (("scaling", "missing", "num_rows"), ())
_MODEL = ("cell", "direction", "units", "num_layers")
_MORE_OF_TEXTS = (
    "embeddings", "embeddings_path", "embedding_dim", "embeddings_trainable", "token_dropout", "spatial_dropout",
    "reset_every",
)  # fmt: skip
# Without a validation set they have no effect, and must be changed because of that.
_NEVER_DISABLED = ("early_stopping_patience", "monitor")
_HEADS = {
    "text": ("sigmoid", "softmax", "logits"),
    "image": ("softmax", "logits"),
    "sequence": ("per_step",),
    "series": ("softmax", "sigmoid", "logits"),
    "tokens": ("per_step",),
}


def groups(kind: str) -> Groups:
    """By part, the settings that are always visible and those under More."""
    of_texts = _MORE_OF_TEXTS if kind in ("text", "tokens") else ()
    batching = ("batching",) if kind == "text" else ()
    of_rows = () if kind in ("sequence", "tokens") else ("class_weight", "label_smoothing")
    output = {"sequence": (), "tokens": ("decoding",)}.get(kind, ("pooling",))
    head = () if len(_HEADS[kind]) == 1 else ("head",)
    first: dict[str, Groups] = {
        "text": {"text": _TEXT},
        "sequence": {"dataset": _SEQUENCES},
        "series": {"dataset": _SERIES},
        "tokens": {"text": _TOKENS},
    }
    return {
        **first.get(kind, {}),
        "model": (
            (*_MODEL, *output),
            ("merge_mode", *of_texts, "activation", "dropout", "recurrent_dropout", "head_dropout", "l2", *head),
        ),
        "train": (
            ("epochs", "batch_size", "early_stopping_patience", "validation_split", *batching),
            (
                "optimizer", "learning_rate", "global_clipnorm", "weight_decay", "momentum", "schedule",
                "monitor", *of_rows, "steps_per_epoch", "kernel", "seed",
            ),
        ),
    }  # fmt: skip


def options(kind: str, part: str, key: str, has_label_sets: bool = False) -> tuple[str, ...]:
    """The options of a setting for a kind of data; empty where all are possible.

    Args:
        has_label_sets: whether each text may have several labels.
    """
    if (part, key) == ("model", "head"):
        return ("multi_label",) if has_label_sets else _HEADS[kind]
    if (part, key) == ("model", "direction") and kind != "image":
        return tuple(name for name, direction in DIRECTIONS.items() if not direction.reads_columns)
    return ()


def group(values: dict[str, dict[str, Any]], part: str, warnings: Mapping[str, str], with_twin: bool) -> None:
    """One group of settings, each warning at its control."""
    simple, more = groups(draft.kind_of(values))[part]
    with st.container(border=True, key=f"group_{part}"):
        st.markdown(f"**{TITLES[part]}**")
        _controls(values, part, simple, warnings, with_twin)
        if more:
            has_warning = any(f"{part}.{key}" in warnings for key in more)
            with st.expander("More", key=f"more_{part}", icon=":material/warning:" if has_warning else None):
                _controls(values, part, more, warnings, with_twin)


def _controls(
    values: dict[str, dict[str, Any]], part: str, keys: tuple[str, ...], warnings: Mapping[str, str], with_twin: bool
) -> None:
    kind = draft.kind_of(values)
    has_label_sets = draft.has_label_sets(values)
    grid = st.grid(2, min_column_width=150, vertical_alignment="bottom")
    for key in keys:
        possible = options(kind, part, key, has_label_sets)
        disabled = len(possible) == 1 or not _has_effect(values, part, key, with_twin)
        with grid.cell(column_span="all" if is_choice(part, key) or key == "embeddings_path" else 1):
            if key == "embeddings_path":
                word_vector_input.choose(values["model"], disabled=disabled)
                if values["model"]["embeddings"] != "random":
                    coverage_panel.show(values)
            else:
                changed = word_vector_input.fit_width if key == "embeddings" else None
                setting(values[part], draft.TRAIN, part, key, disabled=disabled, options=possible, on_change=changed)
    possible_fixes = fixes(values)
    for key in keys:
        if sentence := warnings.get(f"{part}.{key}"):
            st.warning(f"`{key}`: {sentence}", icon=":material/warning:")
            if fix := possible_fixes.get(f"{part}.{key}"):
                st.button(fix.label, key=f"fix_{part}_{key}", icon=":material/build:", on_click=_apply, args=(fix,))


def _apply(fix: Fix) -> None:
    for part, settings in fix.settings.items():
        draft.change(draft.TRAIN, part, settings)


def _has_effect(values: Mapping[str, Mapping[str, Any]], part: str, key: str, with_twin: bool) -> bool:
    """Whether a setting changes anything in the network or in its twin."""
    config = draft.unchecked_config(values)
    networks = (config, config.twin()) if with_twin else (config,)
    return key in _NEVER_DISABLED or any(EFFECTS[f"{part}.{key}"](network) for network in networks)
