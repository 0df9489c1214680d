"""The starting point of the Train page: a published system, the last run, or the defaults."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.catalog import source_key
from core.config import RunConfig, flatten
from core.recipes import RECIPES, Recipe
from pages.shared.data import file_input
from pages.shared.session import cache, draft
from pages.shared.ui import error_box
from pages.shared.ui.formats import literal, percent
from pages.train import train_address

RUN = "from"  # in the address: `?from=RUN_ID`
DEFAULTS, LAST_RUN = "Defaults", "Last run"
_START, _NAME = "start_from", "start_recipe"
_SYSTEMS = tuple(dict.fromkeys(recipe.system for recipe in RECIPES.values()))
_METRICS = {"train_accuracy": "training accuracy", "test_accuracy": "test accuracy", "test_span_f1": "span F1"}
_MAX_CHANGES = 4


def start_in_address() -> None:
    """Take over the settings of a link: a recipe and changes of it, or those of the run `?from=RUN_ID`."""
    run_id = st.query_params.pop(RUN, None)
    with error_box.remember_errors():
        if run_id is not None:
            run = cache.store().get(run_id)
            _start(run.config, origin=f"{run.name} ({run.run_id})")
        elif linked := train_address.in_address():
            recipe, config = linked
            _start(config, recipe=recipe)


def choose() -> None:
    """The starting points, and the published figures of the chosen recipe."""
    recipe = RECIPES.get(draft.recipe())
    if _START not in st.session_state:
        st.session_state[_START] = recipe.system if recipe else None if draft.origin() else DEFAULTS
    with st.container(border=True, key="start", gap="small"):
        st.markdown("**1. Start from**")
        options = (*_SYSTEMS, LAST_RUN, DEFAULTS) if cache.store().list(limit=1) else (*_SYSTEMS, DEFAULTS)
        start = st.segmented_control(
            "Start from", options, key=_START, on_change=_start_from_choice, label_visibility="collapsed"
        )
        if start in _SYSTEMS:
            _choose_recipe(start, recipe)
        if recipe and start == recipe.system:
            _description(recipe)
        elif draft.origin():
            st.caption(f"Started from the settings of {literal(draft.origin())}.")


def changes(values: Mapping[str, Mapping[str, Any]]) -> None:
    """The settings that differ from the recipe the draft started from, except the file."""
    recipe = RECIPES.get(draft.recipe())
    if recipe is None:
        return
    published = flatten(recipe.config)
    now = {f"{part}.{key}": value for part, settings in values.items() for key, value in settings.items()}
    changed = [name for name, value in now.items() if value != published[name] and name != "dataset.path"]
    if not changed:
        st.caption(":material/check: All settings match the recipe.")
        return
    listed = [f"`{name}` {_word(published[name])} → {_word(now[name])}" for name in changed[:_MAX_CHANGES]]
    more = f" and {len(changed) - len(listed)} more" if len(changed) > len(listed) else ""
    st.caption(f":material/edit: Changed from the recipe: {', '.join(listed)}{more}.")


def _choose_recipe(system: str, recipe: Recipe | None) -> None:
    names = [name for name, other in RECIPES.items() if other.system == system]
    st.session_state[_NAME] = recipe.name if recipe and recipe.system == system else None
    st.pills(
        "Recipe", names, key=_NAME, format_func=lambda name: RECIPES[name].title, on_change=_start_from_pill,
        label_visibility="collapsed",
    )  # fmt: skip
    if not (recipe and recipe.system == system):
        st.caption("Choose a recipe. Its settings replace those below.")


def _description(recipe: Recipe) -> None:
    published = " · ".join(f"{_METRICS[name]} {percent(value)}" for name, value in recipe.published.items())
    figures = f"Published: {published}." if published else "No published figures."
    st.markdown(f"{figures} {literal(recipe.note)}")
    st.caption(f"`{recipe.name}` · Source: {recipe.source}")


def _start_from_choice() -> None:
    start = st.session_state[_START]
    if start == DEFAULTS:
        draft.replace(draft.TRAIN, RunConfig())
    elif start == LAST_RUN:
        (run,) = cache.store().list(limit=1)
        draft.replace(draft.TRAIN, run.config, origin=f"{run.name} ({run.run_id})")


def _start_from_pill() -> None:
    if name := st.session_state[_NAME]:
        _start_from_recipe(RECIPES[name])
        st.session_state[_START] = RECIPES[name].system


def _start_from_recipe(recipe: Recipe) -> None:
    _start(recipe.config, recipe=recipe.name)


def _start(config: RunConfig, origin: str = "", recipe: str = "") -> None:
    """Replace the draft, with the file that this session has already chosen for its dataset."""
    dataset = config.dataset
    if dataset.path is None and (path := file_input.last_file(source_key(dataset.model_dump()))):
        config = config.model_copy(update={"dataset": dataset.model_copy(update={"path": path})})
    draft.replace(draft.TRAIN, config, origin, recipe)
    st.session_state.pop(_START, None)


def _word(value: Any) -> str:
    return "none" if value is None else literal(f"{value}")
