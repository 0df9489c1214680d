from dataclasses import replace

from core.errors import TrainingDivergedError
from core.runs.search.next_trials import propose_trials, read_trials
from core.runs.search.trial_wording import (
    budget_notes,
    expected_of,
    plan_sentence,
    pruned_because,
    score_text,
    settings_phrase,
    winner_caution,
)

DIVERGED = TrainingDivergedError("The loss became nan.", "It must stay finite.", "Lower the learning rate.")


def test_the_plan_says_what_decides_and_what_does_not(plan):
    sentence = plan_sentence(plan)
    assert sentence.startswith("12 trials, the settings of each proposed from the trials before it (TPE): ")
    assert "train.learning_rate 0.0001 to 0.1 on a logarithmic scale" in sentence
    assert "model.units 8 to 64 in powers of two; model.cell LSTM, GRU" in sentence
    assert "The best val_accuracy on the validation set (10 % of the training rows) decides" in sentence
    assert "ends early" not in plan_sentence(replace(plan, pruner="none"))
    assert "after 1, 3, 9, ... epochs" in plan_sentence(replace(plan, pruner="hyperband"))
    assert "best third" in pruned_because(replace(plan, pruner="hyperband"))


def test_the_notes_name_what_the_expected_best_does_not_fit(store, plan, end):
    search = store.searches.create(plan)
    for values in ({}, {"is_pruned": True}, {"error": DIVERGED}):
        propose_trials(store, 1)
        end(store.of_search(search.search_id)[-1], 0.5, 0.6, **values)
    trials = read_trials(store, search)
    notes = " ".join(budget_notes(trials, plan))
    assert "TPE, which learns from earlier trials" in notes
    assert "1 pruned trial counts with the score until then" in notes
    assert "1 failed trial counts as the worst" in notes
    assert budget_notes(trials[:1], replace(plan, sampler="random")) == (
        "The expected best score assumes trials whose settings are drawn at random from the space.",
    )
    assert len(expected_of(trials, plan)) == 3
    assert expected_of(trials[2:], plan) == ()


def test_a_trial_is_described_by_the_values_that_it_tried(store, plan, end):
    search = store.searches.create(plan)
    propose_trials(store, 1)
    end(store.of_search(search.search_id)[0], 0.5)
    propose_trials(store, 1)
    trial, waiting = read_trials(store, search)
    assert f"{trial.run.config.model.units} units" in settings_phrase(trial, plan)
    assert "it is the best of 1 on the same validation rows" in winner_caution(trial, (trial, waiting))


def test_a_loss_is_a_number_and_a_share_is_in_percent():
    assert (score_text(0.5, "val_loss"), score_text(0.5, "val_accuracy"), score_text(None, "val_loss")) == (
        "0.5000", "50.0 %", "–"
    )  # fmt: skip
