"""Power: the smallest gap that a planned study can detect, its assumptions, and how many seeds would detect more."""

from bisect import bisect_left
from dataclasses import astuple

from core.comparison.planning.variability import Variability
from core.runs.study import MAX_SEEDS, StudyPlan
from core.source import KIND_NOUNS
from core.system.formatting import percent, points

ASSUMED = Variability(0.005, 0.12, 0.10)  # where no study on the same data has finished


def smallest_gap(plan: StudyPlan, num_test: int, known: Variability) -> float:
    """The smallest true gap in accuracy, as a share, that the study detects with 80 % power.

    Args:
        num_test: test rows.
        known: from finished studies; the rest is `ASSUMED`.
    """
    return _gap(num_test, plan.num_seeds, known)


def seeds_needed(plan: StudyPlan, num_test: int, known: Variability) -> int | None:
    """The fewest seeds, at least two, that detect a gap as small as the region of practical equivalence.

    None where even `MAX_SEEDS` do not: then only more test rows can.
    """
    if _gap(num_test, MAX_SEEDS, known) > plan.rope:
        return None
    seeds = range(2, MAX_SEEDS + 1)  # a single seed says nothing about architectures
    first = bisect_left(seeds, True, key=lambda number: _gap(num_test, number, known) <= plan.rope)  # gaps only shrink
    return seeds[first]


def with_assumptions(known: Variability) -> Variability:
    """The known values, and the assumed ones for the rest.

    Seeds of one arm often disagree on more rows than two arms with the same seed, which begin with the same weights;
    what two paired runs differ in by chance is no more than all they differ in.
    """
    seed_sd, disagreement, seed_disagreement = _values(known)
    return Variability(seed_sd, disagreement, min(seed_disagreement, disagreement))


def power_sentence(plan: StudyPlan, num_test: int, known: Variability) -> str:
    """What the study can show, as a sentence."""
    gap, noun = points(smallest_gap(plan, num_test, known)), _noun(plan)
    if plan.num_seeds == 1:
        return (
            f"One seed shows a gap of {gap} or more between two trained networks (80 % power; {num_test:,} test "
            f"{noun}, 1 seed), and nothing about their architectures."
        )
    return f"This study can show a gap of {gap} or more (80 % power; {num_test:,} test {noun}, {plan.num_seeds} seeds)."


def assumptions(plan: StudyPlan, known: Variability) -> str:
    """The assumptions behind the smallest gap, as a sentence."""
    seed_sd, disagreement, seed_disagreement = _values(known)
    between_seeds = percent(min(seed_disagreement, disagreement), 1)
    if known.seed_disagreement is not None and known.seed_disagreement > disagreement:
        between_seeds = f"{percent(known.seed_disagreement, 1)}, limited to {between_seeds}"
    return (
        f"It assumes that runs of one arm spread by {points(seed_sd)} (standard deviation), that two arms "
        f"disagree on {percent(disagreement, 1)} of the {_noun(plan)} and two seeds of one arm on {between_seeds}: "
        f"{_origin(known)}."
    )


def more_power(plan: StudyPlan, num_test: int, known: Variability) -> str:
    """What would show a gap as small as the region of practical equivalence, as a sentence; empty if the plan does."""
    if smallest_gap(plan, num_test, known) <= plan.rope or plan.rope == 0:
        return ""
    more = f"More seeds or more test {_noun(plan)} would show smaller gaps"
    if enough := seeds_needed(plan, num_test, known):
        return f"{more}: {enough} seeds are enough for {points(plan.rope)}."
    smallest = points(_gap(num_test, MAX_SEEDS, known))
    return f"{more}. Even {MAX_SEEDS} seeds show no gap below {smallest}: use more test {_noun(plan)}."


def _gap(num_test: int, num_seeds: int, known: Variability) -> float:
    from core.evaluation.statistics import detectable_gap  # loads scipy, which the first page must not wait for

    return detectable_gap(num_test, num_seeds, *astuple(with_assumptions(known)))


def _values(known: Variability) -> tuple[float, float, float]:
    """Standard deviation and both disagreements, each known or assumed."""
    pairs = zip(astuple(known), astuple(ASSUMED), strict=True)
    seed_sd, disagreement, seed_disagreement = (assumed if value is None else value for value, assumed in pairs)
    return seed_sd, disagreement, seed_disagreement


def _noun(plan: StudyPlan) -> str:
    return KIND_NOUNS[plan.config.dataset.kind]


def _origin(known: Variability) -> str:
    values = dict(zip(("first", "second", "third"), astuple(known), strict=True))
    measured = [place for place, value in values.items() if value is not None]
    assumed = [place for place, value in values.items() if value is None]
    if not measured:
        return "all assumed, because no study on these data has finished here"
    origin = "as in studies of these data that finished here"
    if not assumed:
        return f"all {origin}"
    return f"the {' and '.join(measured)} {origin}, the {' and '.join(assumed)} assumed"
