"""The address of the Train page: its recipe and every changed setting, so that a link describes the same experiment."""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from core.config import PATH_SETTINGS, RunConfig, flatten
from core.config.assignments import as_word
from core.recipes import RECIPES, find_recipe
from pages.shared.access import visitor
from pages.shared.session import draft, state

RECIPE, SETTING = "recipe", "set"  # `?recipe=imdb-bi-lstm&set=model.units=64&set=train.epochs=3`
_UPLOADS = "uploads/"
_SECONDS_BEHIND = 10.0  # that a browser may be behind its address


def in_address() -> tuple[str, RunConfig] | None:
    """The recipe and the settings of an address that this session has not written itself; None where it has, or none.

    Raises:
        ConfigError: when they are no recipe, or no possible settings.
    """
    recipe, assignments = st.query_params.get(RECIPE, ""), st.query_params.get_all(SETTING)
    written = [recipe, *assignments]
    if not any(written) or _is_own(written):
        return None
    _remember(written)  # an address that cannot be read is refused once
    base = find_recipe(recipe).config if recipe else RunConfig()
    return recipe, base.with_settings(filter(None, map(_with_own_path, assignments)))


def put_in_address(values: Mapping[str, Mapping[str, Any]]) -> None:
    """Write the draft of the page into its address, as its recipe and what differs from it."""
    recipe = draft.recipe()
    base = flatten(RECIPES[recipe].config if recipe else RunConfig())
    changed = list(_changes(values, base))
    _remember([recipe, *changed])
    for name, value in ((RECIPE, recipe), (SETTING, changed)):
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)


def _remember(written: list[str]) -> None:
    """Keep what the address says from now on, and when it stopped to say what it did before."""
    now = time.monotonic()
    current, *earlier = st.session_state.get(state.TRAIN_ADDRESS, [None])
    if written == current:
        return
    recent = [one for one in earlier if now - one[1] < _SECONDS_BEHIND]
    st.session_state[state.TRAIN_ADDRESS] = [written, [current, now], *recent]


def _is_own(written: list[str]) -> bool:
    """Whether this session wrote the address: a change that was made while a page was drawn comes with the one before.

    Taken for a link, the address of before would undo that change.
    """
    current, *earlier = st.session_state.get(state.TRAIN_ADDRESS, [None])
    now = time.monotonic()
    return written == current or any(written == one and now - since < _SECONDS_BEHIND for one, since in earlier)


def _changes(values: Mapping[str, Mapping[str, Any]], base: Mapping[str, Any]) -> Iterator[str]:
    for part, settings in values.items():
        for key, value in settings.items():
            name = f"{part}.{key}"
            if value == base[name]:
                continue
            if name not in PATH_SETTINGS or value is None:
                yield f"{name}={as_word(value)}"
            elif path := _shareable(value):
                yield f"{name}={path}"


def _shareable(path: str) -> str | None:
    """A path as an address may have it: an upload by its name, and any other only where paths can be typed."""
    uploads = visitor.uploads_folder()
    if Path(path).is_relative_to(uploads):
        return f"{_UPLOADS}{Path(path).relative_to(uploads)}"
    return path if visitor.may_type_paths() else None


def _with_own_path(assignment: str) -> str | None:
    """An assignment of an address with the path of an upload; None for a path that this server does not take."""
    name, _, word = assignment.partition("=")
    if name not in PATH_SETTINGS:
        return assignment
    if not word.startswith(_UPLOADS):
        return assignment if visitor.may_type_paths() else None
    uploads = visitor.uploads_folder().resolve()
    path = (uploads / word.removeprefix(_UPLOADS)).resolve()
    return f"{name}={path}" if path.is_relative_to(uploads) and path.is_file() else None
