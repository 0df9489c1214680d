"""Verdicts on pairs of arms: what is concluded from seeds, rows and looks, and what is not."""

from core.comparison.verdicts.pair_verdict import Disagreement, Verdict
from core.comparison.verdicts.study_verdicts import SharedResults, verdicts
from core.comparison.verdicts.withholding import Reason

__all__ = ["Disagreement", "Reason", "SharedResults", "Verdict", "verdicts"]
