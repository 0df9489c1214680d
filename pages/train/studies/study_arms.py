"""The arms of a study: directions, every combination of the values of some settings, or a list."""

from collections.abc import Mapping
from typing import Any, get_args

import streamlit as st

from core.config import RunConfig
from core.directions import DIRECTIONS, Direction
from core.errors import ConfigError
from core.runs.study import MAX_GRID_SETTINGS, grid_arms, usual_values, variable_settings
from pages.shared.ui import error_box

DIRECTIONS_ONLY, SETTINGS = "Directions", "Any settings"
_GRID, _LIST = "Grid", "List"
_WHAT_HELP = (
    "Directions compares networks that read in different directions. Any settings compares whatever you choose, such "
    "as cells, sizes or numbers of training rows; all arms are tested on the same rows."
)
_HOW_HELP = "A grid trains every combination of the values. A list has one arm a line, with its own settings."
_GRID_HELP = (
    f"Up to {MAX_GRID_SETTINGS} settings, whose values are combined. Those that would change the test set or the seed "
    "are not offered. Choose dataset.train_rows for a learning curve."
)
_LIST_HELP = "One arm a line: a direction, or settings separated by spaces, such as model.cell=GRU model.units=64."
_LISTED = "model.cell=LSTM\nmodel.cell=GRU"


def choose(values: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """The arms, as a study plan has them; all choices are kept in the address. Empty where they are no arms."""
    what = st.segmented_control(
        "Compare", (DIRECTIONS_ONLY, SETTINGS), default=DIRECTIONS_ONLY, required=True, key="compared_settings",
        bind="query-params", help=_WHAT_HELP,
    )  # fmt: skip
    if what == DIRECTIONS_ONLY:
        return _directions(values)
    how = st.segmented_control(
        "Arms", (_GRID, _LIST), default=_GRID, required=True, key="how", bind="query-params", help=_HOW_HELP
    )
    if how == _LIST:
        typed = st.text_area("Arms, one a line", _LISTED, key="listed", bind="query-params", help=_LIST_HELP)
        return tuple(line.strip() for line in typed.splitlines() if line.strip())
    try:
        config = RunConfig.from_dict(values)
    except ConfigError:  # the page names the wrong setting already
        return ()
    try:
        return _grid(config)
    except ConfigError as error:
        error_box.error_box(error_box.error_parts(error), key="impossible_grid")
        return ()


def _directions(values: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    direction = values["model"]["direction"]
    with_columns = DIRECTIONS[direction].reads_columns
    names: tuple[Direction, ...] = get_args(Direction)
    arms = [name for name in names if with_columns or not DIRECTIONS[name].reads_columns]
    usual: list[Direction] = [DIRECTIONS[direction].twin, direction] if with_columns else ["forward", "bidirectional"]
    chosen = st.pills(
        "Arms", arms, default=usual, selection_mode="multi", key="arms", bind="query-params",
        format_func=lambda arm: DIRECTIONS[arm].word, help="The directions to compare, each with every seed.",
    )  # fmt: skip
    return tuple(arm for arm in arms if arm in chosen)


def _grid(config: RunConfig) -> tuple[str, ...]:
    """The arms of a grid.

    Raises:
        ConfigError: when it is none.
    """
    names = st.multiselect(
        "Settings to compare", variable_settings(config), default=["model.cell"], max_selections=MAX_GRID_SETTINGS,
        key="grid", bind="query-params", help=_GRID_HELP,
    )  # fmt: skip
    lines = []
    for place, name in zip(st.columns(max(1, len(names)), gap="small"), names, strict=False):
        usual = ", ".join(usual_values(config, name))
        typed = place.text_input(
            f"Values of {name}", usual, key=f"grid_{name.partition('.')[2]}", bind="query-params",
            help="Separated by commas; `none` is no value.",
        )  # fmt: skip
        lines.append(f"{name}={','.join(value.strip() for value in typed.split(','))}")
    return grid_arms(lines) if lines else ()
