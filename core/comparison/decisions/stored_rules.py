"""Stored rules: the chosen thresholds of compared runs, stored with them so that scoring uses them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.access.actor import LOCAL, Actor
from core.comparison.decisions.thresholds import ThresholdChoice
from core.inference.decision_rule import DecisionRule, read_rule, remove_rule, write_rule

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison


def store_rules(
    comparison: "Comparison", choices: Sequence[ThresholdChoice], positive: int, actor: Actor = LOCAL
) -> int:
    """Store the threshold of each run that has one; the number of these runs.

    Raises:
        AccessError: when one of the runs belongs to someone else.
    """
    _require_change(comparison, actor)
    number = 0
    for choice in choices:
        name = comparison.class_names(choice.arm)[positive]
        for run in comparison.arm(choice.arm).runs:
            if run.run_id in choice.thresholds:
                write_rule(DecisionRule(name, choice.thresholds[run.run_id]), run.folder)
                number += 1
    return number


def stored_rules(comparison: "Comparison") -> dict[str, DecisionRule]:
    """The stored rules of the compared runs, by run id."""
    rules = {run.run_id: read_rule(run.folder) for run in comparison.runs}
    return {run_id: rule for run_id, rule in rules.items() if isinstance(rule, DecisionRule)}


def remove_rules(comparison: "Comparison", actor: Actor = LOCAL) -> None:
    """Remove the stored rules of the compared runs.

    Raises:
        AccessError: when one of the runs belongs to someone else.
    """
    _require_change(comparison, actor)
    for run in comparison.runs:
        remove_rule(run.folder)


def _require_change(comparison: "Comparison", actor: Actor) -> None:
    for run in comparison.runs:
        actor.require_change(run.owner, f"Run {run.run_id}")
