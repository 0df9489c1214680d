"""Comparability: what rules out the comparison of runs, and what one should know about it."""

from core.comparison.comparability.confounds import (
    KINDS,
    Confound,
    different_splits,
    find_differences,
    model_differences,
)

__all__ = ["KINDS", "Confound", "different_splits", "find_differences", "model_differences"]
