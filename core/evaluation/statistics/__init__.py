"""Statistics of paired runs on shared test rows: estimates, intervals, tests and probabilities."""

from core.evaluation.statistics.crossed_bootstrap import crossed_bootstrap, intervals_disagree
from core.evaluation.statistics.decisions import Decision, adjusted_p, decide, family_interval, holm, zero_p
from core.evaluation.statistics.estimates import CONFIDENCE, Estimate, one_seed_interval, paired_estimate
from core.evaluation.statistics.failed_seeds import has_failed, majority_share
from core.evaluation.statistics.looks import FIRST_LEVEL, look_level
from core.evaluation.statistics.means import mean_and_se, wilson
from core.evaluation.statistics.omnibus import omnibus_p
from core.evaluation.statistics.paired_test import ErrorOdds, McNemar, error_odds, is_extreme, mcnemar
from core.evaluation.statistics.posterior import Probabilities, probabilities
from core.evaluation.statistics.simultaneous import simultaneous_intervals
from core.evaluation.statistics.splits import split_estimate

__all__ = [
    "CONFIDENCE",
    "FIRST_LEVEL",
    "Decision",
    "ErrorOdds",
    "Estimate",
    "McNemar",
    "Probabilities",
    "adjusted_p",
    "crossed_bootstrap",
    "decide",
    "error_odds",
    "family_interval",
    "has_failed",
    "holm",
    "intervals_disagree",
    "is_extreme",
    "look_level",
    "majority_share",
    "mcnemar",
    "mean_and_se",
    "omnibus_p",
    "one_seed_interval",
    "paired_estimate",
    "probabilities",
    "simultaneous_intervals",
    "split_estimate",
    "wilson",
    "zero_p",
]
