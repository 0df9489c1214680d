"""The decision thresholds of a comparison as tables, as plain values and as sentences."""

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from core.comparison.decisions.thresholds import ArmRates, ThresholdChoice, threshold_choices
from core.evaluation.threshold import Costs
from core.system.formatting import MISSING, count, percent

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison
    from core.evaluation.statistics import Estimate

THRESHOLD_TEXT = (
    "A row is decided as positive where its calibrated probability is above the threshold. Each run's threshold is "
    "the one with the least cost on its validation set; the cost is that of a test row, with its 95 % interval over "
    "seeds and test rows. Saved: the cost at 0.5 minus this cost."
)
NO_VALIDATION = "Runs without stored validation predictions have no threshold: older runs, and runs without that set."


def choice_table(comparison: "Comparison", choices: list[ThresholdChoice]) -> pd.DataFrame:
    """A row for each arm: its thresholds, and what they cost on the test set."""
    sizes = {arm.name: len(arm.runs) for arm in comparison.first_split.arms}
    return pd.DataFrame([_choice_row(one, sizes[one.arm], comparison.noun) for one in choices])


def rate_table(rates: list[ArmRates]) -> pd.DataFrame:
    """A row for each arm: how good its decisions at one threshold are, means over its runs."""
    return pd.DataFrame(
        [
            {
                "Arm": one.arm,
                "Precision": percent(one.rates.precision, 1),
                "Recall": percent(one.rates.recall, 1),
                "False positive rate": percent(one.rates.false_positive_rate, 1),
                "Cost of a test row": f"{one.cost:.3f}",
                "Runs": one.num_runs,
            }
            for one in rates
        ]
    )


def threshold_document(comparison: "Comparison", costs: Costs, positive: int) -> dict[str, Any]:
    """The thresholds of all arms for these costs, ready for JSON."""
    names = comparison.class_names(comparison.arms[0].name)
    return {
        "positive": names[positive],
        "costs": vars(costs),
        "break_even": costs.break_even,
        "arms": [_choice_document(one) for one in threshold_choices(comparison, costs, positive)],
    }


def threshold_sentences(comparison: "Comparison", costs: Costs, positive: int) -> list[str]:
    """One sentence for each arm."""
    return [_sentence(one, comparison.noun) for one in threshold_choices(comparison, costs, positive)]


def _sentence(choice: ThresholdChoice, noun: str) -> str:
    if choice.cost is None or choice.saved is None:
        return f"{choice.arm}: no threshold. {NO_VALIDATION}"
    return (
        f"{choice.arm}: threshold {_range(choice)}, chosen on validation; cost of a test row {_cost(choice.cost)}; at "
        f"0.5 it is {choice.cost_at_half:.3f}, so {_cost(choice.saved)} is saved ({_size(choice.cost, noun)})."
    )


def _choice_row(choice: ThresholdChoice, num_runs: int, noun: str) -> dict[str, object]:
    cost, saved = choice.cost, choice.saved
    return {
        "Arm": choice.arm,
        "Threshold": _range(choice),
        "Cost of a test row": MISSING if cost is None else _cost(cost),
        "At 0.5": MISSING if cost is None else f"{choice.cost_at_half:.3f}",
        "Saved": MISSING if saved is None else _cost(saved),
        "N": MISSING if cost is None else _size(cost, noun),
        "Runs with a threshold": f"{len(choice.thresholds)} of {num_runs}",
    }


def _choice_document(choice: ThresholdChoice) -> dict[str, Any]:
    return {
        "arm": choice.arm,
        "thresholds": choice.thresholds,
        "cost": _estimate(choice.cost),
        "cost_at_half": None if math.isnan(choice.cost_at_half) else choice.cost_at_half,
        "saved": _estimate(choice.saved),
    }


def _estimate(one: "Estimate | None") -> dict[str, Any] | None:
    return (
        None if one is None else {name: getattr(one, name) for name in ("mean", "low", "high", "num_seeds", "num_rows")}
    )


def _range(choice: ThresholdChoice) -> str:
    values = list(choice.thresholds.values())
    if not values:
        return MISSING
    low, high = (f"{value:.2f}" for value in (min(values), max(values)))
    return low if low == high else f"{np.mean(values):.2f} ({low} to {high})"


def _cost(one: "Estimate") -> str:
    return f"{one.mean:.3f} ({one.low:.3f} to {one.high:.3f})".replace("-", "−")


def _size(one: "Estimate", noun: str) -> str:
    return f"{one.num_seeds} seed{'' if one.num_seeds == 1 else 's'}, {count(one.num_rows)} {noun}"
