"""The power of a planned study in sentences: what it decides, what that assumes, and what would decide more."""

from math import ceil, floor

from core.comparison.planning.power import POWER, PowerForecast, with_assumptions
from core.comparison.planning.variability import Observation
from core.runs.study import MAX_SEEDS, MIN_SEEDS, MIN_SEEDS_WITH_FAILED, StudyPlan
from core.source import KIND_NOUNS
from core.system.formatting import percent, points

_SMALL = 0.005  # a probability that is not worth a number
_ROUNDING = 1e-6


def power_sentence(plan: StudyPlan, num_test: int, power: PowerForecast) -> str:
    """From which gap on the study shows that an arm is better."""
    about = f"{num_test:,} test {_noun(plan)}, {plan.size}, {_pairs(power.num_pairs)}"
    if _all_seeds(plan) < MIN_SEEDS:
        return f"This study gives no verdict ({about}). A verdict needs at least {MIN_SEEDS} seeds."
    if power.better_gap is None:
        return f"This study cannot show that an arm is better ({about})."
    region = f", region of {points(plan.rope)}" if plan.rope else ""
    return f"This study can show a gap of {smallest_gap(power)} or more ({percent(POWER)} power; {about}{region})."


def smallest_gap(power: PowerForecast) -> str:
    """The smallest true gap that is decided as better, rounded up; empty where none is."""
    return "" if power.better_gap is None else points(ceil(1000 * power.better_gap - _ROUNDING) / 1000)


def same_sentence(plan: StudyPlan, power: PowerForecast) -> str:
    """How probably the study shows that equal arms are practically the same; empty where nothing is decided."""
    if _all_seeds(plan) < MIN_SEEDS:
        return ""
    if plan.rope == 0:
        return "Without a region of practical equivalence, no study shows that arms are practically the same."
    if power.same_power < _SMALL:
        return "It cannot show that arms are practically the same."
    probability, same_gap = percent(power.same_power), floor(1000 * (power.same_gap or 0.0) + _ROUNDING) / 1000
    sentence = f"Where there is no gap, it shows with {probability} probability that arms are practically the same"
    return f"{sentence}; {percent(POWER)} up to a gap of {points(same_gap)}." if same_gap else f"{sentence}."


def assumptions(plan: StudyPlan, observed: Observation) -> str:
    """The assumptions behind the forecast of power, as a sentence."""
    expected = with_assumptions(observed.variability)
    splits = "" if plan.num_splits == 1 else ", that the gap is the same on all splits"
    failing = f" (if one fails, fewer than {MIN_SEEDS_WITH_FAILED} seeds show no arm to be better)"
    if _all_seeds(plan) >= MIN_SEEDS_WITH_FAILED:
        failing = ""
    return (
        f"It assumes that every seed learns{failing}{splits}, that the gap of two arms varies by "
        f"{points(expected.gap_sd or 0.0)} from seed to seed (standard deviation), and that they disagree on "
        f"{percent(expected.disagreement, 1)} of the {_noun(plan)}, on {percent(expected.noise, 1)} by chance of the "
        f"seed: {_origin(observed)}."
    )


def more_power(plan: StudyPlan, power: PowerForecast) -> str:
    """How many seeds show a gap of twice the region, and that there is none; empty where those of the plan do."""
    if plan.rope == 0:
        return ""
    goals = {
        f"show a gap of {points(power.target_gap)} (twice the region)": power.seeds_for_target,
        "show that equal arms are practically the same": power.seeds_for_same,
    }
    missing = {goal: seeds for goal, seeds in goals.items() if seeds is None or seeds > plan.num_seeds}
    each = "" if plan.num_splits == 1 else " on each split"
    sentences = [
        f"{_seeds(seeds)}{each} {'is' if seeds == 1 else 'are'} enough to {goal}."
        for goal, seeds in missing.items()
        if seeds
    ]
    if unreachable := [goal for goal, seeds in missing.items() if seeds is None]:
        sentences.append(
            f"Even {MAX_SEEDS} seeds{each} do not {' or '.join(unreachable)}: use more test {_noun(plan)}."
        )
    return " ".join(sentences)


def _origin(observed: Observation) -> str:
    known = observed.variability
    is_observed = {
        "first": known.gap_sd is not None or known.seed_sd is not None,
        "second": known.disagreement is not None,
        "third": known.noise is not None or known.seed_disagreement is not None,
    }
    places = [place for place, is_known in is_observed.items() if is_known]
    if not places:
        return f"all assumed, because {_why_unknown(observed)}"
    runs = f"observed in {observed.num_runs} runs on these data that finished here"
    if observed.num_failed:
        runs += f" and learned ({observed.num_failed} did not)"
    if observed.unlike:
        runs += f", with another {', another '.join(observed.unlike)}"
    if len(places) == len(is_observed):
        return f"all {runs}"
    assumed = [place for place in is_observed if place not in places]
    return f"the {' and '.join(places)} {runs}; the {' and '.join(assumed)} assumed"


def _why_unknown(observed: Observation) -> str:
    if observed.num_runs:
        return "the runs on these data that finished here are too few"
    if observed.num_failed:
        return f"none of {observed.num_failed} runs on these data that finished here learned anything"
    return "no study on these data has finished here"


def _noun(plan: StudyPlan) -> str:
    return KIND_NOUNS[plan.config.dataset.kind]


def _all_seeds(plan: StudyPlan) -> int:
    return plan.num_seeds * plan.num_splits


def _seeds(number: int) -> str:
    return "1 seed" if number == 1 else f"{number} seeds"


def _pairs(number: int) -> str:
    return "1 pair of arms" if number == 1 else f"{number} pairs of arms"
