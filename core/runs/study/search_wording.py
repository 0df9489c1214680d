"""Wording: the sentences about a study's search: what it tries, and what it chose for each arm."""

from collections.abc import Iterator, Sequence

from core.config import flatten
from core.errors import ConfigError
from core.runs.study.members import search_members
from core.runs.study.plan import StudyPlan
from core.runs.study.search import candidates, searched_settings

_SMALL_STEP = 1e-6  # a share of a number: still possible however near the limit of a setting it is


def budget_sentence(plan: StudyPlan) -> str:
    """What a planned search will do; empty without one."""
    if not plan.search:
        return ""
    seed = search_members(plan)[0].seed
    return (
        f"First, each arm has {_budget(plan)}, one run each with seed {seed}. The highest accuracy on the validation "
        f"set ({_share(plan)}) decides which is the best trial, whose settings all its seeds are trained with; the "
        "test set does not."
    )


def diverged_sentence(plan: StudyPlan, arms: Sequence[str]) -> str:
    """Why a search cannot choose, and what to do; empty where it can.

    Args:
        arms: those of which every candidate has diverged.
    """
    if not arms:
        return ""
    labels = _listed([plan.labels[arm] for arm in arms], "and")
    return (
        f"Every trial of {labels} diverged, so the search cannot choose. Train another study with other values, "
        "such as lower learning rates."
    )


def choice_sentences(plan: StudyPlan) -> tuple[str, ...]:
    """With which budget the arms were searched, what was chosen, and for which arms more values might be better.

    Empty for a study without a search, or one whose search has not chosen yet.
    """
    if not plan.chosen:
        return ()
    arms = (
        f"{plan.labels[arm]} {_values(candidates(plan.search)[number])}"
        for arm, number in zip(plan.arms, plan.chosen, strict=True)
    )
    tuned = (
        f"The search had the same budget for each arm: {_budget(plan)}, one run each, chosen by accuracy on the "
        f"validation set ({_share(plan)}). Best trials: {'; '.join(arms)}. A single run each chooses partly by chance, "
        "and a verdict is about arms with this budget."
    )
    return (tuned, *_at_an_end(plan))


def _share(plan: StudyPlan) -> str:
    return f"{100 * plan.config.train.validation_split:g} % of the training rows"


def _budget(plan: StudyPlan) -> str:
    settings = (f"{name} {_listed(values)}" for name, values in _tried(plan).items())
    return f"{len(candidates(plan.search))} trials ({' with '.join(settings)})"


def _values(candidate: Sequence[str]) -> str:
    return ", ".join(line.replace("=", " ") for line in candidate)


def _tried(plan: StudyPlan) -> dict[str, list[str]]:
    """By setting, the different values that are tried, in the order they are named."""
    tried = candidates(plan.search)
    lines = [list(dict.fromkeys(candidate[place] for candidate in tried)) for place in range(len(plan.search))]
    return {
        name: [line.partition("=")[2] for line in of_setting]
        for name, of_setting in zip(searched_settings(plan.search), lines, strict=True)
    }


def _at_an_end(plan: StudyPlan) -> Iterator[str]:
    """Where an arm took the lowest or highest number that was tried, and one beyond it is possible."""
    for place, (name, values) in enumerate(_tried(plan).items()):
        numbers = _numbers(values)
        if len(numbers) < 2:
            continue
        for word, end in (("lowest", min(numbers)), ("highest", max(numbers))):
            took = [
                plan.labels[arm]
                for arm, number in zip(plan.arms, plan.chosen, strict=True)
                if _numbers([candidates(plan.search)[number][place].partition("=")[2]]) == [end]
            ]
            if took and _goes_on(plan, name, end, 1 if word == "highest" else -1):
                yield (
                    f"The {word} {name} that was tried was best for {_listed(took, 'and')}: a {word[:-3]}er one might "
                    "be better still."
                )


def _goes_on(plan: StudyPlan, name: str, end: float, sign: int) -> bool:
    """Whether the setting can have a value beyond this one, as a dropout cannot below 0."""
    is_float = isinstance(flatten(plan.config)[name], float)
    beyond = end + sign * end * _SMALL_STEP if is_float and end else end + sign
    try:
        plan.config.with_settings([f"{name}={beyond if is_float else int(beyond)}"])
    except ConfigError:
        return False
    return True


def _numbers(values: Sequence[str]) -> list[float]:
    """The values as numbers; none where one of them is no number."""
    try:
        return [float(value) for value in values]
    except ValueError:
        return []


def _listed(words: Sequence[str], last: str = "or") -> str:
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), words[-1])))
