"""Wording: the sentences about a search, what it does, how far its best score can be trusted, what to do next."""

from collections.abc import Iterable, Mapping, Sequence

from core.config import Monitor
from core.runs.search.expected_best import ExpectedBest, expected_best
from core.runs.search.search_plan import Pruner, SearchPlan
from core.runs.search.trials import Trial
from core.runs.study import value_phrase
from core.system.formatting import percent

SOURCE = "https://aclanthology.org/D19-1224/"
_SAMPLERS = {
    "tpe": "proposed from the trials before it (TPE)",
    "random": "drawn at random",
}
_PRUNERS: Mapping[Pruner, str] = {
    "median": "A trial that is worse than the median of the others ends early.",
    "hyperband": "Of the trials, about the best third goes on after 1, 3, 9, ... epochs (Hyperband).",
}


def plan_sentence(plan: SearchPlan) -> str:
    """What a planned search will do."""
    pruning = f" {_PRUNERS[plan.pruner]}" if plan.pruner in _PRUNERS else ""
    share = f"{100 * plan.config.train.validation_split:g} %"
    return (
        f"{plan.num_trials} trials, the settings of each {_SAMPLERS[plan.sampler]}: "
        f"{'; '.join(map(str, plan.dimensions))}. The best {plan.config.train.monitor} on the validation set "
        f"({share} of the training rows) decides; the test set does not.{pruning}"
    )


def pruned_because(plan: SearchPlan) -> str:
    """Why a trial was pruned after an epoch."""
    if plan.pruner == "hyperband":
        return "was not among the best third of the trials that had come so far in its bracket of Hyperband"
    return "was worse than the median of the finished trials at that epoch"


def settings_phrase(trial: Trial, plan: SearchPlan) -> str:
    """The values that a trial tried, such as `64 units, learning_rate 0.002`."""
    return ", ".join(value_phrase(name, value) for name, value in trial.settings(plan).items())


def score_text(score: float | None, monitor: Monitor) -> str:
    """A score as people read it: a share in percent, a loss as a number."""
    if score is None:
        return "–"
    return f"{score:.4f}" if monitor == "val_loss" else percent(score, 1)


def expected_of(trials: Sequence[Trial], plan: SearchPlan) -> tuple[ExpectedBest, ...]:
    """The expected best score by budget; a pruned trial counts with its score so far, a failed one as the worst."""
    ended = [trial for trial in trials if trial.run.status in ("finished", "pruned", "failed")]
    scores = [trial.score for trial in ended if trial.score is not None]
    if not scores:
        return ()
    worst = min(scores) if plan.maximizes else max(scores)
    return expected_best([worst if trial.score is None else trial.score for trial in ended], plan.maximizes)


def budget_notes(trials: Sequence[Trial], plan: SearchPlan) -> tuple[str, ...]:
    """What the expected best scores assume, and where the trials of this search do not fit that."""
    pruned = sum(trial.run.status == "pruned" for trial in trials)
    failed = sum(trial.run.status == "failed" for trial in trials)
    notes = ["The expected best score assumes trials whose settings are drawn at random from the space."]
    if plan.sampler == "tpe":
        notes.append(
            "These were proposed by TPE, which learns from earlier trials: read it as a rough guide, and compare it "
            "with the best score so far."
        )
    if pruned:
        notes.append(f"{_trials(pruned, 'pruned')} with the score until then, which a whole training might improve.")
    if failed:
        notes.append(f"{_trials(failed, 'failed')} as the worst of the others.")
    return tuple(notes)


def winner_caution(trial: Trial, trials: Iterable[Trial]) -> str:
    """That the best of all scores so far is optimistic, and what to do about it."""
    num_trials = sum(one.has_result for one in trials)
    return (
        f"The {trial.monitor} of the best trial is optimistic: it is the best of {num_trials} on the same validation "
        "rows, with one seed. Train it with other seeds, and judge it by the test set."
    )


def _trials(number: int, word: str) -> str:
    return f"1 {word} trial counts" if number == 1 else f"{number} {word} trials count"
