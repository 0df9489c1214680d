"""Published figures: the results that the source of a recipe states, beside those of a run."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.config import RunConfig
from core.config.effective_settings import effective_settings
from core.recipes import RECIPES, Recipe
from core.runs.run import Run
from core.training.history import Epoch, best_epoch

# No recipe prescribes them.
_FREE_SETTINGS = (
    "dataset.path", "dataset.validation_path", "dataset.test_path", "dataset.seed", "dataset.split", "train.seed",
)  # fmt: skip


@dataclass(frozen=True)
class PublishedFigure:
    """A figure that a recipe's source states, and that of a run, as shares; `number` counts the run's test rows."""

    metric: str
    published: float
    measured: float | None
    number: float | None


@dataclass(frozen=True)
class Published:
    """The figures published for a run's recipe, and the settings in which the run differs from the recipe."""

    recipe: Recipe
    figures: tuple[PublishedFigure, ...]
    differs: tuple[str, ...]


def published_figures(run: Run, history: Sequence[Epoch]) -> Published | None:
    """The figures published for the recipe that has the settings of a run, or else its name.

    Path, seeds and split may differ. None without such a recipe, where its source states no figures, or where the run
    used other data because those of the recipe were not available.
    """
    own = _recipe_settings(run.config)
    same = next((recipe for recipe in RECIPES.values() if _recipe_settings(recipe.config) == own), None)
    recipe = same or RECIPES.get(run.name)
    if recipe is None or not recipe.published or run.data.get("stand_in"):
        return None
    settings = _recipe_settings(recipe.config)
    best = best_epoch(history, run.config.train.monitor) if run.status == "finished" else None
    num_test = run.metrics.get("num_test")
    measured: dict[str, float | None] = {**run.metrics, "train_accuracy": best.accuracy if best else None}
    return Published(
        recipe=recipe,
        figures=tuple(
            PublishedFigure(metric, share, measured.get(metric), num_test if metric in run.metrics else None)
            for metric, share in sorted(recipe.published.items())
        ),
        differs=tuple(name for name, value in own.items() if name in settings and settings[name] != value),
    )


def _recipe_settings(config: RunConfig) -> dict[str, Any]:
    return {name: value for name, value in effective_settings(config).items() if name not in _FREE_SETTINGS}
