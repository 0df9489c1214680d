"""Arm sizes: the units and recurrent parameters of a study's arms."""

from typing import Any

from core.directions import DIRECTIONS
from core.models.matched_units import MATCHED_WITHIN, UnitMatch, recurrent_params
from core.runs.study.members import arm_config
from core.runs.study.plan import StudyPlan, reference_config


def arm_match(plan: StudyPlan, arm: str) -> UnitMatch:
    """The units of an arm and its recurrent parameters, next to those that matched arms have."""
    config = arm_config(plan, arm)
    num_params, target = recurrent_params(config), recurrent_params(reference_config(plan))
    return UnitMatch(config.model.units, num_params, target, abs(num_params - target) / target)


def arm_documents(plan: StudyPlan) -> list[dict[str, Any]]:
    """Each arm with its units and recurrent parameters as plain types, ready for JSON."""
    matches = {arm: arm_match(plan, arm) for arm in plan.arms}
    return [
        {
            "arm": arm,
            "label": plan.labels[arm],
            "units": match.units,
            "num_recurrent_params": match.num_recurrent_params,
            "wanted": match.target,
            "gap": match.gap,
        }
        for arm, match in matches.items()
    ]


def unmatched(plan: StudyPlan) -> str:
    """Which arms stay unlike by more than 1 % though their parameters are to be matched, in words; empty for none."""
    if plan.width != "matched_parameters":
        return ""
    gaps = {arm: arm_match(plan, arm).gap for arm in plan.arms}
    names = {arm: DIRECTIONS[arm].name if plan.compares_directions else plan.labels[arm] for arm in plan.arms}
    arms = [f"{names[arm]} {100 * gap:.1f} %" for arm, gap in gaps.items() if gap > MATCHED_WITHIN]
    if not arms:
        return ""
    return (
        f"Units this small cannot match within {100 * MATCHED_WITHIN:.0f} %: {', '.join(arms)}. A verdict on such arms "
        "does not credit the direction. Raise model.units."
    )
