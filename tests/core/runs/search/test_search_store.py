from dataclasses import replace

import pytest

from core.errors import RunStateError, SearchNotFoundError
from core.runs.search.next_trials import propose_trials


def test_a_search_is_stored_and_named_after_its_settings(store, plan):
    search = store.searches.create(plan)
    assert store.searches.get(search.search_id[:4]) == search
    assert (search.plan, search.name) == (plan, "Search learning_rate, units, cell")
    assert store.searches.list() == [search]
    assert store.searches.edit(search.search_id, name="Mine", note="x").name == "Mine"


def test_a_search_of_many_settings_has_a_name_that_fits(store, plan):
    dropouts = [f"model.{name}dropout=0..0.5" for name in ("", "recurrent_", "spatial_", "token_", "head_")]
    others = [
        "model.embeddings_trainable=true,false", "model.embedding_dim=16..128", "train.early_stopping_patience=1..4",
        "train.steps_per_epoch=100,none", "train.global_clipnorm=0.1..10", "train.learning_rate=1e-4..1e-2",
        "train.class_weight=equal,balanced",
    ]  # fmt: skip
    name = store.searches.create(replace(plan, space=(*dropouts, *others))).name
    assert name.startswith("Search dropout, recurrent_dropout,")
    assert name.endswith(" …")


def test_an_unknown_search_is_named_in_the_error(store):
    with pytest.raises(SearchNotFoundError, match="'h00' names no searches"):
        store.searches.get("h00")


def test_a_trial_is_added_once_and_by_its_number_alone(store, plan):
    search = store.searches.create(plan)
    run = store.create_trial(search.search_id, 1, plan.config, "Trial 1")
    assert (run.search_id, run.trial, run.status) == (search.search_id, 1, "queued")
    assert store.create_trial(search.search_id, 1, plan.config, "again") is None
    assert store.create_trial(search.search_id, 3, plan.config, "too early") is None
    store.searches.stop(search.search_id, "Cancelled.")
    assert store.create_trial(search.search_id, 2, plan.config, "stopped") is None
    assert [one.run_id for one in store.of_search(search.search_id)] == [run.run_id]


def test_a_search_is_deleted_with_its_trials(store, plan, end):
    search = store.searches.create(plan)
    propose_trials(store, 1)
    (run,) = store.of_search(search.search_id)
    store.claim(run.run_id, None)
    with pytest.raises(RunStateError, match="Only a search without a running run can be deleted"):
        store.searches.delete(search.search_id)
    assert len(store.searches.list()) == 1
    end(run, 0.5)
    store.searches.delete(search.search_id)
    assert (store.searches.list(), store.list(), run.folder.exists()) == ([], [], False)
