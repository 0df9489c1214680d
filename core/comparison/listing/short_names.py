"""Short names: runs named by the settings in which they differ."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from core.config import RunConfig
from core.config.effective_settings import effective_settings
from core.runs.run import Run
from core.runs.study import value_phrase

_SEED = "train.seed"
# What is named first; a path says less than the name of the data, and the seed is the least of what differs.
_FIRST = ("model.direction", "model.cell", "model.units", "model.num_layers")
_HIDDEN = ("dataset.path", "dataset.validation_path", "dataset.test_path", "text.maxlen")
MOST_PHRASES = 4


@lru_cache(maxsize=16)
def short_names(runs: tuple[Run, ...], without: tuple[str, ...] = ()) -> tuple[str, ...]:
    """A name for each run made of the settings that differ between them, such as `both ways, 64 units, seed 3`.

    Where nothing differs, or more than four settings do, the runs keep their own names. No two names are alike: the id
    of a run is added where it has to be.

    Args:
        without: settings that are shown elsewhere, such as `model.direction` beside an arrow.
    """
    names = [_phrases(settings) or run.name for run, settings in zip(runs, _differing(runs, without), strict=True)]
    return tuple(
        name if names.count(name) == 1 else f"{name} · {run.run_id}" for name, run in zip(names, runs, strict=True)
    )


def differences(runs: Sequence[Run]) -> tuple[str, ...]:
    """The settings of each run that differ between these runs, in words; empty where none does."""
    return tuple(map(_phrases, _differing(runs, ())))


def _differing(runs: Sequence[Run], without: Sequence[str]) -> list[dict[str, Any]]:
    settings = [_settings(run.config, bool(run.data.get("stand_in"))) for run in runs]
    values: dict[str, set[str]] = {}
    for one in settings:
        for name, value in one.items():
            values.setdefault(name, set()).add(repr(value))
    hidden = {*_HIDDEN, *without}
    names = [name for name, different in values.items() if name not in hidden and len(different) > 1]
    places = {name: place for place, name in enumerate(_FIRST)}
    ordered = sorted(names, key=lambda name: (name == _SEED, places.get(name, len(places))))
    return [{name: one[name] for name in ordered if name in one} for one in settings]


@lru_cache(maxsize=4096)
def _settings(config: RunConfig, is_stand_in: bool) -> Mapping[str, Any]:
    return effective_settings(config, is_stand_in)


def _phrases(settings: Mapping[str, Any]) -> str:
    if len(settings) > MOST_PHRASES:
        return ""
    return ", ".join(value_phrase(name, value) for name, value in settings.items())
