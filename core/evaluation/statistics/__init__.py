"""Statistics of paired runs on shared test rows: estimates, intervals, tests and probabilities."""

from core.evaluation.statistics.detectable import detectable_gap
from core.evaluation.statistics.estimates import CONFIDENCE, Estimate, one_seed_interval, paired_estimate
from core.evaluation.statistics.means import bootstrap_interval, mean_and_se, wilson
from core.evaluation.statistics.paired_test import McNemar, mcnemar
from core.evaluation.statistics.posterior import Probabilities, probabilities

__all__ = [
    "CONFIDENCE",
    "Estimate",
    "McNemar",
    "Probabilities",
    "bootstrap_interval",
    "detectable_gap",
    "mcnemar",
    "mean_and_se",
    "one_seed_interval",
    "paired_estimate",
    "probabilities",
    "wilson",
]
