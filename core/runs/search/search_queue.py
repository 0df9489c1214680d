"""The queue of searches: submit, cancel, resume; `queue.reconcile` moves them on."""

from collections.abc import Iterable
from itertools import count, islice

from core.config import MAX_SEED
from core.errors import RunStateError
from core.runs.job import ENDED
from core.runs.jobs import queue
from core.runs.jobs.search_job import has_ended
from core.runs.run import Run
from core.runs.search.next_trials import read_trials
from core.runs.search.search_plan import Search, SearchPlan
from core.runs.search.trials import best_trial, progress_of_search
from core.runs.store import RunStore
from core.runs.study import without_block
from core.runs.study.plan_store import MAX_NAME
from core.settings import Workspace

CANCELLED = "Cancelled."
NUM_SEEDS = 5  # that the best settings are trained with anew


def submit_search(store: RunStore, workspace: Workspace, plan: SearchPlan, name: str = "") -> Search:
    """Keep a search and queue its first trials; `reconcile` proposes the next ones as they end."""
    search = store.searches.create(plan, name)
    queue.reconcile(store, workspace)
    return store.searches.get(search.search_id)


def cancel_search(store: RunStore, search_id: str) -> Search:
    """Propose no further trial, and cancel the queued and running ones.

    Raises:
        SearchNotFoundError: when no search is named so.
        RunStateError: when the search has ended.
    """
    store.searches.require_change(search_id)
    search = store.searches.get(search_id)
    active = [run for run in store.of_search(search.search_id) if run.status not in ENDED]
    if not active and not search.goes_on:
        raise RunStateError(
            f"Search {search.search_id} has ended.",
            "Only a search with trials to come can be cancelled.",
            "Nothing needs to be done.",
        )
    search = store.searches.stop(search.search_id, CANCELLED)
    queue.cancel_all(store, active)
    return search


def resume_search(store: RunStore, workspace: Workspace, search_id: str, num_trials: int | None = None) -> Search:
    """Let a search go on: failed and cancelled trials are queued again, further ones are proposed.

    Args:
        num_trials: a larger budget; None for the one that it has.

    Raises:
        SearchNotFoundError: when no search is named so.
        ConfigError: when the search cannot have so many trials.
        RunStateError: when there is nothing to go on with.
    """
    store.searches.require_change(search_id)
    queue.reconcile(store, workspace)
    search = store.searches.get(search_id)
    budget = search.plan.num_trials if num_trials is None else num_trials
    again = due_again(store, store.of_search(search.search_id))
    goes_on = search.num_started < budget and (search.stopped or budget > search.plan.num_trials)
    if not again and not goes_on:
        progress = progress_of_search(search, store.of_search(search.search_id))
        raise RunStateError(
            f"Search {search.search_id}: {progress}.",
            "Only a search with trials to come, with cancelled ones, or with failed ones that did not diverge, can be "
            "resumed.",
            "Raise the number of its trials to try more, or wait for it to end.",
        )
    search = store.searches.go_on(search.search_id, None if num_trials is None else budget)
    for run in again:
        store.queue_again(run.run_id, "Resumed with its search.")
    queue.reconcile(store, workspace)
    return store.searches.get(search.search_id)


def train_best(store: RunStore, workspace: Workspace, search_id: str, num_seeds: int = NUM_SEEDS) -> list[Run]:
    """Queue runs of the best trial's settings with seeds that no run of these settings has had.

    Raises:
        SearchNotFoundError: when no search is named so.
        RunStateError: when no trial has finished.
    """
    search = store.searches.get(search_id)
    best = best_trial(read_trials(store, search), search.plan)
    if best is None:
        raise RunStateError(
            f"No trial of search {search.search_id} has finished.",
            "Only the settings of a finished trial can be trained with other seeds.",
            "Wait for the first one.",
        )
    config = best.run.config
    trained = {run.config.train.seed for run in store.list() if without_block(run.config) == without_block(config)}
    seeds = (seed % (MAX_SEED + 1) for seed in count(config.train.seed + 1))  # after the largest one comes 0
    unseen = islice((seed for seed in seeds if seed not in trained), num_seeds)
    configs = [config.with_settings([f"train.seed={seed}"]) for seed in unseen]
    names = [f"Best of {search.name}, seed {config.train.seed}"[-MAX_NAME:] for config in configs]
    return queue.submit(store, workspace, configs, names, [f"best of {search.search_id}"])


def due_again(store: RunStore, trials: Iterable[Run]) -> list[Run]:
    """The trials that resuming their search tries again: cancelled ones, and those that did not fail by diverging."""
    return [run for run in trials if run.status in ("failed", "cancelled") and not has_ended(store, run)]
