"""McNemar's test: whether two trained networks differ on shared test rows."""

from dataclasses import dataclass

import numpy as np
from scipy import stats


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
    """McNemar's exact test of two trained networks on shared rows: binomial, so equal counts have a p of 1.

    It asks whether these two networks differ, not whether their architectures do (Dietterich 1998, Neural Computation
    10(7), 1895-1923). A sequence counts as right when all of its steps are.

    Args:
        right_a, right_b: shape (num_rows,), 1 for a right row and 0 for a wrong one, or the share of right steps.
    """
    a, b = right_a == 1, right_b == 1
    only_a, only_b = int(np.sum(a & ~b)), int(np.sum(~a & b))
    p_value = stats.binomtest(only_a, only_a + only_b, 0.5).pvalue if only_a + only_b else 1.0
    return McNemar(only_a, only_b, len(a), float(p_value))
