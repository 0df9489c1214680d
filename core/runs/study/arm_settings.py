"""Arm settings: an arm of a study as a direction or a set of changed settings, and its name."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from core.config import RunConfig, flatten
from core.config.assignments import as_word
from core.config.effective_settings import effective_settings
from core.directions import DIRECTIONS
from core.errors import ConfigError
from core.system.formatting import count

MAX_ARMS = 24

_BETWEEN = re.compile(r"[\s,]+(?=\w+\.\w+=)")  # a value may have spaces and commas
_DIRECTION = "model.direction"
# All arms are tested on the same rows; seeds and splits are repetitions.
_FIXED = ("train.seed",)
_OF_DATA = ("dataset.train_rows",)


def is_direction(arm: str) -> bool:
    """Whether an arm is a direction alone, such as `forward`, and no set of settings."""
    return arm in DIRECTIONS


def arm_assignments(arm: str) -> tuple[str, ...]:
    """The settings of an arm, each as `part.key=value`."""
    return (f"{_DIRECTION}={arm}",) if is_direction(arm) else tuple(_BETWEEN.split(arm.strip()))


def as_arm(text: str) -> str:
    """An arm as plans store it: a direction, or its settings separated by one space."""
    return " ".join(part.strip() for part in arm_assignments(text)) if "=" in text else text.strip()


def varied_settings(arms: Sequence[str]) -> tuple[str, ...]:
    """The settings that any arm changes, in the order they are named."""
    return tuple(dict.fromkeys(line.partition("=")[0].strip() for arm in arms for line in arm_assignments(arm)))


def variable_settings(config: RunConfig) -> tuple[str, ...]:
    """The settings in which the arms of a study may differ, those with an effect on such data."""
    return tuple(name for name in effective_settings(config) if _may_vary(name))


def arm_labels(config: RunConfig, arms: Sequence[str]) -> dict[str, str]:
    """A short name of each arm: its direction, or the values in which the arms differ, `GRU, 64 units`."""
    if all(map(is_direction, arms)):
        return {arm: DIRECTIONS[arm].word for arm in arms}
    settings = {arm: flatten(config.with_settings(arm_assignments(arm))) for arm in arms}
    differing = [name for name in varied_settings(arms) if len({repr(one[name]) for one in settings.values()}) > 1]
    return {arm: ", ".join(value_phrase(name, settings[arm][name]) for name in differing) for arm in arms}


def value_phrase(name: str, value: Any) -> str:
    """A setting with its value in a few words, such as `64 units` or `learning_rate 0.001`."""
    key = name.rpartition(".")[2]
    if name == _DIRECTION:
        return DIRECTIONS[value].word
    if name == "model.cell":
        return str(value)
    if name == "dataset.train_rows":
        return "all training rows" if value is None else f"{count(value)} training rows"
    if name == "model.units":
        return "1 unit" if value == 1 else f"{value} units"
    if name == "model.num_layers":
        return "1 layer" if value == 1 else f"{value} layers"
    if isinstance(value, bool):
        return key if value else f"no {key}"
    return f"{key} {as_word(value)}"


def check_arms(config: RunConfig, arms: Sequence[str]) -> None:
    """Refuse arms that change what all arms of a study must share.

    Raises:
        ConfigError: with the setting, what was expected and what to do.
    """
    for arm in arms:
        config.with_settings(arm_assignments(arm))  # names what is no assignment, no setting or no value
    for name in varied_settings(arms):
        if not _may_vary(name):
            hint = {
                "dataset.num_rows": "Use dataset.train_rows, which changes the training set alone.",
                "train.seed": "Raise num_seeds to train every arm with several seeds.",
                "dataset.split": "Raise num_splits to train every arm on several splits.",
            }
            raise ConfigError(
                f"An arm changes {name}.",
                "Arms differ in text, model and train settings and in dataset.train_rows, so that all are tested on "
                "the same rows with the same seeds.",
                hint.get(name, f"Remove {name} from the arms, and set it for the whole study."),
            )


def check_differ(configs: Mapping[str, RunConfig]) -> None:
    """Refuse two arms that would train the same network.

    Args:
        configs: the settings of each arm's first run.

    Raises:
        ConfigError: with the arms.
    """
    trained: dict[str, str] = {}
    for arm, config in configs.items():
        first = trained.setdefault(repr(sorted(effective_settings(config).items())), arm)
        if first != arm:
            raise ConfigError(
                f"The arms {first!r} and {arm!r} train the same network: what differs has no effect there.",
                "Arms must differ in a setting that has an effect.",
                "Remove one of the two.",
            )


def _may_vary(name: str) -> bool:
    return name in _OF_DATA or (name.partition(".")[0] in ("text", "model", "train") and name not in _FIXED)
