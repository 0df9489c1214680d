"""Units that give another direction the same number of recurrent parameters."""

from bisect import bisect_right
from dataclasses import dataclass

from core.config import ModelConfig, RunConfig
from core.directions import Direction
from core.errors import ConfigError
from core.models.architecture import (
    merged_width,
    num_direction_layer_params,
    num_direction_layers,
    num_features,
    stack_suffixes,
)

MAX_UNITS = 2_048
MATCHED_WITHIN = 0.01  # of the parameters wanted: a larger gap is told


@dataclass(frozen=True)
class UnitMatch:
    """The `units` of a direction, its recurrent parameters, those `wanted`, and the gap as a share of those wanted."""

    units: int
    num_recurrent_params: int
    wanted: int
    gap: float


def num_recurrent_params(model: ModelConfig, width_in: int) -> int:
    """Weights of all recurrent layers: every direction layer of every layer of every stack.

    Args:
        width_in: numbers in each step that the first layer reads.
    """
    total, width = 0, width_in
    for _ in range(model.num_layers):
        total += num_direction_layer_params(model, width) * num_direction_layers(model)
        width = merged_width(model)
    return total * len(stack_suffixes(model))


def recurrent_params(config: RunConfig) -> int:
    """Weights of all recurrent layers of the network that a config describes."""
    return num_recurrent_params(config.model, num_features(config) or config.model.embedding_dim)


def matched_units(config: RunConfig, direction: Direction) -> UnitMatch:
    """The units with which `direction` comes nearest to the recurrent parameters of the config itself.

    The config's own direction keeps its units. With few units the gap may stay large: parameters grow in steps.

    Raises:
        ConfigError: when it would need more units than a network may have.
    """
    wanted = recurrent_params(config)
    if direction == config.model.direction:
        return UnitMatch(config.model.units, wanted, wanted, 0.0)
    candidates = range(1, MAX_UNITS + 2)  # parameters grow with units: find the most units that stay within `wanted`
    low = max(1, bisect_right(candidates, wanted, key=lambda units: _params_of(config, direction, units)))
    nearest = min((low, low + 1), key=lambda units: (abs(_params_of(config, direction, units) - wanted), units))
    if nearest > MAX_UNITS:
        raise ConfigError(
            f"{direction} needs more than {MAX_UNITS:,} units to have the {wanted:,} recurrent parameters of "
            f"{config.model.direction} with {config.model.units:,}.",
            f"With matched parameters every arm has at most {MAX_UNITS:,} units.",
            "Set model.units lower, or give all arms the same units.",
        )
    came_to = _params_of(config, direction, nearest)
    return UnitMatch(nearest, came_to, wanted, abs(came_to - wanted) / wanted)


def _params_of(config: RunConfig, direction: Direction, units: int) -> int:
    model = config.model.model_copy(update={"direction": direction, "units": units})
    return recurrent_params(config.model_copy(update={"model": model}))
