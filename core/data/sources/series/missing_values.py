"""Missing values of series: on a straight line between their neighbours, zero, or refused."""

import numpy as np

from core.config.parts.series_settings import Missing
from core.errors import DatasetError


def fill_missing(values: np.ndarray, missing: Missing, place: str) -> np.ndarray:
    """A series without missing values, (steps, num_channels).

    Interpolated, a value before the first known one or after the last equals that one.

    Args:
        values: NaN where one is missing.
        place: of the series in its file, to begin an error with.

    Raises:
        DatasetError: when a channel has no value at all, or missing values are refused.
    """
    gaps = np.isnan(values)
    if not gaps.any():
        return values
    empty = np.flatnonzero(gaps.all(axis=0))
    if len(empty) and missing != "zero":
        channel = f"channel {empty[0] + 1}" if values.shape[1] > 1 else "the series"
        raise DatasetError(
            f"{place}: {channel} has no value.",
            "Each channel of a series has at least one value, from which missing ones are filled.",
            "Remove the series or the channel, or set dataset.missing to zero.",
        )
    if missing == "refuse":
        step, channel_number = np.argwhere(gaps)[0].tolist()
        raise DatasetError(
            f"{place}: the value of step {step + 1:,} in channel {channel_number + 1} is missing.",
            "With dataset.missing=refuse, each step of each channel has a value.",
            "Fill the value, or set dataset.missing to interpolate or zero.",
        )
    if missing == "zero":
        return np.where(gaps, 0.0, values)
    filled = values.copy()
    steps = np.arange(len(values))
    for gap, channel_values in zip(gaps.T, filled.T, strict=True):  # views, which are filled in place
        channel_values[gap] = np.interp(steps[gap], steps[~gap], channel_values[~gap])
    return filled
