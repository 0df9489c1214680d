"""The posterior probabilities that one arm is worse than another, practically the same, or better."""

from dataclasses import dataclass

from core.evaluation.statistics.estimates import Estimate


@dataclass(frozen=True)
class Probabilities:
    """The probabilities that b is worse than a, practically the same, or better."""

    worse: float
    same: float
    better: float


def probabilities(estimate: Estimate, rope: float) -> Probabilities:
    """The posterior probabilities of worse, practically the same and better.

    The posterior is Student's t around the mean (Benavoli, Corani, Demsar and Zaffalon 2017, Journal of Machine
    Learning Research 18(77)); its variance is that of the estimate, since the correction for overlapping training
    sets of cross-validation is not for seeds.

    Args:
        rope: the region of practical equivalence; differences up to this share do not matter.
    """
    from baycomp.single import Posterior

    shares = Posterior(estimate.mean, estimate.standard_error**2, estimate.df, rope).probs()
    worse, same, better = map(float, shares if rope else (shares[0], 0.0, shares[1]))
    return Probabilities(worse, max(0.0, same), better)
