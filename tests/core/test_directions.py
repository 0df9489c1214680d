"""core.directions"""

import ast
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from core.config import ModelConfig, choices
from core.directions import DEFAULT_ARMS, DIRECTION_COLORS, DIRECTIONS, Direction, summary_color
from core.settings import PROJECT_FOLDER

TABLE = PROJECT_FOLDER / "core" / "directions.py"
RECIPES = PROJECT_FOLDER / "core" / "recipes" / "__init__.py"  # a recipe chooses one direction
COMMON = {"forward", "backward", "bidirectional"}  # also the parts of one bidirectional layer, in lessons and figures
MODULES = [
    path
    for folder in ("core", "pages", "benchmarks")
    for path in sorted((PROJECT_FOLDER / folder).rglob("*.py"))
    if path not in (TABLE, RECIPES)
]


def strings(code: str) -> set[str]:
    """The literal strings of a module."""
    nodes = ast.walk(ast.parse(code))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def own_marks() -> set[str]:
    """Values, icons and arrows that only directions have, so that every table of directions holds some of them."""
    special = [name for name in DIRECTIONS if name not in COMMON]
    return {*special, *(mark for name in special for mark in (DIRECTIONS[name].icon, DIRECTIONS[name].arrow))}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PROJECT_FOLDER)))
def test_no_other_module_holds_a_table_of_directions(path: Path):
    assert strings(path.read_text(encoding="utf-8")) & own_marks() == set()


def test_a_second_table_of_directions_is_noticed():
    table = "ARROWS = {'forward': '→', 'backward': '←', 'two_forward': '⇉', 'bidirectional': '↔'}"
    assert strings(table) & own_marks() == {"two_forward", "⇉"}


def test_the_setting_offers_the_directions_of_the_table_in_its_order():
    assert choices(ModelConfig, "direction") == get_args(Direction) == tuple(DIRECTIONS)
    assert set(DEFAULT_ARMS) <= set(DIRECTIONS)
    assert all(f"`{name}`" in ModelConfig.model_fields["direction"].description for name in DIRECTIONS)


@pytest.mark.parametrize("name", DIRECTIONS)
def test_a_direction_is_consistent(name: str):
    direction = DIRECTIONS[name]
    num_layers = {"single": 1, "none": 0}.get(direction.layout, 2)
    assert len(direction.passes) == len(direction.summaries) == num_layers
    assert direction.twin in DIRECTIONS
    assert direction.twin != name
    assert ("{}" in direction.phrase) == bool(direction.passes)  # a place for the cell


@pytest.mark.parametrize("attribute", ["word", "name", "subject", "phrase", "help", "arrow", "icon"])
def test_directions_differ_in_all_that_people_read(attribute: str):
    assert len({getattr(direction, attribute) for direction in DIRECTIONS.values()}) == len(DIRECTIONS)


@pytest.mark.parametrize("name", DIRECTIONS)
def test_the_themes_show_the_hues_of_the_table(name: str):
    theme = tomllib.loads((PROJECT_FOLDER / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    direction = DIRECTIONS[name]
    setting = f"{direction.color}Color"
    assert (theme["light"][setting], theme["dark"][setting]) == (direction.hue, direction.dark_hue)


def test_a_summary_has_the_colour_of_its_direction_layer():
    assert summary_color("forward") == DIRECTION_COLORS["forward"]
    assert summary_color("second_forward") == DIRECTION_COLORS["two_forward"]
    assert summary_color("bias") is None
