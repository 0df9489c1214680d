"""Decisions: better, worse or practically the same, for all pairs of arms of a study together."""

from collections.abc import Sequence
from typing import Literal

from scipy import special

from core.evaluation.statistics.estimates import CONFIDENCE, Estimate
from core.evaluation.statistics.posterior import Probabilities

Decision = Literal["better", "worse", "same", "undecided", "nothing"]


def decide(
    pairs: Sequence[tuple[Estimate, Probabilities]], levels: Sequence[float], omnibus_p: float | None = None
) -> tuple[Decision, ...]:
    """The decision on each pair, with at most a share of `levels` of all studies deciding anything wrongly.

    Each pair has one p-value, the smaller one of `difference_p` and the probability that the arms are not practically
    the same; of the two hypotheses behind them exactly one is true. Holm's procedure (1979, Scandinavian Journal of
    Statistics 6, 65-70) over the pairs, shortened for such hypotheses as by Shaffer (1986, Journal of the American
    Statistical Association 81, 826-831), makes the decisions.

    Args:
        pairs: of each pair of arms, its estimate and its probabilities.
        levels: of each pair the share of wrong decisions; see `look_level`.
        omnibus_p: of the test that no arm differs from another; nothing is better or worse where it exceeds the level.
    """
    return tuple(
        _decision(*pair, adjusted <= level, omnibus_p is None or omnibus_p <= level)
        for pair, adjusted, level in zip(pairs, adjusted_p(pairs), levels, strict=True)
    )


def adjusted_p(pairs: Sequence[tuple[Estimate, Probabilities]]) -> tuple[float, ...]:
    """The p-value of the decision on each pair, adjusted for the number of pairs with Holm's procedure."""
    return holm([min(difference_p(*pair), 1 - pair[1].same) for pair in pairs])


def holm(values: Sequence[float]) -> tuple[float, ...]:
    """The p-values of several tests, adjusted for their number with Holm's procedure (1979), in the same order."""
    adjusted, largest = [0.0] * len(values), 0.0
    for rank, place in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        largest = max(largest, min(1.0, (len(values) - rank) * values[place]))
        adjusted[place] = largest
    return tuple(adjusted)


def difference_p(estimate: Estimate, chances: Probabilities) -> float:
    """The p-value of a difference beyond the region of practical equivalence.

    The larger one of the two-sided p-value of no difference and of the probability that the difference is not beyond
    the region on the side of the estimate. Without a region, the second alone would wrongly decide twice as often.
    """
    beyond = chances.better if estimate.mean >= 0 else chances.worse
    return max(zero_p(estimate), 1 - beyond)


def zero_p(estimate: Estimate) -> float:
    """The two-sided p-value of no difference."""
    if estimate.standard_error == 0:
        return 1.0 if estimate.mean == 0 else 0.0
    return float(2 * special.stdtr(min(estimate.df, 1e9), -abs(estimate.mean) / estimate.standard_error))


def family_interval(estimate: Estimate, number: int) -> tuple[float, float]:
    """The interval of one of several estimates, all of which hold at once in 95 of 100 studies (Bonferroni)."""
    if estimate.standard_error == 0:
        return estimate.low, estimate.high
    tail = 1 - (1 - CONFIDENCE) / 2 / number
    half = estimate.standard_error * float(special.stdtrit(min(estimate.df, 1e9), tail))
    return max(-1.0, estimate.mean - half), min(1.0, estimate.mean + half)


def _decision(estimate: Estimate, chances: Probabilities, is_sure: bool, arms_differ: bool) -> Decision:
    if not is_sure:
        return "undecided"
    if 1 - chances.same <= difference_p(estimate, chances):
        return "same"
    if not arms_differ:
        return "undecided"
    return "better" if estimate.mean >= 0 else "worse"
