"""Grid: the arms of a study that are all combinations of the values of one to three settings."""

from collections.abc import Sequence

from core.errors import ConfigError
from core.runs.study.arm_settings import MAX_ARMS
from core.runs.study.search import candidates, num_candidates, searched_settings

MAX_GRID_SETTINGS = 3


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
