"""Corrected pairs: the difference of every pair of arms, corrected for the number of pairs."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.comparison.verdicts.pair_verdict import Verdict
from core.evaluation.statistics import Decision, family_interval, holm, zero_p


@dataclass(frozen=True)
class CorrectedPair:
    """The difference in accuracy of a pair of arms, b minus a, as shares.

    Args:
        low, high: the 95 % interval of this pair alone.
        family_low, family_high: an interval so wide that those of all pairs hold at once in 95 of 100 studies.
        p: the two-sided p-value of no difference; None where no network of either arm has learned anything.
        holm_p: the same, adjusted for the number of pairs with Holm's procedure.
        decision: the verdict, which also needs the difference to be beyond the region of practical equivalence;
            `nothing` without a p-value.
    """

    a: str
    b: str
    mean: float
    low: float
    high: float
    family_low: float
    family_high: float
    p: float | None
    holm_p: float | None
    decision: Decision


def corrected_pairs(verdicts: Sequence[Verdict]) -> tuple[CorrectedPair, ...]:
    """The pairs with at least two seeds in common, in the order of the verdicts; the others have no p-value."""
    tested = [verdict for verdict in verdicts if verdict.probabilities]
    values = [zero_p(verdict.estimate) for verdict in tested]
    return tuple(
        CorrectedPair(
            verdict.a,
            verdict.b,
            verdict.estimate.mean,
            verdict.estimate.low,
            verdict.estimate.high,
            *family_interval(verdict.estimate, len(tested)),
            p if verdict.states_chances else None,
            adjusted if verdict.states_chances else None,
            verdict.decision if verdict.states_chances else "nothing",
        )
        for verdict, p, adjusted in zip(tested, values, holm(values), strict=True)
    )
