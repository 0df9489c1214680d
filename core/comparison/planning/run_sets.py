"""Sets of runs that are trained to be compared: a pair, or one run of each merge mode."""

from core.config import ModelConfig, RunConfig, choices
from core.directions import DIRECTIONS


def pair(config: RunConfig) -> list[RunConfig]:
    """A config and its twin, the one with fewer direction layers first."""
    order = list(DIRECTIONS)
    return sorted([config, config.twin()], key=lambda member: order.index(member.model.direction))


def merge_modes(config: RunConfig) -> list[RunConfig]:
    """The same bidirectional run once with each merge mode."""
    return [config.with_settings([f"model.merge_mode={mode}"]) for mode in choices(ModelConfig, "merge_mode")]
