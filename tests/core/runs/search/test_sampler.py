import math
from dataclasses import replace

import pytest

from core.errors import TrainingDivergedError
from core.runs.search import SearchPlan
from core.runs.search.next_trials import propose_trials, read_trials
from core.runs.search.sampler import is_pruned, next_config

DIVERGED = TrainingDivergedError("The loss became nan.", "It must stay finite.", "Lower the learning rate.")


def accuracy(config) -> float:
    """The invented result of a trial: best at a learning rate of 0.003 and 32 units."""
    rate = abs(math.log10(config.train.learning_rate) + 2.5)
    return 0.9 - 0.1 * rate - 0.02 * abs(math.log2(config.model.units) - 5)


@pytest.fixture
def run_trials(store, end):
    """Run a number of trials of a new search, without training; gives the search."""

    def run_trials(plan, number, result=accuracy):
        search = store.searches.create(plan)
        for _ in range(number):
            propose_trials(store, 1)
            run = store.of_search(search.search_id)[-1]
            end(run, 0.5, result(run.config))
        return search

    return run_trials


def test_the_same_trials_give_the_same_proposal_in_another_process(store, plan, run_trials):
    search = run_trials(plan, 11)
    trials = read_trials(store, search)
    assert next_config(plan, trials, 12) == next_config(plan, trials, 12)
    assert next_config(plan, trials, 12) != next_config(replace(plan, seed=1), trials, 12)
    assert next_config(plan, trials, 12) != next_config(plan, trials[:-1], 11)


def test_later_proposals_are_better_than_random_ones(store, plan, run_trials):
    many = replace(plan, num_trials=40)
    scores = {
        sampler: [
            trial.score for trial in read_trials(store, run_trials(replace(many, sampler=sampler, seed=3), 40))[20:]
        ]
        for sampler in ("tpe", "random")
    }
    assert sum(scores["tpe"]) > sum(scores["random"])


def test_proposals_stay_in_the_space_and_differ(store, plan, run_trials):
    configs = [trial.run.config for trial in read_trials(store, run_trials(plan, 12))]
    assert len(set(configs)) == 12
    assert all(1e-4 <= config.train.learning_rate <= 1e-1 for config in configs)
    assert {config.model.units for config in configs} <= {8, 16, 32, 64}
    assert {config.model.cell for config in configs} == {"LSTM", "GRU"}


def test_a_small_space_is_tried_whole_and_then_nothing_is_proposed(store, config, run_trials):
    plan = SearchPlan(config, ("model.cell=LSTM,GRU", "model.num_layers=1,2"), 4)
    search = run_trials(plan, 4)
    trials = read_trials(store, search)
    assert len({(trial.run.config.model.cell, trial.run.config.model.num_layers) for trial in trials}) == 4
    assert next_config(plan, trials, 5) is None


def test_a_setting_without_effect_in_a_trial_keeps_its_value(store, config, run_trials):
    plan = SearchPlan(config, ("train.optimizer=adam,sgd", "train.momentum=0.1..0.9"), 12)
    trials = read_trials(store, run_trials(plan, 12, lambda config: 0.5 + config.train.momentum / 4))
    momenta = {"adam": set(), "sgd": set()}
    for trial in trials:
        momenta[trial.run.config.train.optimizer].add(trial.run.config.train.momentum)
        assert ("train.momentum" in trial.settings(plan)) == (trial.run.config.train.optimizer == "sgd")
    assert momenta["adam"] == {0.0}
    assert len(momenta["sgd"]) > 1


def test_trials_side_by_side_differ(store, plan):
    search = store.searches.create(plan)
    propose_trials(store, 3)
    first = read_trials(store, search)
    assert len({trial.run.config for trial in first}) == 3
    assert next_config(plan, first, 4) not in {trial.run.config for trial in first}


def test_deleted_failed_and_pruned_trials_do_not_end_a_search(store, plan, run_trials, end):
    search = run_trials(plan, 3)
    for values in ({"error": DIVERGED}, {"is_pruned": True}):
        propose_trials(store, 1)
        end(store.of_search(search.search_id)[-1], 0.5, **values)
    store.delete(store.of_search(search.search_id)[1].run_id)
    trials = read_trials(store, search)
    assert [trial.number for trial in trials] == [1, 3, 4, 5]
    assert next_config(plan, trials, 6) is not None


def with_last_running(trials):
    """The trials as they were before the last one ended."""
    return [*trials[:-1], replace(trials[-1], run=replace(trials[-1].run, status="running"))]


@pytest.mark.parametrize("monitor", ["val_accuracy", "val_loss", "val_macro_f1"])
def test_a_trial_below_the_median_is_pruned(store, plan, end, monitor):
    plan = replace(plan, config=plan.config.with_settings([f"train.monitor={monitor}"]))
    search = store.searches.create(plan)
    for place in range(6):
        propose_trials(store, 1)
        end(store.of_search(search.search_id)[-1], 0.5, 0.6 + place / 100)
    propose_trials(store, 1)
    run = store.of_search(search.search_id)[-1]
    end(run, 0.5, 0.55)
    trials = with_last_running(read_trials(store, search))
    assert is_pruned(plan, trials, 7)
    assert not is_pruned(replace(plan, pruner="none"), trials, 7)
    better = replace(trials[-1], history=trials[-2].history)
    assert not is_pruned(plan, [*trials[:-1], better], 7)


def test_hyperband_lets_only_the_best_trials_of_a_bracket_go_on(store, plan, end):
    """A trial is compared in its bracket with what others had after as many epochs, and the same each time."""
    plan = replace(plan, pruner="hyperband")
    search = store.searches.create(plan)
    for place in range(8):
        propose_trials(store, 1)
        end(store.of_search(search.search_id)[-1], 0.9 - place / 100)
    trials = read_trials(store, search)
    pruned = [is_pruned(plan, with_last_running(trials[:number]), number) for number in range(1, 9)]
    assert not pruned[0]
    assert {True, False} == set(pruned[1:]), "brackets begin to prune after different epochs"
    assert [is_pruned(plan, trials, number) for number in range(1, 9)] == pruned
    worst = pruned.index(True)
    best = replace(trials[worst], history=[replace(epoch, val_accuracy=0.99) for epoch in trials[worst].history])
    assert not is_pruned(plan, [*trials[:worst], best, *trials[worst + 1 :]], worst + 1)
    waiting = replace(trials[worst], history=())
    assert not is_pruned(plan, [*trials[:worst], waiting], worst + 1)


def test_hyperband_has_the_most_epochs_of_any_trial(plan):
    assert plan.max_epochs == 4
    assert replace(plan, space=("train.epochs=2..9",), num_trials=5).max_epochs == 9


def test_nothing_is_pruned_after_one_epoch_or_before_five_trials_have_finished(store, plan, end):
    search = store.searches.create(plan)
    for place in range(5):
        propose_trials(store, 1)
        end(store.of_search(search.search_id)[-1], 0.5, 0.6 + place / 100)
    propose_trials(store, 1)
    end(store.of_search(search.search_id)[-1], 0.1, 0.1)
    trials = with_last_running(read_trials(store, search))
    assert is_pruned(plan, trials, 6)
    first_epoch = replace(trials[-1], history=trials[-1].history[:1])
    assert not is_pruned(plan, [*trials[:-1], first_epoch], 6)
    renumbered = [replace(trial, number=trial.number - 1) for trial in trials[1:]]
    assert not is_pruned(plan, renumbered, 5)
