"""Temperatures: how well the networks of each arm are calibrated before and after their logits are divided by it."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from core.evaluation.statistics import mean_and_se

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison

_BEFORE = {"loss": "test_loss", "error": "test_calibration_error"}
_AFTER = {"loss": "test_calibrated_loss", "error": "test_calibrated_error"}


@dataclass(frozen=True)
class TemperatureEffect:
    """What the temperatures of an arm's runs change on the test set, as means over the runs that have one.

    Args:
        temperature: the mean; the standard error is NaN with one run.
        loss_before, loss_after: log loss.
        error_before, error_after: expected calibration error, a share.
        num_runs: of the runs with a temperature; with 0, all numbers are NaN.
        num_all: of all runs of the arm.
    """

    arm: str
    temperature: float
    temperature_se: float
    loss_before: float
    loss_after: float
    error_before: float
    error_after: float
    num_runs: int
    num_all: int


def temperature_effects(comparison: "Comparison") -> list[TemperatureEffect]:
    """What calibration changes in each arm, in the order of the arms."""
    effects = []
    for arm in comparison.arms:
        fitted = [run.metrics for run in arm.runs if "temperature" in run.metrics]
        temperature, error, number = mean_and_se([one["temperature"] for one in fitted])
        means = {
            f"{name}_{when}": float(np.mean([one[key] for one in fitted])) if fitted else np.nan
            for when, keys in (("before", _BEFORE), ("after", _AFTER))
            for name, key in keys.items()
        }
        effects.append(TemperatureEffect(arm.name, temperature, error, **means, num_runs=number, num_all=len(arm.runs)))
    return effects


def calibrated(comparison: "Comparison") -> "Comparison":
    """The same comparison with calibrated predictions, for what depends on probabilities."""
    return replace(comparison, predictions={run_id: one.calibrated for run_id, one in comparison.predictions.items()})


def is_calibrated(comparison: "Comparison") -> bool:
    """Whether any of the compared networks has a temperature other than 1."""
    return any(one.temperature != 1 for one in comparison.predictions.values())
