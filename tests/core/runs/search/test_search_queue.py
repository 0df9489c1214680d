from dataclasses import replace

import pytest

from core.config import MAX_SEED
from core.errors import ConfigError, RunStateError, TrainingDivergedError
from core.runs.jobs import queue
from core.runs.search import SearchPlan, best_trial, next_trials, progress_of_search, ranked
from core.runs.search.next_trials import ALL_TRIED, prunes, read_trials
from core.runs.search.sampler import next_config
from core.runs.search.search_queue import cancel_search, resume_search, submit_search, train_best
from core.settings import Workspace

DIVERGED = TrainingDivergedError("The loss became nan.", "It must stay finite.", "Lower the learning rate.")


def test_each_trial_that_ends_starts_the_next_one_until_the_budget_is_used(store, settings, config, end):
    search = submit_search(store, settings, SearchPlan(config, ("train.learning_rate=1e-4..1e-1",), 3))
    for number in (1, 2, 3):
        runs = store.of_search(search.search_id)
        assert [run.trial for run in runs] == list(range(1, number + 1))
        end(runs[-1], 0.5, 0.6)
        queue.reconcile(store, settings)
        queue.reconcile(store, settings)
    assert len(store.of_search(search.search_id)) == 3
    search = store.searches.get(search.search_id)
    assert str(progress_of_search(search, store.of_search(search.search_id))) == "3 of 3 finished"


def test_as_many_trials_as_may_run_train_side_by_side(store, settings, plan):
    search = submit_search(store, Workspace(home=settings.home, max_running=2), plan)
    assert [run.status for run in store.of_search(search.search_id)] == ["running", "running"]


def test_a_search_that_is_deleted_meanwhile_keeps_no_other_from_its_trials(store, settings, plan, monkeypatch):
    deleted, other = store.searches.create(replace(plan, seed=1)), store.searches.create(plan)

    def propose_while_another_process_deletes(one, trials, number):
        if one == deleted.plan:
            store.searches.delete(deleted.search_id)
            return None
        return next_config(one, trials, number)

    monkeypatch.setattr(next_trials, "next_config", propose_while_another_process_deletes)
    queue.reconcile(store, settings)
    assert [search.search_id for search in store.searches.list()] == [other.search_id]
    assert len(store.of_search(other.search_id)) == 1


def test_a_search_ends_when_all_combinations_were_tried(store, settings, config, end):
    plan = SearchPlan(config, ("train.optimizer=adam,sgd", "train.momentum=0,0.5,0.9"), 6)
    search = submit_search(store, settings, plan)  # with adam, momentum has no effect
    for _ in range(4):
        end(store.of_search(search.search_id)[-1], 0.5, 0.6)
        queue.reconcile(store, settings)
    search = store.searches.get(search.search_id)
    assert (search.stopped, search.message, search.num_started) == (True, ALL_TRIED, 4)


def test_a_cancelled_search_goes_on_when_it_is_resumed(store, settings, plan, end):
    search = submit_search(store, settings, plan)
    end(store.of_search(search.search_id)[0], 0.5, 0.6)
    queue.reconcile(store, settings)
    cancel_search(store, search.search_id)
    running = store.of_search(search.search_id)[1]
    assert running.cancel_requested
    store.mark_cancelled(running.run_id, "Cancelled.")
    queue.reconcile(store, settings)
    assert [run.status for run in store.of_search(search.search_id)] == ["finished", "cancelled"]
    with pytest.raises(RunStateError, match="has ended"):
        cancel_search(store, search.search_id)
    resume_search(store, settings, search.search_id)
    assert [run.status for run in store.of_search(search.search_id)] == ["finished", "running"]


def test_a_diverged_trial_is_not_tried_again(store, settings, plan, end):
    search = submit_search(store, settings, plan)
    end(store.of_search(search.search_id)[0], 0.5, error=DIVERGED)
    end(store.of_search(search.search_id)[-1], 0.5, error=RunStateError("Killed.", "", ""))
    cancel_search(store, search.search_id)
    resume_search(store, settings, search.search_id)
    first = store.of_search(search.search_id)[0]
    assert first.status == "failed"


def test_a_larger_budget_adds_trials(store, settings, config, end):
    search = submit_search(store, settings, SearchPlan(config, ("train.learning_rate=1e-4..1e-1",), 2))
    for _ in range(2):
        end(store.of_search(search.search_id)[-1], 0.5, 0.6)
        queue.reconcile(store, settings)
    with pytest.raises(RunStateError, match="2 of 2 finished"):
        resume_search(store, settings, search.search_id)
    with pytest.raises(ConfigError, match="num_trials is 501"):
        resume_search(store, settings, search.search_id, 501)
    assert resume_search(store, settings, search.search_id, 3).num_started == 3


def test_the_best_trial_is_that_of_the_kept_epoch_never_of_the_test_set(store, settings, plan, end):
    search = submit_search(store, settings, plan)
    for accuracies in ((0.8, 0.9, 0.7), (0.85, 0.6), (0.95,)):
        end(store.of_search(search.search_id)[-1], *accuracies, is_pruned=len(accuracies) == 1)
        queue.reconcile(store, settings)
    trials = read_trials(store, search)
    assert best_trial(trials, plan).number == 1
    assert [trial.number for trial in ranked(trials, plan)] == [1, 2, 3, 4]
    assert [trial.score for trial in trials] == [0.9, 0.85, 0.95, None]


def test_a_run_outside_a_search_is_never_pruned(store, config):
    assert not prunes(store, store.create(config))


def test_a_pruned_trial_cannot_be_resumed(store, settings, plan, end):
    search = submit_search(store, settings, plan)
    run = end(store.of_search(search.search_id)[0], 0.5, 0.6, is_pruned=True)
    assert run.status == "pruned"
    with pytest.raises(RunStateError, match="Train it anew"):
        queue.resume(store, settings, run.run_id)


@pytest.mark.parametrize(("seed", "seeds"), [(42, [43, 44]), (MAX_SEED, [0, 1])])
def test_the_best_settings_are_trained_with_seeds_that_the_search_has_not_seen(
    store, settings, config, end, seed, seeds
):
    plan = SearchPlan(config.with_settings([f"train.seed={seed}"]), ("train.learning_rate=1e-4..1e-1",), 2)
    search = submit_search(store, settings, plan)
    end(store.of_search(search.search_id)[0], 0.5)
    runs = train_best(store, settings, search.search_id, 2)
    assert [run.config.train.seed for run in runs] == seeds
    again = train_best(store, settings, search.search_id, 2)
    assert [run.config.train.seed for run in again] == [seed + 2 for seed in seeds]
