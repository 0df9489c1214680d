"""Capacity: the sizes of two networks' recurrent layers, and whether they are alike enough to compare directions."""

from dataclasses import dataclass

from core.config import RunConfig
from core.models.matched_units import MATCHED_WITHIN, recurrent_params


@dataclass(frozen=True)
class Capacity:
    """The sizes of two networks, a and b.

    Args:
        units_a, units_b: the width of each direction layer.
        recurrent_params_a, recurrent_params_b: weights of all recurrent layers.
    """

    units_a: int
    units_b: int
    recurrent_params_a: int
    recurrent_params_b: int

    @property
    def gap(self) -> float:
        """How far the recurrent parameters are apart, as a share of the larger number."""
        larger = max(self.recurrent_params_a, self.recurrent_params_b)
        return abs(self.recurrent_params_a - self.recurrent_params_b) / max(1, larger)

    @property
    def has_matched_params(self) -> bool:
        """Whether the recurrent parameters agree within 1 %."""
        return self.gap <= MATCHED_WITHIN

    @property
    def is_matched(self) -> bool:
        """Whether a gap may be credited to the direction: units are equal, or recurrent parameters agree within 1 %."""
        return self.units_a == self.units_b or self.has_matched_params


def capacity(a: RunConfig, b: RunConfig) -> Capacity:
    """The sizes of the networks that two configs describe."""
    return Capacity(a.model.units, b.model.units, recurrent_params(a), recurrent_params(b))
