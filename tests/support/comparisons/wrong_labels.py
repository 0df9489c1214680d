"""Test sets with a few rows whose label all networks confidently disagree with."""

from collections.abc import Callable

import numpy as np

from core.runs.run import Run

WRONG_ROWS = (9, 24, 45)  # their numbers in the data set


def runs_with_wrong_labels(add_tested: Callable[..., Run]) -> list[Run]:
    """Two arms with two seeds on 120 rows: each network is wrong on these rows, and on 20 or 18 of its own."""
    runs = []
    for number, (direction, num_own) in enumerate([("forward", 20)] * 2 + [("bidirectional", 18)] * 2):
        right = np.ones(120)
        right[np.array(WRONG_ROWS) // 3] = 0  # `add_tested` numbers every third row
        right[30 + 20 * number :][:num_own] = 0
        runs.append(add_tested(direction, 1 + number % 2, right))
    return runs
