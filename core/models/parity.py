"""Parity: how far the probabilities of an exported network may be from those of Keras."""

from core.config import RunConfig

TOLERANCE = 1e-5
# Measured on GunPoint: both round in single precision, which adds up to 2e-5 over hundreds of steps.
SERIES_TOLERANCE = 1e-4


def parity_tolerance(config: RunConfig) -> float:
    """The largest difference of a probability that is rounding, not a fault of the export."""
    return SERIES_TOLERANCE if config.dataset.kind == "series" else TOLERANCE
