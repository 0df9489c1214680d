"""Grid: the arms of a study that are all combinations of the values of one to three settings."""

from collections.abc import Sequence
from contextlib import suppress

from core.config import RunConfig, choices, flatten
from core.config.effective_settings import effective_settings
from core.data.sources.row_counts import num_train_rows
from core.errors import ConfigError
from core.runs.study.arm_settings import MAX_ARMS
from core.runs.study.search import candidates, num_candidates, searched_settings

MAX_GRID_SETTINGS = 3
_USUAL = {
    "train.learning_rate": ("0.0003", "0.001", "0.003"),
    "train.early_stopping_patience": ("1", "2", "none"),
    "train.steps_per_epoch": ("100", "none"),
    "train.global_clipnorm": ("1", "none"),
    "text.maxlen": ("50", "100", "200"),
    "model.l2": ("0", "0.0001", "0.001"),
    "model.reset_every": ("50", "100", "none"),
}
_FEWEST_ROWS, _HALVINGS = 50, 3  # of a learning curve: an eighth, a quarter, a half and all of the training rows
_SHARES = ("0", "0.2", "0.5")  # of a dropout


def grid_arms(lines: Sequence[str]) -> tuple[str, ...]:
    """The arms of a grid: every combination of the values of one to three settings.

    Args:
        lines: of each setting its values, such as `model.cell=LSTM,GRU`.

    Raises:
        ConfigError: when that is no grid, or has too many arms.
    """
    names = searched_settings(lines)
    for line, name in zip(lines, names, strict=True):
        if "=" not in line or "." not in name:
            raise ConfigError(
                f"{line!r} is no setting of a grid.",
                "A grid has the form part.key=value,value.",
                "Write for example model.cell=LSTM,GRU.",
            )
        if names.count(name) > 1:
            raise ConfigError(f"The grid names {name} twice.", "It needs each setting once.", "Join the values.")
    if not 1 <= len(lines) <= MAX_GRID_SETTINGS:
        raise ConfigError(
            f"The grid has {len(lines)} settings.",
            f"It needs one to {MAX_GRID_SETTINGS}: every combination of their values is an arm.",
            "Name fewer settings, or list the arms.",
        )
    number = num_candidates(lines)
    if not 2 <= number <= MAX_ARMS:
        raise ConfigError(
            f"The grid {' '.join(lines)} has {number:,} {'arm' if number == 1 else 'arms'}.",
            f"A study needs 2 to {MAX_ARMS} arms: every combination of the values is one.",
            "Name more values." if number < 2 else "Name fewer values.",
        )
    return tuple(" ".join(combination) for combination in candidates(lines))


def usual_values(config: RunConfig, name: str) -> tuple[str, ...]:
    """Values of a setting that are worth comparing: all words it can have, or numbers around the present one.

    Without values that are impossible with the other settings, or have the same effect as an earlier one.
    """
    by_effect: dict[str, str] = {}
    for value in _candidates(config, name):
        with suppress(ConfigError):
            effective = effective_settings(config.with_settings([f"{name}={value}"]))
            by_effect.setdefault(repr(sorted(effective.items())), value)
    return tuple(by_effect.values())


def _candidates(config: RunConfig, name: str) -> tuple[str, ...]:
    part, _, key = name.partition(".")
    value = flatten(config)[name]
    if name == "dataset.train_rows":
        return _numbers_of_rows(config)
    if name in _USUAL:
        return _USUAL[name]
    if name == "model.embeddings_path":
        return (value or "none",)
    if isinstance(value, bool):
        return "true", "false"
    if isinstance(value, str):
        return choices(type(getattr(config, part)), key)
    if isinstance(value, int):
        return tuple(str(number) for number in dict.fromkeys((max(1, value // 2), value, 2 * value)))
    if isinstance(value, float):
        if key.endswith("dropout"):
            return _SHARES
        return (f"{value / 2:g}", f"{value:g}", f"{2 * value:g}") if value else ("0", "0.1")
    return ("none",)


def _numbers_of_rows(config: RunConfig) -> tuple[str, ...]:
    rows = num_train_rows(config.dataset)
    if rows is None:
        return "500", "1000", "2000", "none"
    whole = rows * (1 - config.train.validation_split)
    sizes = (round(whole / 2**halvings, -1) for halvings in range(_HALVINGS, 0, -1))
    return (*(f"{size:.0f}" for size in sizes if size >= _FEWEST_ROWS), "none")
