"""Irregular steps: series whose times are not equally far apart, which networks read as if they were."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from core.system.formatting import counted

_WITHIN = 0.01  # of the usual step: times are rounded


def is_irregular(times: pd.Series) -> bool:
    """Whether the times of one series are not equally far apart; numbers and dates are known, all else is regular."""
    numbers = as_times(times)
    if numbers is None or len(numbers) < 3:
        return False
    steps = np.diff(numbers)
    usual = float(np.median(steps))
    return bool(np.abs(steps - usual).max() > _WITHIN * abs(usual))


def as_times(times: pd.Series) -> np.ndarray | None:
    """Times as numbers, (n,), float64; None where they are neither numbers nor dates."""
    numbers = pd.to_numeric(times, errors="coerce")
    if numbers.notna().all():
        return numbers.to_numpy(np.float64)
    dates = pd.to_datetime(times, errors="coerce", format="mixed", utc=True)
    if dates.notna().all():
        return dates.astype("datetime64[ns, UTC]").astype("int64").to_numpy(np.float64)
    return None


def irregular_remark(num_irregular: int, num_series: int) -> Iterator[str]:
    """How many series have irregular steps, as a sentence; none where all are regular."""
    if num_irregular:
        series = counted(num_irregular, "series has", "series have")
        yield (
            f"{series} irregular steps, of {num_series:,}: a network reads one value after the other, whatever the "
            "time between them. Resample them to equal steps first if that time matters."
        )
