"""Withholding: when nothing is decided about a pair of arms, whatever its numbers say."""

from typing import Literal

from core.evaluation.statistics import Decision
from core.runs.study import MIN_SEEDS, MIN_SEEDS_WITH_FAILED

Reason = Literal["unfinished", "one_seed", "two_seeds", "untrained", "failed_seeds", "fails_more", "arms_alike"]


def reasons(num_seeds: int, num_learned: int, all_failed: bool, is_unfinished: bool = False) -> tuple[Reason, ...]:
    """Why nothing may be decided about a pair of arms, the most basic reason first; empty where something may.

    Args:
        num_seeds: that both arms were trained with.
        num_learned: those of them whose networks learned something in both arms.
        all_failed: whether no network of either arm learned anything.
        is_unfinished: whether planned runs are still to be trained.
    """
    fewer = num_learned < num_seeds
    named: list[tuple[Reason, bool]] = [
        ("untrained", all_failed),
        ("one_seed", num_seeds < 2),
        ("two_seeds", num_seeds == 2),
        ("unfinished", is_unfinished),
        ("failed_seeds", fewer and num_seeds >= MIN_SEEDS and _are_too_few(num_seeds, num_learned)),
    ]
    return tuple(reason for reason, holds in named if holds)


def more_accurate_fails_more(decision: Decision, num_failed_a: int, num_failed_b: int) -> bool:
    """Whether the arm that would be called more accurate has more seeds that learned nothing."""
    more = {"better": num_failed_b - num_failed_a, "worse": num_failed_a - num_failed_b}
    return more.get(decision, 0) > 0


def _are_too_few(num_seeds: int, num_learned: int) -> bool:
    return num_seeds < MIN_SEEDS_WITH_FAILED or num_learned < MIN_SEEDS
