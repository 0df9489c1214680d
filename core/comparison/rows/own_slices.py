"""Own slices: the accuracy of each arm on parts of the test texts that a person has defined, and the gaps there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.comparison.rows.slices import MIN_ROWS
from core.comparison.rows.text_slices import TextSlice, members
from core.errors import InputError
from core.evaluation.metric_intervals import mean_interval
from core.evaluation.statistics import Estimate

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison


@dataclass(frozen=True)
class Share:
    """An accuracy or a difference of two in a slice; `low` and `high` are None with few rows."""

    mean: float
    low: float | None
    high: float | None
    num_seeds: int


@dataclass(frozen=True)
class OwnSlice:
    """What arms reach in a slice.

    Args:
        num_rows: test rows in the slice.
        num_all: all test rows.
        accuracies: by arm; empty where the slice has no row.
        gaps: by pair of arms (a, b): the accuracy of b minus that of a.
    """

    slice: TextSlice
    num_rows: int
    num_all: int
    accuracies: dict[str, Share]
    gaps: dict[tuple[str, str], Share]


def own_slices(comparison: "Comparison", slices: Sequence[TextSlice]) -> list[OwnSlice]:
    """Accuracy and gaps in each slice of the first split's test texts.

    The 95 % intervals are over seeds and test rows (with one seed, over test rows), not corrected for the number of
    slices; slices of fewer than `core.comparison.rows.slices.MIN_ROWS` rows have none.

    Raises:
        InputError: when the texts are not known, or a slice does not fit the data.
        DatasetError: when the file of a column cannot be read.
    """
    if not slices:
        return []
    if comparison.test_rows is None:
        raise InputError(
            "The test texts of these runs are not stored.",
            "Slices need texts, which are stored with the linear baseline.",
            "Add the baselines first; images and sequences have no texts.",
        )
    dataset = comparison.first.config.dataset
    return [_own_slice(comparison, one, members(one, comparison.test_rows, dataset)) for one in slices]


def _own_slice(comparison: "Comparison", one: TextSlice, inside: np.ndarray) -> OwnSlice:
    number, first = int(inside.sum()), comparison.first_split
    if not number:
        return OwnSlice(one, 0, len(inside), {}, {})
    accuracies = {arm.name: _share(list(first.right(arm.name)[:, inside])) for arm in first.arms}
    gaps = {}
    for verdict in comparison.verdicts:
        if rights := comparison.compared_right(verdict):
            gaps[verdict.a, verdict.b] = _share(list((rights[1] - rights[0])[:, inside]), lowest=-1.0)
    return OwnSlice(one, number, len(inside), accuracies, gaps)


def _share(values: list[np.ndarray], lowest: float = 0.0) -> Share:
    if len(values[0]) < MIN_ROWS:
        return Share(float(np.mean(values)), None, None, len(values))
    estimate: Estimate = mean_interval(values)
    return Share(estimate.mean, max(lowest, estimate.low), min(1.0, estimate.high), len(values))
