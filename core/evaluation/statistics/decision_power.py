"""Decision power: the probability that a planned study decides better, or practically the same."""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import optimize, special

from core.evaluation.statistics.estimates import CONFIDENCE
from core.evaluation.statistics.splits import MIN_SPLITS

_NUM_DRAWS = 400  # equally probable mean squares of seeds that a study may observe
_NUM_NODES = 24  # mean squares whose bounds are computed; those between them are interpolated
_NUM_CHI_SQUARED = 60
_BISECTIONS = 40
_NUM_QUANTILES = 10  # of each of two variances that a study of several splits observes
_LARGEST_DF = 1e6  # Student's t of more is the normal distribution


@dataclass(frozen=True)
class PlannedPair:
    """Two arms of a planned study, with what their results are expected to vary by.

    Args:
        num_seeds: paired seeds, at least two.
        num_rows: test rows.
        rope: the region of practical equivalence, as a share.
        level: the share of wrong decisions that the pair's decision may cause.
        gap_sd: standard deviation of the gap over seeds, as a share, without the noise of the test rows.
        disagreement: mean squared difference of a row between the arms; for rows that are right or wrong, the share
            that exactly one of the two gets right.
        noise: the part of it that another seed distributes over the rows anew.
        num_splits: splits of the data, each with num_seeds seeds; the gap is taken to be the same on all of them.
        test_share: share of all rows in the test set of a split.
    """

    num_seeds: int
    num_rows: int
    rope: float
    level: float
    gap_sd: float
    disagreement: float
    noise: float
    num_splits: int = 1
    test_share: float = 0.0


def better_power(pair: PlannedPair, gap: float) -> float:
    """The probability that a true gap is decided as better.

    With the variance and the interval of `paired_estimate`: the mean square of the seeds varies from study to study
    with num_seeds - 1 degrees of freedom, and the decision needs both an interval without zero and a gap beyond the
    region, each at the pair's level.

    Args:
        gap: the true difference in accuracy, as a share.
    """
    nodes = _nodes(pair, gap)
    needed = nodes.standard_error * np.maximum(
        nodes.quantile(pair.level / 2), nodes.quantile(pair.level) + pair.rope / nodes.standard_error
    )
    return float(np.mean(special.ndtr((gap - nodes.of_draws(needed)) / nodes.true_error)))


def same_power(pair: PlannedPair, gap: float = 0.0) -> float:
    """The probability that arms with a true gap are decided as practically the same.

    Args:
        gap: the true difference in accuracy, as a share.
    """
    if pair.rope == 0:
        return 0.0
    nodes = _nodes(pair, gap)
    # The largest observed gap with enough probability within the region. Below zero, where even an observed gap of zero
    # has not enough, the bounds go on falling, so that those of the draws between two nodes can be interpolated.
    low, high = np.full_like(nodes.df, -pair.rope), np.full_like(nodes.df, pair.rope)
    for _ in range(_BISECTIONS // 2):
        middle = (low + high) / 2
        inside = nodes.probability((pair.rope - middle) / nodes.standard_error) - nodes.probability(
            (-pair.rope - np.abs(middle)) / nodes.standard_error
        )
        enough = inside >= 1 - pair.level
        low, high = np.where(enough, middle, low), np.where(enough, high, middle)
    largest = np.maximum(nodes.of_draws(low), 0.0)
    decided = special.ndtr((largest - gap) / nodes.true_error) - special.ndtr((-largest - gap) / nodes.true_error)
    return float(np.mean(decided))


def better_gap(pair: PlannedPair, power: float) -> float | None:
    """The smallest true gap that is decided as better with this power, as a share; None where no gap is."""
    if better_power(pair, 1.0) < power:
        return None
    return float(optimize.brentq(lambda gap: better_power(pair, gap) - power, 0.0, 1.0, xtol=1e-5))


def same_gap(pair: PlannedPair, power: float) -> float | None:
    """The largest true gap that is decided as practically the same with this power; None where not even no gap is."""
    if same_power(pair) < power:
        return None
    return float(optimize.brentq(lambda gap: same_power(pair, gap) - power, 0.0, pair.rope, xtol=1e-5))


@dataclass(frozen=True)
class _Nodes:
    """The posteriors of a few mean squares of seeds, and the mean squares that studies observe."""

    standard_error: np.ndarray
    df: np.ndarray
    places: np.ndarray  # of each draw between the nodes
    true_error: float

    def quantile(self, tail: float) -> np.ndarray:
        """The upper point of each posterior with this tail, in standard errors."""
        return special.stdtrit(self.df, 1 - tail)

    def probability(self, point: np.ndarray) -> np.ndarray:
        return special.stdtr(self.df, point)

    def of_draws(self, values: np.ndarray) -> np.ndarray:
        """The values of the nodes, interpolated for each draw."""
        return np.interp(self.places, np.arange(len(values)), values)


def _nodes(pair: PlannedPair, gap: float) -> _Nodes:
    between_rows = max(_disagreement(pair, gap) - gap**2 - pair.gap_sd**2 - pair.noise, 0.0) / pair.num_rows
    if pair.num_splits > 1:
        return _nodes_of_splits(pair, between_rows)
    seeds = max((pair.gap_sd**2 + pair.noise / pair.num_rows) / pair.num_seeds, 1e-12)
    drawn = _mean_squares(pair.num_seeds)
    observed = seeds * np.geomspace(drawn[0], drawn[-1], _NUM_NODES)
    points = np.interp(np.log(observed) - math.log(between_rows + 1e-15), *_mixture_points(pair.num_seeds))
    standard_error = np.sqrt(observed + between_rows)
    places = (np.log(drawn) - math.log(drawn[0])) / math.log(drawn[-1] / drawn[0]) * (_NUM_NODES - 1)
    return _Nodes(standard_error, _df_of(points), places, math.sqrt(seeds + between_rows))


def _nodes_of_splits(pair: PlannedPair, between_rows: float) -> _Nodes:
    """The posteriors of `split_estimate` for equally probable variances between seeds and between splits."""
    num_splits, share, df_splits = pair.num_splits, pair.test_share, pair.num_splits - 1
    df_seeds = num_splits * (pair.num_seeds - 1)
    of_chance = pair.noise / pair.num_rows
    of_seeds = (pair.gap_sd**2 + of_chance) / pair.num_seeds
    shared = (1 - share) / num_splits + share  # of the variance between rows
    uniform = (np.arange(_NUM_QUANTILES) + 0.5) / _NUM_QUANTILES
    between, within = (grid.ravel() for grid in np.meshgrid(uniform, uniform))
    seeds, rows = of_seeds * special.chdtri(max(df_seeds, 1), within) / max(df_seeds, 1), between_rows
    if not df_seeds:  # a single seed on each split: its chance counts with the rows
        seeds, rows = np.zeros_like(within), between_rows + of_chance
    sets = np.zeros_like(between)
    if num_splits >= MIN_SPLITS or not df_seeds:
        gaps = (of_seeds + between_rows * (1 - share)) * special.chdtri(df_splits, between)
        excess = gaps / special.chdtri(df_splits, 0.5) - seeds - rows * (1 - share)
        sets = np.maximum(excess, 0.0) * (1 / num_splits + share / (1 - share))
    variance = sets + seeds / num_splits + rows * shared + 1e-15
    uncertainty = sets**2 / df_splits + (seeds / num_splits) ** 2 / max(df_seeds, 1)
    df = np.minimum(variance**2 / np.maximum(uncertainty, 1e-40), _LARGEST_DF)
    places = np.arange(len(variance), dtype=float)
    return _Nodes(np.sqrt(variance), df, places, math.sqrt(of_seeds / num_splits + between_rows * shared + 1e-15))


def _disagreement(pair: PlannedPair, gap: float) -> float:
    """The mean squared difference of a row when the arms also differ by a gap.

    A gap moves rows from wrong to right for one arm: where what the arms make of a row differs by a normal amount, the
    mean of its absolute value is that of the folded normal distribution (Leone, Nelson and Nottingham 1961,
    Technometrics 3, 543-550).
    """
    if pair.disagreement <= 0:
        return gap
    ratio = min(gap / pair.disagreement * math.sqrt(2 / math.pi), 10.0)  # of more, the mean is the gap
    return pair.disagreement * math.exp(-(ratio**2) / 2) + gap * math.erf(ratio / math.sqrt(2))


@lru_cache(maxsize=64)
def _mean_squares(num_seeds: int) -> np.ndarray:
    """Equally probable mean squares of this many seeds, as multiples of the true one, ascending."""
    df = num_seeds - 1
    return special.chdtri(df, 1 - (np.arange(_NUM_DRAWS) + 0.5) / _NUM_DRAWS) / df


@lru_cache(maxsize=64)
def _mixture_points(num_seeds: int) -> tuple[np.ndarray, np.ndarray]:
    """The interval's half-width in standard errors, by the log ratio of the seeds' share of the variance to the rows'.

    The half-width of the mixture of normal distributions over chi-squared that `paired_estimate` describes.
    """
    df = num_seeds - 1
    log_ratios = np.linspace(-12, 12, 49)
    lowest, highest = np.log(special.chdtri(df, np.array([1 - 1e-9, 1e-12])))
    logs = np.linspace(lowest, highest, _NUM_CHI_SQUARED)
    log_weights = logs * df / 2 - np.exp(logs) / 2
    weights = np.exp(log_weights - log_weights.max())
    ratios = np.exp(log_ratios)[:, None]
    scales = np.sqrt((ratios * df / np.exp(logs) + 1) / (ratios + 1))
    low, high = np.zeros(len(log_ratios)), np.full(len(log_ratios), float(special.stdtrit(df, (1 + CONFIDENCE) / 2)))
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        exceeds = special.ndtr(-middle[:, None] / scales) @ weights / weights.sum() > (1 - CONFIDENCE) / 2
        low, high = np.where(exceeds, middle, low), np.where(exceeds, high, middle)
    return log_ratios, high


def _df_of(points: np.ndarray) -> np.ndarray:
    """The degrees of freedom of the Student's t with these upper points of its 95 % interval."""
    quantiles, df = _student_points()
    return np.interp(points, quantiles, df)


@lru_cache(maxsize=1)
def _student_points() -> tuple[np.ndarray, np.ndarray]:
    df = np.geomspace(_LARGEST_DF, 1.0, 400)
    return special.stdtrit(df, (1 + CONFIDENCE) / 2), df
