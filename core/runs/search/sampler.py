"""The sampler: an Optuna study made anew from the stored trials, which proposes the next one or prunes a running one.

The runs in the store are the only record of a search, so that a process that is killed loses nothing: the same trials
give the same proposal, whichever process makes it.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from core.config import RunConfig
from core.config.effective_settings import effective_settings
from core.errors import ConfigError
from core.runs.search.search_plan import SearchPlan
from core.runs.search.space import Dimension
from core.runs.search.trials import Trial

if TYPE_CHECKING:
    import optuna

NUM_BEFORE_PRUNING = 5  # finished trials
FIRST_PRUNING_EPOCH = 2
_STUDY_NAME = "search"
_MAX_ATTEMPTS = 200  # to propose what was not tried yet


def next_config(plan: SearchPlan, trials: Sequence[Trial], number: int) -> RunConfig | None:
    """The settings of a search's next trial; None when all that can be proposed has been tried.

    Args:
        trials: those before it; that of a deleted run may be missing. Running ones count as poor, so that trials side
            by side differ ("constant liar").
        number: of the next trial, from 1.
    """
    study = _study(plan, trials, number)
    tried = {trial.run.config for trial in trials}
    for _ in range(_MAX_ATTEMPTS):
        proposal = study.ask()
        try:
            config = _proposed(plan, proposal)
        except ConfigError:  # of a very large space, not every combination was checked
            config = None
        if config is not None and config not in tried:
            return config
        study.tell(proposal, state=_states()["failed"])
    return None


def is_pruned(plan: SearchPlan, trials: Sequence[Trial], number: int) -> bool:
    """Whether the running trial of this number is to end after its latest epoch."""
    if plan.pruner == "none":
        return False
    if plan.pruner == "hyperband":
        return _is_pruned_by_hyperband(plan, trials, number)
    study = _study(plan, trials, number + 1)
    running = next(trial for trial in study.get_trials(deepcopy=False) if trial.number == number - 1)
    return bool(study.pruner.prune(study, running))


def _is_pruned_by_hyperband(plan: SearchPlan, trials: Sequence[Trial], number: int) -> bool:
    """The epochs of all trials are reported again, since Optuna keeps what each had after 1, 3, 9, ... epochs."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(
        study_name=_STUDY_NAME,  # decides which bracket a number is in
        sampler=optuna.samplers.RandomSampler(seed=plan.seed),
        pruner=optuna.pruners.HyperbandPruner(min_resource=1, max_resource=plan.max_epochs),
        direction="maximize" if plan.maximizes else "minimize",
    )
    in_study = [study.ask() for _ in range(max(trial.number for trial in trials))]
    ends = {}
    for trial in trials:
        reported = in_study[trial.number - 1]
        for epoch, value in trial.values.items():
            reported.report(value, epoch)
            ends[trial.number] = reported.should_prune()
    return ends.get(number, False)


def _study(plan: SearchPlan, trials: Sequence[Trial], number: int) -> "optuna.Study":
    """The trials before this number as a study in memory, whose random state depends on the number alone."""
    import optuna  # a second or two, which only a search needs

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    seed = int(np.random.SeedSequence((plan.seed, number)).generate_state(1)[0])
    samplers = {"tpe": optuna.samplers.TPESampler, "random": optuna.samplers.RandomSampler}
    pruner = optuna.pruners.MedianPruner(NUM_BEFORE_PRUNING, FIRST_PRUNING_EPOCH)
    study = optuna.create_study(
        sampler=samplers[plan.sampler](seed=seed), pruner=pruner, direction="maximize" if plan.maximizes else "minimize"
    )
    by_number = {trial.number: trial for trial in trials}
    for place in range(1, number):
        study.add_trial(_frozen(plan, by_number.get(place)))
    return study


def _frozen(plan: SearchPlan, trial: Trial | None) -> "optuna.trial.FrozenTrial":
    """A trial as Optuna has it; that of a deleted run as a failed one, so that the others keep their numbers."""
    from optuna.trial import create_trial

    states = _states()
    if trial is None:
        return create_trial(state=states["failed"])
    state = states[trial.run.status]
    dimensions = [one for one in plan.dimensions if one.name in effective_settings(trial.run.config)]
    if state.is_finished() and state != states["failed"] and trial.score is None:
        state = states["failed"]
    settings = trial.settings(plan)
    return create_trial(
        state=state,
        value=trial.score if state in (states["finished"], states["pruned"]) else None,
        params={one.name: one.proposal(settings[one.name]) for one in dimensions},
        distributions={one.name: _distribution(one) for one in dimensions},
        intermediate_values=dict(trial.values),
    )


def _states() -> "dict[str, optuna.trial.TrialState]":
    from optuna.trial import TrialState

    return {
        "finished": TrialState.COMPLETE,
        "pruned": TrialState.PRUNED,
        "failed": TrialState.FAIL,
        "cancelled": TrialState.FAIL,
        "running": TrialState.RUNNING,
        "queued": TrialState.RUNNING,
    }


def _proposed(plan: SearchPlan, trial: "optuna.Trial") -> RunConfig:
    """The config of a proposal: listed values first, which decide whether settings with a range have an effect.

    Raises:
        ConfigError: when the settings contradict each other.
    """
    words: dict[str, str] = {}
    config = plan.config
    for has_words in (True, False):
        waiting = [dimension for dimension in plan.dimensions if bool(dimension.words) == has_words]
        while ready := [one for one in waiting if one.name in effective_settings(config) and one.name not in words]:
            words |= {one.name: one.word(_suggested(one, trial)) for one in ready}
            config = plan.config.with_settings(f"{name}={word}" for name, word in words.items())
    effective = effective_settings(config)
    return plan.config.with_settings(f"{name}={word}" for name, word in words.items() if name in effective)


def _suggested(dimension: Dimension, trial: "optuna.Trial") -> Any:
    name, low, high = dimension.name, dimension.low, dimension.high
    if dimension.kind == "choice":
        return trial.suggest_categorical(name, dimension.words)
    if dimension.kind == "real":
        return trial.suggest_float(name, low, high, log=dimension.log)
    return trial.suggest_int(name, int(low), int(high), log=dimension.log)


def _distribution(dimension: Dimension) -> "optuna.distributions.BaseDistribution":
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    if dimension.kind == "choice":
        return CategoricalDistribution(dimension.words)
    if dimension.kind == "real":
        return FloatDistribution(dimension.low, dimension.high, log=dimension.log)
    return IntDistribution(int(dimension.low), int(dimension.high), log=dimension.log)
