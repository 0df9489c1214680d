"""The verdicts on all pairs of arms of a comparison, decided together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

import numpy as np

from core.comparison.arms import Arm, Block
from core.comparison.comparability import model_differences
from core.comparison.verdicts.pair_verdict import Disagreement, Verdict
from core.comparison.verdicts.schedule import Schedule
from core.comparison.verdicts.shared_results import SharedResults, split_gaps
from core.comparison.verdicts.withholding import MIN_SEEDS, more_accurate_fails_more, reasons
from core.config import flatten
from core.directions import DIRECTIONS, Direction
from core.evaluation.statistics import (
    Estimate,
    Probabilities,
    adjusted_p,
    crossed_bootstrap,
    decide,
    look_level,
    mcnemar,
    omnibus_p,
    one_seed_interval,
    probabilities,
)
from core.models.capacity import capacity
from core.runs.run import Run

_FIRST_PAIR = ("forward", "bidirectional")


def verdicts(
    arms: Sequence[Arm],
    results: SharedResults,
    rope: float,
    schedule: Schedule | None = None,
    varied: Collection[str] = (),
) -> tuple[Verdict, ...]:
    """A verdict for each pair of arms, bidirectional against forward first.

    In a study of settings the more accurate arm of each pair is `b`, and the two best arms come first.

    Args:
        rope: the region of practical equivalence, as a share.
        schedule: when the results of these runs were looked at; None for runs that were not planned together.
        varied: the settings in which the arms of their study differ by plan.

    Returns:
        No verdict where the runs share no test row.
    """
    if not all(len(results.right[run.run_id]) for arm in arms for run in arm.runs):
        return ()
    by_plan = not {*varied} <= {"model.direction"}
    if by_plan:
        arms = _by_accuracy(arms, results)
    directions = [arm.direction for arm in arms]
    once = {direction for direction in directions if directions.count(direction) == 1}
    facts = {arm.name: _facts_of(arm, results) for arm in arms}
    pairs = [_pair(a, b, results, rope, facts, once, schedule or Schedule(), varied) for a, b in combinations(arms, 2)]
    decided = _decided(pairs, _omnibus(arms, results, {name: one.failed for name, one in facts.items()}))
    if by_plan:  # the best arm with the second, the third, and so on; then the second with the third
        places = {arm.name: place for place, arm in enumerate(reversed(arms))}
        return tuple(sorted(decided, key=lambda one: (places[one.b], places[one.a])))
    return tuple(sorted(decided, key=lambda one: (one.direction_a, one.direction_b) != _FIRST_PAIR))


def _by_accuracy(arms: Sequence[Arm], results: SharedResults) -> list[Arm]:
    """The arms of a study of settings from the least to the most accurate, so that `b` of each pair is ahead."""
    return sorted(arms, key=lambda arm: float(np.mean([results.right[run.run_id].mean() for run in arm.runs])))


class _ArmFacts(NamedTuple):
    """What every pair of an arm needs of it: its runs that learned nothing, how its seeds differ, its accuracy."""

    failed: tuple[Block, ...]
    within: tuple[Disagreement, ...]
    is_below_baseline: bool


def _facts_of(arm: Arm, results: SharedResults) -> _ArmFacts:
    failed = (block for block, run in arm.by_block.items() if results.has_failed(run))
    return _ArmFacts(tuple(failed), _seed_disagreements(arm, results), _is_below_baseline(arm, results))


def _decided(pairs: Sequence[Verdict], of_all_arms: float | None) -> list[Verdict]:
    """The pairs with their decisions, which are made together; each at the level of its own look."""
    places = [place for place, pair in enumerate(pairs) if pair.probabilities]
    evidence = [(pair.estimate, pair.probabilities) for pair in pairs if pair.probabilities]
    decided = [replace(pair, num_pairs=len(pairs), omnibus_p=of_all_arms) for pair in pairs]
    levels = [pairs[place].level for place in places]
    decisions, alone = decide(evidence, levels, of_all_arms), decide(evidence, levels)
    for place, value, decision, by_itself in zip(places, adjusted_p(evidence), decisions, alone, strict=True):
        pair = decided[place]
        withheld = pair.withheld
        if not withheld and decision != by_itself:
            withheld = ("arms_alike",)
        if more_accurate_fails_more(decision, len(pair.failed_a), len(pair.failed_b)):
            withheld = (*withheld, "fails_more")
        decided[place] = replace(
            pair, adjusted_p=value, withheld=withheld, decision="undecided" if withheld else decision
        )
    return decided


def _omnibus(arms: Sequence[Arm], results: SharedResults, failed: Mapping[str, Collection[Block]]) -> float | None:
    """The p-value of the test that no arm differs, over the seeds that all learned with.

    None for a single pair, and for several splits, where Holm's procedure corrects for the pairs without it.
    """
    shared = set.intersection(*({*arm.by_block} - {*failed[arm.name]} for arm in arms)) if arms else set()
    if len(arms) < 3 or len(shared) < MIN_SEEDS or len({block.split for block in shared}) > 1:
        return None
    return omnibus_p(np.stack([results.of([arm.by_block[block] for block in sorted(shared)]) for arm in arms]))


def _pair(
    a: Arm,
    b: Arm,
    results: SharedResults,
    rope: float,
    facts: Mapping[str, _ArmFacts],
    once: Collection[Direction],
    schedule: Schedule,
    varied: Collection[str],
) -> Verdict:
    """A pair before it is decided; its sentences name the directions only where these identify both arms."""
    of_a, of_b = facts[a.name], facts[b.name]
    blocks = sorted(a.by_block.keys() & b.by_block.keys())
    pairs = [(a.by_block[block], b.by_block[block]) for block in blocks] or [_any_pair(a, b)]
    gaps = {block: results.gap(a.by_block[block], b.by_block[block]) for block in blocks}
    learned = {block: gap for block, gap in gaps.items() if block not in of_a.failed + of_b.failed}
    chances: Probabilities | None = None
    of_all_seeds: Estimate | None = None
    bootstrap: tuple[float, float] | None = None
    if len(blocks) > 1:
        compared = learned if len(learned) > 1 else gaps
        estimate = results.estimate(compared)
        if len(learned) < len(gaps):
            of_all_seeds = results.estimate(gaps)
        if len(a.splits) == 1:
            bootstrap = crossed_bootstrap(np.stack(list(compared.values())), estimate=estimate)
        chances = probabilities(estimate, rope)
    else:
        estimate = one_seed_interval(results.right[pairs[0][0].run_id], results.right[pairs[0][1].run_id])
    configs = a.runs[0].config, b.runs[0].config
    sizes = capacity(*configs)
    settings_a, settings_b = map(flatten, configs)
    by_plan = any(settings_a[name] != settings_b[name] for name in varied if name != "model.direction")
    by_name = (
        by_plan or not {a.direction, b.direction} <= set(once) or model_differences(configs) or not sizes.is_matched
    )
    looks = schedule.looks(len(blocks))
    return Verdict(
        a=a.name,
        b=b.name,
        direction_a=a.direction,
        direction_b=b.direction,
        subject_a=a.name if by_name else DIRECTIONS[a.direction].subject,
        subject_b=b.name if by_name else DIRECTIONS[b.direction].subject,
        seeds=tuple(block.seed for block in blocks),
        estimate=estimate,
        bootstrap=bootstrap,
        probabilities=chances,
        decision="undecided" if chances else "nothing",
        rope=rope,
        between=tuple(_disagreement(a, run_a, b, run_b, results) for run_a, run_b in pairs),
        within=of_a.within + of_b.within,
        splits=split_gaps(gaps, of_all_seeds or estimate),
        noun=results.noun,
        capacity=sizes,
        withheld=reasons(
            len(blocks),
            len(learned),
            len(of_a.failed) == len(a.runs) and len(of_b.failed) == len(b.runs),
            schedule.is_unfinished,
        ),
        failed_a=tuple(block.seed for block in of_a.failed),
        failed_b=tuple(block.seed for block in of_b.failed),
        num_seeds_a=len(a.runs),
        num_seeds_b=len(b.runs),
        of_all_seeds=of_all_seeds,
        majority=results.majority,
        best_baseline=results.best_baseline,
        below_baseline=of_a.is_below_baseline and of_b.is_below_baseline,
        num_pairs=1,
        omnibus_p=None,
        looks=looks,
        is_planned=bool(schedule.planned),
        level=look_level(looks),
        adjusted_p=None,
        differs_by_plan=by_plan,
    )


def _any_pair(a: Arm, b: Arm) -> tuple[Run, Run]:
    """A run of each arm on the same split, with whatever seeds."""
    split = next(split for split in a.splits if split in b.splits)
    of_a, of_b = (next(run for block, run in arm.by_block.items() if block.split == split) for arm in (a, b))
    return of_a, of_b


def _is_below_baseline(arm: Arm, results: SharedResults) -> bool:
    """Whether an arm is less accurate than the best baseline, on the splits that it has been fitted on."""
    baseline = results.baselines.get(results.best_baseline or "", {})
    above = {
        block: results.right[run.run_id] - baseline[block.split]
        for block, run in arm.by_block.items()
        if block.split in baseline
    }
    return bool(above and results.estimate(above).high < 0)


def _seed_disagreements(arm: Arm, results: SharedResults) -> tuple[Disagreement, ...]:
    """Every two seeds of an arm on the same split."""
    pairs = combinations(arm.by_block.items(), 2)
    return tuple(
        _disagreement(arm, one, arm, other, results)
        for (of, one), (of_other, other) in pairs
        if of.split == of_other.split
    )


def _disagreement(a: Arm, of_a: Run, b: Arm, of_b: Run, results: SharedResults) -> Disagreement:
    right = {**results.right, **results.all_right}
    test = mcnemar(right[of_a.run_id], right[of_b.run_id])
    return Disagreement(a.name, of_a.config.train.seed, b.name, of_b.config.train.seed, test, of_a.config.dataset.split)
