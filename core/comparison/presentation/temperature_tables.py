"""The temperatures of a comparison's arms as a table, as plain values and as a sentence."""

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from core.comparison.decisions.temperatures import TemperatureEffect, temperature_effects
from core.system.formatting import MISSING, loss, percent

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison

TEMPERATURE_TEXT = (
    "Temperature: the number that divides a network's logits, fitted on its validation set (log loss). Above 1 the "
    "network was overconfident. It changes no predicted class. Score, `score` and model bundles show calibrated "
    "probabilities; metrics, differences and the other panels are those before calibration."
)


def temperature_table(comparison: "Comparison") -> pd.DataFrame:
    """Temperature, log loss and calibration error before and after of each arm, as text."""
    return pd.DataFrame(
        [
            {
                "Arm": one.arm,
                "Temperature": _temperature(one),
                "Log loss before": loss(one.loss_before),
                "Log loss after": loss(one.loss_after),
                "Calibration error before": percent(one.error_before, 1),
                "Calibration error after": percent(one.error_after, 1),
                "Runs": f"{one.num_runs} of {one.num_all}",
            }
            for one in temperature_effects(comparison)
        ]
    )


def temperature_documents(comparison: "Comparison") -> list[dict[str, Any]]:
    """The same, ready for JSON."""
    return [
        {name: None if isinstance(value, float) and math.isnan(value) else value for name, value in vars(one).items()}
        for one in temperature_effects(comparison)
    ]


def uncalibrated_note(comparison: "Comparison") -> str:
    """Why some runs have no temperature; empty where all have one."""
    if all(one.num_runs == one.num_all for one in temperature_effects(comparison)):
        return ""
    return (
        "Runs without a temperature: an earlier version trained them, each step has a label, or the validation set is "
        "missing, has fewer than 50 rows or no wrong prediction."
    )


def _temperature(one: TemperatureEffect) -> str:
    if not one.num_runs:
        return MISSING
    return f"{one.temperature:.2f}" + ("" if math.isnan(one.temperature_se) else f" ± {one.temperature_se:.2f}")
