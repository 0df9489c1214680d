"""Power: the smallest gap that a planned study can show, what that rests on, and how many seeds would show more."""

from dataclasses import astuple

from core.comparison.planning.variability import Variability
from core.runs.study import MAX_SEEDS, StudyPlan
from core.system.formatting import percent, points

ASSUMED = Variability(0.005, 0.12, 0.10)  # where nothing like it has finished here


def smallest_gap(plan: StudyPlan, num_test: int, known: Variability) -> float:
    """The smallest true gap in accuracy, as a share, that the study finds with 80 % power.

    Args:
        num_test: test rows.
        known: what finished studies tell; the rest is `ASSUMED`.
    """
    return _gap(num_test, plan.num_seeds, known)


def seeds_needed(plan: StudyPlan, num_test: int, known: Variability) -> int | None:
    """The fewest seeds, at least two, that show a gap as small as the region of practical equivalence.

    None where `MAX_SEEDS` do not show it either: then only more test rows can.
    """
    if _gap(num_test, MAX_SEEDS, known) > plan.rope:
        return None
    few, enough = 1, MAX_SEEDS  # the gap shrinks with every seed; a single one says nothing about architectures
    while enough - few > 1:
        middle = (few + enough) // 2
        few, enough = (few, middle) if _gap(num_test, middle, known) <= plan.rope else (middle, enough)
    return enough


def taken_as(known: Variability) -> Variability:
    """What is known, and what is assumed for the rest.

    Seeds of one arm often disagree on more rows than two arms with the same seed, which begin with the same weights;
    what two paired runs differ in by chance is no more than all they differ in.
    """
    pairs = zip(astuple(known), astuple(ASSUMED), strict=True)
    seed_sd, disagreement, between_seeds = (assumed if value is None else value for value, assumed in pairs)
    return Variability(seed_sd, disagreement, min(between_seeds, disagreement))


def shown(plan: StudyPlan, num_test: int, known: Variability, noun: str) -> str:
    """What the study can show, as a sentence.

    Args:
        noun: what the test rows are called, such as `texts`.
    """
    gap = points(smallest_gap(plan, num_test, known))
    if plan.num_seeds == 1:
        return (
            f"One seed shows a gap of {gap} or more between two trained networks (80 % power; {num_test:,} test "
            f"{noun}, 1 seed), and nothing about their architectures."
        )
    return f"This study can show a gap of {gap} or more (80 % power; {num_test:,} test {noun}, {plan.num_seeds} seeds)."


def assumptions(known: Variability, noun: str) -> str:
    """All that the smallest gap rests on, as a sentence."""
    taken = taken_as(known)
    between_seeds = percent(taken.seed_disagreement, 1)
    if (known.seed_disagreement or 0) > taken.seed_disagreement:
        between_seeds = f"{percent(known.seed_disagreement, 1)}, taken as {between_seeds}"
    return (
        f"It assumes that runs of one arm spread by {points(taken.seed_sd)} (standard deviation), that two arms "
        f"disagree on {percent(taken.disagreement, 1)} of the {noun} and two seeds of one arm on {between_seeds}: "
        f"{_whence(known)}."
    )


def more_power(plan: StudyPlan, num_test: int, known: Variability, noun: str) -> str:
    """What would show a gap as small as the region of practical equivalence, as a sentence; empty where it is shown."""
    if smallest_gap(plan, num_test, known) <= plan.rope or plan.rope == 0:
        return ""
    more = f"More seeds or more test {noun} would show smaller gaps"
    if enough := seeds_needed(plan, num_test, known):
        return f"{more}: {enough} seeds would do for {points(plan.rope)}."
    smallest = points(_gap(num_test, MAX_SEEDS, known))
    return f"{more}; even {MAX_SEEDS} seeds show none below {smallest}, so take more test {noun}."


def _gap(num_test: int, num_seeds: int, known: Variability) -> float:
    from core.evaluation.statistics import detectable_gap  # with scipy, which the first page does not wait for

    return detectable_gap(num_test, num_seeds, *astuple(taken_as(known)))


def _whence(known: Variability) -> str:
    values = dict(zip(("first", "second", "third"), astuple(known), strict=True))
    measured = [place for place, value in values.items() if value is not None]
    assumed = [place for place, value in values.items() if value is None]
    if not measured:
        return "all assumed, nothing like it has finished here"
    told = "as in studies of these data that finished here"
    if not assumed:
        return f"all {told}"
    return f"the {' and '.join(measured)} {told}, the {' and '.join(assumed)} assumed"
