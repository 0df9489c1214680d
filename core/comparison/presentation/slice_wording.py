"""Wording of slices: which gaps exclude zero, and what their intervals were corrected for."""

from typing import TYPE_CHECKING

from core.comparison.rows.slices import MIN_ROWS
from core.system.formatting import signed_points

if TYPE_CHECKING:
    import pandas as pd

    from core.comparison.comparison import Comparison
    from core.comparison.verdicts import Verdict


def slice_verdicts(comparison: "Comparison") -> "list[Verdict]":
    """The pairs of arms that have slices."""
    return [one for one in comparison.verdicts if len(comparison.slices.get((one.a, one.b), ()))]


def slice_sentence(slices: "pd.DataFrame", noun: str = "texts") -> str:
    """The slices whose interval excludes zero, with their gaps.

    Args:
        slices: as `core.comparison.rows.slices.slices` returns them.
        noun: what the test rows are called.
    """
    judged = slices[slices["low"].notna()]
    if judged.empty:
        return f"No slice has {MIN_ROWS} {noun}, so none is judged."
    clear = judged[(judged["low"] > 0) | (judged["high"] < 0)]
    if clear.empty:
        return f"The interval of every slice includes zero ({_count(len(judged), 'slice')})."
    rows = zip(clear["slice"], clear["group"], clear["gap"], strict=True)
    gaps = (f"{name} {group} ({signed_points(gap)} points)" for name, group, gap in rows)
    return f"The interval excludes zero in {len(clear)} of {_count(len(judged), 'slice')}: {'; '.join(gaps)}."


def slice_caption(slices: "pd.DataFrame", verdict: "Verdict", tokens: str = "words") -> str:
    """What is drawn, over what the intervals are, for how many slices they were corrected, and which have none.

    Args:
        tokens: what the tokenizer of the networks makes of texts.
    """
    num_judged = int(slices["low"].notna().sum())
    num_small = len(slices) - num_judged
    parts = [f"Accuracy of {verdict.b} minus that of {verdict.a} in parts of the test {verdict.noun}."]
    if num_judged:
        of_split = verdict.splits[0].seeds  # of the first split, whose texts the slices are of
        num_seeds = len([seed for seed in of_split if seed in verdict.compared_seeds])
        learned = " that learned in both arms" if num_seeds < len(of_split) else ""
        over = (
            f"over {num_seeds} seeds{learned} and the {verdict.noun}"
            if num_seeds > 1
            else f"over the {verdict.noun}, for these two trained networks only"
        )
        all_of_them = "every interval contains" if num_judged > 1 else "the interval contains"
        parts.append(
            f"Simultaneous 95 % intervals {over}, corrected for the {_count(num_judged, 'slice')} of this pair: in 95 "
            f"of 100 studies, {all_of_them} the true gap."
        )
    if num_small:
        have = "has" if num_small == 1 else "have"
        parts.append(f"{_count(num_small, 'slice')} with fewer than {MIN_ROWS} {verdict.noun} {have} no interval.")
    if slices["slice"].eq("position of the decisive word").any():
        parts.append("The decisive word of a text has the largest weight in the linear baseline.")
    if tokens != "words":
        parts.append(f"Words are {tokens} here, as text.tokenizer cuts the texts.")
    return " ".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
