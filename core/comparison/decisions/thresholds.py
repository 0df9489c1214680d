"""Thresholds: for each arm, the threshold with the least cost on validation data, and what it costs on the test set."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.errors import InputError, RunStateError
from core.evaluation.metric_intervals import mean_interval
from core.evaluation.predictions import VALIDATION_FILE, Predictions, read_predictions
from core.evaluation.statistics import Estimate
from core.evaluation.threshold import HALF, BinaryScores, Costs, Rates, best_threshold, rates

if TYPE_CHECKING:
    from core.comparison.arms import Arm
    from core.comparison.comparison import Comparison


@dataclass(frozen=True)
class ThresholdChoice:
    """The thresholds of an arm's runs with the least cost on their validation sets, and their cost on the test set.

    Args:
        thresholds: by run id, of calibrated probabilities; without the runs that stored no validation predictions.
        cost: of a test row, with its 95 % interval over seeds and test rows; None without a threshold.
        cost_at_half: of the same runs at 0.5.
        saved: `cost_at_half` minus `cost`, with its interval.
    """

    arm: str
    thresholds: dict[str, float]
    cost: Estimate | None
    cost_at_half: float
    saved: Estimate | None


@dataclass(frozen=True)
class ArmRates:
    """The decisions of an arm at one threshold on the test set, means over its runs."""

    arm: str
    rates: Rates
    cost: float
    num_runs: int


def check_two_classes(comparison: "Comparison") -> tuple[str, str]:
    """The names of the two classes.

    Raises:
        InputError: when there are more, when steps have labels, when texts may have several labels, or when the runs
            share no test rows.
    """
    if not comparison.arms or not comparison.num_test:
        raise InputError(
            "These runs share no test rows.", "A threshold needs runs of one data set and split.", "Choose other runs."
        )
    if comparison.has_label_sets:
        raise InputError(
            "Each text may have several labels.",
            "Each label has a threshold of its own, chosen when the run was trained. The panel Confusion lists them.",
            "Choose other runs.",
        )
    names = comparison.class_names(comparison.arms[0].name)
    if len(names) != 2 or comparison.first.config.model.head == "per_step":
        what = "steps" if comparison.first.config.model.head == "per_step" else f"{len(names)} classes"
        raise InputError(f"These runs predict {what}.", "A decision threshold needs two classes.", "Choose other runs.")
    return names[0], names[1]


def positive_place(names: tuple[str, str], positive: str | None) -> int:
    """The number of the positive class; the second one by default.

    Raises:
        InputError: when there is no class of this name.
    """
    if positive is None:
        return 1
    if positive not in names:
        raise InputError(
            f"There is no class {positive!r}.", f"The classes are {names[0]} and {names[1]}.", "Name one of them."
        )
    return names.index(positive)


def scores_by_arm(comparison: "Comparison", positive: int = 1) -> dict[str, list[BinaryScores]]:
    """The calibrated probabilities of each arm's runs on the test rows of the first split, by arm."""
    first = comparison.first_split
    return {arm.name: [_scores(one, positive) for one in first.predictions_of(arm.name)] for arm in first.arms}


def threshold_choices(comparison: "Comparison", costs: Costs, positive: int = 1) -> list[ThresholdChoice]:
    """The choice of each arm, on the first split.

    Args:
        positive: the number of the positive class.
    """
    first = comparison.first_split
    return [_choice(first, arm, costs, positive) for arm in first.arms]


def arm_rates(comparison: "Comparison", threshold: float, costs: Costs, positive: int = 1) -> list[ArmRates]:
    """How good the decisions of each arm are at one threshold, the same for all of its runs."""
    return [
        ArmRates(arm, _mean_rates([rates(one, threshold) for one in scores]), _mean_cost(scores, threshold, costs),
                 len(scores))
        for arm, scores in scores_by_arm(comparison, positive).items()
    ]  # fmt: skip


def _choice(comparison: "Comparison", arm: "Arm", costs: Costs, positive: int) -> ThresholdChoice:
    thresholds, spent, at_half = {}, [], []
    for run in arm.runs:
        try:
            validation = read_predictions(run.folder, VALIDATION_FILE)
        except RunStateError:  # an older run, or one without a validation set
            continue
        thresholds[run.run_id] = best_threshold(_scores(validation, positive), costs)
        test = _scores(comparison.predictions[run.run_id], positive)
        spent.append(test.costs(thresholds[run.run_id], costs))
        at_half.append(test.costs(HALF, costs))
    if not thresholds:
        return ThresholdChoice(arm.name, {}, None, np.nan, None)
    saved = mean_interval([half - chosen for half, chosen in zip(at_half, spent, strict=True)])
    return ThresholdChoice(arm.name, thresholds, mean_interval(spent), float(np.mean(at_half)), saved)


def _scores(predictions: Predictions, positive: int) -> BinaryScores:
    return BinaryScores(predictions.labels == positive, predictions.calibrated.probabilities[:, positive])


def _mean_cost(scores: list[BinaryScores], threshold: float, costs: Costs) -> float:
    return float(np.mean([one.costs(threshold, costs).mean() for one in scores]))


def _mean_rates(of_runs: list[Rates]) -> Rates:
    return Rates(*np.mean([[one.precision, one.recall, one.false_positive_rate] for one in of_runs], axis=0).tolist())
