"""McNemar's test: whether two trained networks differ on shared test rows."""

from dataclasses import dataclass

import numpy as np

_FEW_DISCORDANT = 25  # below, the chi-squared approximation of McNemar's test is poor, and the exact test is used


@dataclass(frozen=True)
class McNemar:
    """Rows that only one of two networks predicts correctly, and how often chance alone splits them as unevenly."""

    only_a: int
    only_b: int
    num_rows: int
    p_value: float

    @property
    def disagreement(self) -> float:
        """Share of the rows that exactly one of the two predicts correctly."""
        return (self.only_a + self.only_b) / self.num_rows


def mcnemar(right_a: np.ndarray, right_b: np.ndarray) -> McNemar:
    """McNemar's test of two trained networks on shared rows; exact where few rows differ.

    It asks whether these two networks differ, not whether their architectures do (Dietterich 1998, Neural Computation
    10(7), 1895-1923). A sequence counts as right when all of its steps are.
    """
    from mlxtend.evaluate import mcnemar as test

    a, b = right_a == 1, right_b == 1
    only_a, only_b = int(np.sum(a & ~b)), int(np.sum(~a & b))
    table = np.array([[int(np.sum(a & b)), only_a], [only_b, int(np.sum(~a & ~b))]])
    _, p_value = test(table, exact=only_a + only_b < _FEW_DISCORDANT)
    return McNemar(only_a, only_b, len(a), float(p_value))
