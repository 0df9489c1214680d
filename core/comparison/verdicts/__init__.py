"""Verdicts on pairs of arms: what is concluded from seeds, rows and looks, and what is not."""

from core.comparison.verdicts.corrected_pairs import CorrectedPair, corrected_pairs
from core.comparison.verdicts.pair_verdict import Disagreement, Verdict
from core.comparison.verdicts.shared_results import SharedResults, SplitGap
from core.comparison.verdicts.study_verdicts import verdicts
from core.comparison.verdicts.withholding import Reason

__all__ = [
    "CorrectedPair", "Disagreement", "Reason", "SharedResults", "SplitGap", "Verdict", "corrected_pairs", "verdicts",
]  # fmt: skip
