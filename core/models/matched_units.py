"""The units that give another direction the same number of recurrent parameters."""

from bisect import bisect_right
from dataclasses import dataclass

from core.config import ModelConfig, RunConfig
from core.directions import Direction
from core.errors import ConfigError
from core.models.architecture import (
    input_width,
    merged_width,
    num_direction_layer_params,
    num_direction_layers,
    recurrent_numbers,
    stack_suffixes,
)

MAX_UNITS = 2_048
MATCHED_WITHIN = 0.01  # of the target: a larger gap is reported


@dataclass(frozen=True)
class UnitMatch:
    """The `units` of a direction, its recurrent parameters, their target, and the gap as a share of the target."""

    units: int
    num_recurrent_params: int
    target: int
    gap: float


def num_recurrent_params(model: ModelConfig, width_in: int) -> int:
    """Weights of all direction layers of all recurrent layers.

    Args:
        width_in: width of the first layer's input.
    """
    total, width = 0, width_in
    for _ in recurrent_numbers(model):
        total += num_direction_layer_params(model, width) * num_direction_layers(model)
        width = merged_width(model)
    return total * len(stack_suffixes(model))


def recurrent_params(config: RunConfig) -> int:
    """Weights of all recurrent layers of the network that a config describes, for data of two classes.

    With `text.priors`, more classes make the input of the first layer a little wider.
    """
    return num_recurrent_params(config.model, input_width(config))


def matched_units(config: RunConfig, direction: Direction) -> UnitMatch:
    """The units with which `direction` has about as many recurrent parameters as the config itself.

    The config's own direction keeps its units. With few units the gap may be large, because parameters grow in steps.

    Raises:
        ConfigError: when that would need more units than a network may have.
    """
    model = config.model.model_copy(update={"direction": direction})
    return units_for(config.model_copy(update={"model": model}), config)


def units_for(config: RunConfig, like: RunConfig) -> UnitMatch:
    """The units with which a network has about as many recurrent parameters as another one, however it is built.

    Raises:
        ConfigError: when that would need more units than a network may have.
    """
    target, own = recurrent_params(like), recurrent_params(config)
    if not (target and own):  # without recurrent layers there is nothing to match
        return UnitMatch(config.model.units, own, own, 0.0)
    if own == target:
        return UnitMatch(config.model.units, target, target, 0.0)

    def num_params(units: int) -> int:
        return recurrent_params(config.model_copy(update={"model": config.model.model_copy(update={"units": units})}))

    not_above = max(1, bisect_right(range(1, MAX_UNITS + 2), target, key=num_params))  # parameters grow with units
    nearest = min((not_above, not_above + 1), key=lambda units: (abs(num_params(units) - target), units))
    if nearest > MAX_UNITS:
        raise ConfigError(
            f"{_network(config)} needs more than {MAX_UNITS:,} units to have the {target:,} recurrent parameters of "
            f"{_network(like)} with {like.model.units:,}.",
            f"With matched parameters every arm has at most {MAX_UNITS:,} units.",
            "Lower model.units, or give all arms the same units.",
        )
    return UnitMatch(nearest, num_params(nearest), target, abs(num_params(nearest) - target) / target)


def _network(config: RunConfig) -> str:
    return f"{config.model.cell} {config.model.direction}"
