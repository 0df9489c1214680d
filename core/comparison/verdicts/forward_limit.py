"""Forward limit: whether an arm is more accurate than any forward network can be on its task."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.comparison.arms import Arm
from core.directions import DIRECTIONS
from core.evaluation.forward_ceiling import forward_ceiling

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison
    from core.comparison.verdicts.pair_verdict import Verdict

_NORMAL_95 = 1.96


@dataclass(frozen=True)
class ForwardLimit:
    """The limit of forward networks on a task, and an arm all of whose networks are above it.

    Args:
        subject: the name of the arm in a sentence.
        ceiling: the best accuracy of any forward network in the long run, by simulation.
        accuracy: of the arm's least accurate network.
        low: the lower end of its 95 % interval over test sequences.
    """

    subject: str
    ceiling: float
    accuracy: float
    low: float
    num_networks: int
    num_rows: int


def forward_limit(comparison: "Comparison", verdict: "Verdict") -> ForwardLimit | None:
    """The limit that one arm of a forward and another one exceeds with every seed; None where there is none.

    Only a task whose labels are computed from later values has a known limit (`forward_ceiling`).
    """
    sides = ((verdict.a, verdict.b, verdict.subject_b), (verdict.b, verdict.a, verdict.subject_a))
    for forward, other, subject in sides:
        arms = comparison.arm(forward), comparison.arm(other)
        if [_is_forward(arm) for arm in arms] == [True, False]:
            return _exceeded(comparison, arms[1], subject)
    return None


def _is_forward(arm: Arm) -> bool:
    return DIRECTIONS[arm.direction].only_pass == "forward"


def _exceeded(comparison: "Comparison", arm: Arm, subject: str) -> ForwardLimit | None:
    tasks = {(run.config.dataset.kind, run.config.dataset.target, run.config.dataset.num_steps) for run in arm.runs}
    kind, target, num_steps = next(iter(tasks))
    if len(tasks) > 1 or kind != "sequence" or target == "past":
        return None
    shares = [comparison.predictions[run.run_id].right for run in arm.runs if run.run_id in comparison.predictions]
    if not shares or any(len(right) < 2 for right in shares):
        return None
    least = min(shares, key=lambda right: float(np.mean(right)))
    accuracy, ceiling = float(np.mean(least)), forward_ceiling(target, num_steps)
    lows = [float(np.mean(right) - _NORMAL_95 * np.std(right, ddof=1) / len(right) ** 0.5) for right in shares]
    if min(lows) <= ceiling:
        return None
    return ForwardLimit(subject, ceiling, accuracy, min(lows), len(shares), len(least))
