"""The omnibus test: whether any of several arms differs from another."""

import numpy as np
from scipy import special

_NO_VARIANCE = 1e-9  # of a mean square; less is rounding


def omnibus_p(right: np.ndarray) -> float:
    """The p-value of the hypothesis that all arms are equally accurate, with seeds and test rows as random samples.

    The F test of Hillis (2007, Statistics in Medicine 26, 596-619, https://doi.org/10.1002/sim.2532) for arms by seeds
    by rows, all crossed; for two arms its error term is that of `paired_estimate`.

    Args:
        right: of each arm, seed and test row 1 where it is right, (num_arms, num_seeds, num_rows); at least two arms,
            seeds and rows.
    """
    num_arms, num_seeds, num_rows = right.shape
    centred = right - right.mean(axis=0)  # what all arms share does not matter
    of_arms = centred.mean(axis=(1, 2))
    by_seed = centred.mean(axis=2) - of_arms[:, None]
    by_row = centred.mean(axis=1) - of_arms[:, None]
    squares_seeds, squares_rows = num_rows * np.sum(by_seed**2), num_seeds * np.sum(by_row**2)
    squares_arms = num_seeds * num_rows * np.sum(of_arms**2)
    residual = max(0.0, np.vdot(centred, centred) - squares_arms - squares_seeds - squares_rows)
    df_arms, df_seeds, df_rows = num_arms - 1, num_seeds - 1, num_rows - 1
    ms_arms = squares_arms / df_arms
    ms_seeds = squares_seeds / (df_arms * df_seeds)
    ms_rows = squares_rows / (df_arms * df_rows)
    ms_residual = residual / (df_arms * df_seeds * df_rows)
    of_seeds, of_rows = max(ms_seeds, ms_residual), max(ms_rows - ms_residual, 0.0)
    error = of_seeds + of_rows
    if error < _NO_VARIANCE:
        return 0.0 if ms_arms > _NO_VARIANCE else 1.0
    df_error = error**2 / (of_seeds**2 / (df_arms * df_seeds)) if of_seeds else np.inf
    return float(special.fdtrc(df_arms, min(df_error, 1e9), ms_arms / error))
