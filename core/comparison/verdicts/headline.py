"""Headline: a verdict in a few words."""

from core.comparison.verdicts.pair_verdict import Verdict


def headline(verdict: Verdict, is_above_ceiling: bool = False) -> str:
    """What a verdict decides, or why it decides nothing, for a line above its sentence.

    Args:
        is_above_ceiling: whether one arm is more accurate than any forward network can be, which holds for any seed.
    """
    if "untrained" in verdict.withheld:
        return "Neither network learned anything"
    if is_above_ceiling and verdict.decision in ("nothing", "undecided"):
        return "More accurate than any forward network can be"
    if verdict.probabilities is None:
        return "One seed each: no verdict yet" if verdict.seeds else "No seed in common: no verdict"
    if "unfinished" in verdict.withheld:
        return "No verdict yet"
    if verdict.decision == "same":
        return "Practically the same"
    if verdict.decision in ("better", "worse"):
        return f"{verdict.subject_b[0].upper()}{verdict.subject_b[1:]} is {verdict.decision}"
    return "Undecided"
