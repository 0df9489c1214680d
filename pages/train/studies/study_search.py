"""The search of a study: which settings are searched for each arm first, and the values of their trials."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.config import RunConfig
from core.errors import ConfigError
from core.runs.study import tunable_settings

_HELP = (
    "Every arm first has the same trials, one run each, and the validation set chooses the best one; then all seeds of "
    "the arm are trained with its settings. At one fixed value, an arm may win only because the value suits it."
)
_VALUES_HELP = "Separated by commas. Several settings are tried in every combination."
_USUAL = "train.learning_rate"
_VALUES: Mapping[str, str] = {
    "train.learning_rate": "0.0003, 0.001, 0.003",
    "train.batch_size": "32, 64, 128",
    "train.epochs": "5, 10",
    "train.steps_per_epoch": "100, 200",
    "train.early_stopping_patience": "2, 4",
    "train.optimizer": "adam, adamw",
    "train.schedule": "constant, one_cycle",
    "train.weight_decay": "0.004, 0.05",
    "train.momentum": "0, 0.9",
    "train.global_clipnorm": "none, 1",
    "train.class_weight": "equal, balanced",
    "train.label_smoothing": "0, 0.1",
    "train.batching": "padded, by_length",
    "model.dropout": "0, 0.2, 0.5",
    "model.recurrent_dropout": "0, 0.2",
    "model.spatial_dropout": "0, 0.3, 0.5",
    "model.token_dropout": "0, 0.1, 0.2",
    "model.head_dropout": "0, 0.2, 0.5",
    "model.l2": "0, 0.0001, 0.001",
    "model.merge_mode": "concat, sum",
    "model.activation": "tanh, relu",
}


def choose(values: Mapping[str, Mapping[str, Any]], arms: Sequence[str]) -> tuple[str, ...]:
    """The search, as a study plan has it; empty without one. All of it is kept in the address."""
    if not st.toggle("Search each arm first", key="tune", bind="query-params", help=_HELP):
        return ()
    try:
        possible = tunable_settings(RunConfig.from_dict(values), arms)
    except ConfigError:  # the page names the wrong setting already
        return ()
    left, right = st.columns([2, 3], gap="medium")
    names = left.multiselect(
        "Settings to search", possible, default=[_USUAL] if _USUAL in possible else [], key="tuned",
        bind="query-params",
        help="Settings that change a network's size cannot be searched: the arms would differ in capacity.",
    )  # fmt: skip
    return tuple(f"{name}={_values_of(right, name)}" for name in names)


def _values_of(place: Any, name: str) -> str:
    typed = place.text_input(
        f"Values of {name}",
        _VALUES[name],
        key=f"values_{name.partition('.')[2]}",
        bind="query-params",
        help=_VALUES_HELP,
    )
    return ",".join(value.strip() for value in typed.split(","))
