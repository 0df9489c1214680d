"""All pairs of arms at once: their table, and the sentence that says which arm leads."""

from typing import TYPE_CHECKING

import pandas as pd

from core.system.formatting import MISSING, percent, signed_points

if TYPE_CHECKING:  # they load SciPy, which takes longer than a page may
    from core.comparison.comparison import Comparison
    from core.comparison.verdicts import CorrectedPair

PAIRS_TEXT = (
    "Corrected for the number of pairs: the intervals of all pairs hold at once in 95 of 100 studies (Bonferroni), and "
    "p is the two-sided p-value of no difference, before and after Holm's procedure. A verdict also needs the "
    "difference to be beyond the region of practical equivalence, and the p-value that its sentence names."
)
_VERDICTS = {
    "better": "better",
    "worse": "worse",
    "same": "practically the same",
    "undecided": "undecided",
    "nothing": "none",
}
_MIN_P = 0.0001  # a smaller p-value depends on the shape of the tails


def pair_table(comparison: "Comparison") -> pd.DataFrame:
    """The difference of every pair with intervals and p-values corrected for their number; empty without pairs."""
    return pd.DataFrame([_row(pair) for pair in comparison.corrected_pairs])


def lead_sentence(comparison: "Comparison") -> str | None:
    """Which arm leads and the verdict on it against each other one; None for directions alone and for two arms."""
    if not comparison.varied or len(comparison.arms) < 3 or not comparison.corrected_pairs:
        return None
    best = comparison.arm_metrics.sort_values("test_accuracy", ascending=False, kind="stable").iloc[0]
    by_verdict: dict[str, list[str]] = {}
    for pair in comparison.corrected_pairs:
        if best["name"] in (pair.a, pair.b):
            by_verdict.setdefault(_verdict(pair, best["name"]), []).append(pair.a if best["name"] == pair.b else pair.b)
    verdicts = "; ".join(f"{verdict} {_listed(names)}" for verdict, names in by_verdict.items())
    number = len(comparison.corrected_pairs)
    return (
        f"{best['name']} has the highest accuracy ({percent(best['test_accuracy'], 1)}, mean of "
        f"{best['test_accuracy_n']} runs). It is {verdicts} (Holm's procedure over {number} "
        "pairs)."
    )


def _row(pair: "CorrectedPair") -> dict[str, str]:
    return {
        "Pair": f"{pair.b} against {pair.a}",
        "Difference (points)": signed_points(pair.mean),
        "95 % interval": f"{signed_points(pair.low)} to {signed_points(pair.high)}",
        "For all pairs": f"{signed_points(pair.family_low)} to {signed_points(pair.family_high)}",
        "p": p_text(pair.p),
        "p (Holm)": p_text(pair.holm_p),
        "Verdict": _VERDICTS[pair.decision],
    }


def p_text(value: float | None) -> str:
    """A p-value with the digits that matter; a dash for none."""
    if value is None:
        return MISSING
    return f"below {_MIN_P:.4f}" if value < _MIN_P else f"{value:.2g}" if value < 0.01 else f"{value:.3f}"


def _verdict(pair: "CorrectedPair", best: str) -> str:
    if best == pair.a:
        return {"better": "worse than", "worse": "better than"}.get(pair.decision, _between(pair.decision))
    return {"better": "better than", "worse": "worse than"}.get(pair.decision, _between(pair.decision))


def _between(decision: str) -> str:
    return "practically the same as" if decision == "same" else "undecided against"


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (" / ".join(names[:-1]), names[-1])))
