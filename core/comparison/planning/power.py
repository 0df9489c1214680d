"""Power: the decisions that a planned study can reach, and how many seeds reach them."""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil, comb, sqrt
from typing import TYPE_CHECKING

from core.comparison.planning.variability import Variability
from core.runs.study import MAX_SEEDS, MIN_SEEDS, StudyPlan

if TYPE_CHECKING:
    from core.evaluation.statistics.decision_power import PlannedPair

ASSUMED = Variability(0.005, 0.12, 0.10, 0.005, 0.10)  # where no study on the same data has finished
POWER = 0.8
_TARGET = 2  # regions of equivalence: as far beyond the region as no gap is within it


@dataclass(frozen=True)
class PowerForecast:
    """What a planned study decides, with a power of `POWER` where no probability is named.

    Args:
        num_pairs: pairs of arms, which are decided together.
        level: the share of wrong decisions that the first of them may cause.
        better_gap: the smallest true gap that is decided as better; None where none is, as with too few seeds.
        same_power: the probability that arms without a gap are decided as practically the same.
        same_gap: the largest true gap that is decided as practically the same; None where not even no gap is.
        target_gap: twice the region of equivalence.
        seeds_for_target: the fewest seeds of a split that decide the target gap as better; None where `MAX_SEEDS` do
            not.
        seeds_for_same: the fewest that decide no gap as practically the same; None where `MAX_SEEDS` do not.
    """

    num_pairs: int
    level: float
    better_gap: float | None
    same_power: float
    same_gap: float | None
    target_gap: float
    seeds_for_target: int | None
    seeds_for_same: int | None


def forecast_power(plan: StudyPlan, num_test: int, known: Variability) -> PowerForecast:
    """The decisions of a planned study.

    It is planned for the first step of Holm's procedure, at which a pair is decided while all others are open; a pair
    that is decided after others needs less. Several splits are planned for a gap that is the same on all of them: how
    much training sets matter is not known before.

    Args:
        num_test: test rows.
        known: from finished studies; the rest is `ASSUMED`.
    """
    from core.evaluation.statistics import decision_power  # loads scipy, which the first page must not wait for

    pair = _planned_pair(plan, num_test, known)
    decides = plan.num_seeds * plan.num_splits >= MIN_SEEDS
    target = _TARGET * plan.rope

    def seeds_for(power: Callable[["PlannedPair"], float]) -> int | None:
        def enough(num_seeds: int) -> bool:
            return power(replace(pair, num_seeds=num_seeds)) >= POWER

        seeds = range(ceil(MIN_SEEDS / plan.num_splits), MAX_SEEDS + 1)
        return seeds[bisect_left(seeds, True, key=enough)] if plan.rope and enough(MAX_SEEDS) else None

    return PowerForecast(
        num_pairs=comb(len(plan.arms), 2),
        level=pair.level,
        better_gap=decision_power.better_gap(pair, POWER) if decides else None,
        same_power=decision_power.same_power(pair) if decides else 0.0,
        same_gap=decision_power.same_gap(pair, POWER) if decides else None,
        target_gap=target,
        seeds_for_target=seeds_for(lambda one: decision_power.better_power(one, target)),
        seeds_for_same=seeds_for(decision_power.same_power),
    )


def with_assumptions(known: Variability) -> Variability:
    """The known values, and the assumed ones for the rest.

    Where no two arms share seeds, the gap is taken to vary as if a seed meant nothing to both arms, and noise is that
    between two seeds of one arm; it is no more than all that two arms differ in.
    """
    disagreement = ASSUMED.disagreement if known.disagreement is None else known.disagreement
    gap_sd, noise = known.gap_sd, known.noise
    if gap_sd is None:
        gap_sd = ASSUMED.gap_sd if known.seed_sd is None else sqrt(2) * known.seed_sd
    if noise is None:
        noise = ASSUMED.noise if known.seed_disagreement is None else known.seed_disagreement
    return Variability(
        seed_sd=ASSUMED.seed_sd if known.seed_sd is None else known.seed_sd,
        disagreement=disagreement,
        seed_disagreement=ASSUMED.seed_disagreement if known.seed_disagreement is None else known.seed_disagreement,
        gap_sd=gap_sd,
        noise=min(noise or 0.0, disagreement or 0.0),
    )


def _planned_pair(plan: StudyPlan, num_test: int, known: Variability) -> "PlannedPair":
    from core.evaluation.statistics import look_level
    from core.evaluation.statistics.decision_power import PlannedPair

    expected, earlier = with_assumptions(known), [seeds for seeds in plan.looks if seeds >= MIN_SEEDS]
    return PlannedPair(
        num_seeds=max(plan.num_seeds, ceil(MIN_SEEDS / plan.num_splits)),
        num_rows=num_test,
        rope=plan.rope,
        level=look_level([*earlier, plan.num_seeds]) / comb(len(plan.arms), 2),
        gap_sd=expected.gap_sd or 0.0,
        disagreement=expected.disagreement or 0.0,
        noise=expected.noise or 0.0,
        num_splits=plan.num_splits,
        test_share=plan.config.dataset.test_size,
    )
