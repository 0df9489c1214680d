"""The next trials: proposes as many as may train at a time, whenever one has ended."""

from contextlib import suppress

from core.config import RunConfig
from core.errors import SearchNotFoundError
from core.runs.job import ENDED
from core.runs.run import Run
from core.runs.search.sampler import is_pruned, next_config
from core.runs.search.search_plan import Search, SearchPlan
from core.runs.search.trials import Trial, varied_values
from core.runs.store import RunStore
from core.runs.study import value_phrase
from core.runs.study.plan_store import shortened_name

ALL_TRIED = "Every combination of the space that could be proposed has been tried."


def propose_trials(store: RunStore, max_running: int) -> None:
    """Queue the next trials of every search that has not used its budget; each is added once, whoever calls this."""
    for search in store.searches.unfinished():
        with suppress(SearchNotFoundError):  # it has been deleted meanwhile
            _propose(store, search, max_running)


def _propose(store: RunStore, search: Search, max_running: int) -> None:
    while search.goes_on:
        trials = read_trials(store, search)
        if sum(trial.run.status not in ENDED for trial in trials) >= max_running:
            break
        number = search.num_started + 1
        config = next_config(search.plan, trials, number)
        if config is None:
            store.searches.stop(search.search_id, ALL_TRIED)
            break
        if store.create_trial(search.search_id, number, config, _name(search.plan, config, number)) is None:
            break  # another process has added it, or the search was stopped or deleted
        search = store.searches.get(search.search_id)


def read_trials(store: RunStore, search: Search) -> tuple[Trial, ...]:
    """The trials of a search in the order they were proposed; without deleted ones."""
    runs = store.of_search(search.search_id)
    histories = store.epochs([run.run_id for run in runs])
    return tuple(Trial(run.trial or 0, run, histories[run.run_id]) for run in runs)


def prunes(store: RunStore, run: Run) -> bool:
    """Whether a running run is a trial that its search ends early, after the epochs that are stored."""
    if run.search_id is None or run.trial is None:
        return False
    search = store.searches.get(run.search_id)
    return search.plan.pruner != "none" and is_pruned(search.plan, read_trials(store, search), run.trial)


def _name(plan: SearchPlan, config: RunConfig, number: int) -> str:
    values = varied_values(plan, config)
    return shortened_name(f"Trial {number}: {', '.join(value_phrase(key, value) for key, value in values.items())}")
