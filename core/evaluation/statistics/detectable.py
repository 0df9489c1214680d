"""Power: the difference that a planned number of seeds and test rows detects."""

import math

from scipy import optimize, stats

from core.evaluation.statistics.estimates import CONFIDENCE


def detectable_gap(
    num_rows: int,
    num_seeds: int,
    seed_sd: float,
    disagreement: float,
    seed_disagreement: float = 0.0,
    power: float = 0.8,
) -> float:
    """The smallest true difference for which a study's 95 % interval excludes zero with this power.

    After Card et al. (2020, With Little Power Comes Great Responsibility, https://aclanthology.org/2020.emnlp-main.745/),
    with the variance of `paired_estimate`.

    Args:
        num_rows: test rows.
        num_seeds: paired seeds; with one, the difference is between two trained networks.
        seed_sd: standard deviation of one arm's accuracy over seeds, as a share.
        disagreement: share of the test rows that exactly one of two paired runs predicts correctly.
        seed_disagreement: the same share for two seeds of one arm, which is noise.
    """
    between_rows = max(disagreement - seed_disagreement, 0.0) / num_rows
    if num_seeds == 1:
        standard_error, df = math.sqrt(disagreement / num_rows), math.inf
    else:
        seeds = 2 * max(seed_sd**2, seed_disagreement / (2 * num_rows)) / num_seeds
        standard_error = math.sqrt(seeds + between_rows)
        df = (seeds + between_rows) ** 2 / (seeds**2 / (num_seeds - 1)) if seeds else math.inf
    if standard_error == 0:
        return 0.0
    df = min(df, 1e6)  # Student's t of more is the normal distribution
    limit = stats.t.ppf((1 + CONFIDENCE) / 2, df)
    lacking = lambda noncentrality: stats.nct.sf(limit, df, noncentrality) - power  # noqa: E731
    return min(1.0, float(standard_error * optimize.brentq(lacking, 0.0, 4 * limit + 10)))
