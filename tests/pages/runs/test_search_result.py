"""A search on the Runs page: its trials, its result, and what one can do with it."""

import pytest

from core.config import RunConfig
from core.errors import TrainingDivergedError
from core.runs.jobs import queue
from core.runs.search import SearchPlan
from core.runs.search.search_queue import submit_search
from core.training.history import Epoch
from pages.shared.session import cache, routes
from tests.support.page_elements import texts

PAGE = routes.RUNS


def all_texts(app):
    return [*texts(app), *(one.value for one in app.caption)]


@pytest.fixture
def search(store):
    plan = SearchPlan(RunConfig(), ("train.learning_rate=1e-4..1e-2", "model.units=16..128"), 3)
    return submit_search(store, cache.workspace(), plan, "*mine*")


@pytest.fixture
def end(store, search):
    """End the running trial with this validation loss."""

    def end(loss, is_pruned=False):
        run = store.of_search(search.search_id)[-1]
        store.add_epoch(run.run_id, Epoch(1, 0.5, 0.7, loss, 0.8, 1.0, 0.8))
        if is_pruned:
            store.mark_pruned(run.run_id, "Pruned after epoch 1.")
        else:
            store.finish(run.run_id, {"test_accuracy": 0.1, "num_test": 10.0}, 1.0)
        queue.reconcile(store, cache.workspace())
        return store.get(run.run_id)

    return end


def test_a_search_without_a_result_says_what_will_appear(open_page, search):
    app = open_page(PAGE, study=search.search_id)
    assert not app.exception
    assert "The best trial and its settings appear here when the first trial has finished." in all_texts(app)
    assert "0 of 3 finished, 1 running" in all_texts(app)
    assert app.subheader[0].value == r"\*mine\*"


def test_the_best_trial_is_shown_with_its_caution_and_two_charts(open_page, search, end):
    end(0.5), end(0.3), end(0.9, is_pruned=True)
    app = open_page(PAGE, study=search.search_id)
    assert not app.exception
    assert app.metric[0].value == "0.3000"
    page = " ".join([*all_texts(app), *(one.value for one in app.markdown)])
    assert "Trial 2:" in page
    assert "is optimistic: it is the best of 3 on the same validation rows" in page
    assert "1 pruned trial counts with the score until then" in page
    assert "2 of 3 finished, 1 pruned" in all_texts(app)
    table = app.dataframe[0].value
    assert list(table["status"]) == ["✓ finished", "✓ finished", "✂ pruned"]
    assert "seed" not in app.dataframe[0].proto.column_order
    assert len(app.get("bidi_component")) >= 2


def test_the_best_settings_open_on_train(open_page, search, end):
    end(0.5)
    best = end(0.3)
    app = open_page(PAGE, study=search.search_id)
    app.button(key="use_best").click().run()
    assert app.title[0].value == "Train"
    assert best.run_id in " ".join(all_texts(app))


def test_the_best_settings_are_trained_with_new_seeds(open_page, search, end, store):
    end(0.5)
    best = end(0.3)
    app = open_page(PAGE, study=search.search_id)
    app.button(key="train_best").click().run()
    runs = [run for run in store.list() if run.tags]
    assert {run.config.train.seed for run in runs} == {43, 44, 45, 46, 47}
    assert {run.config.train.learning_rate for run in runs} == {best.config.train.learning_rate}
    assert {run.tags for run in runs} == {(f"best of {search.search_id}",)}
    assert set(app.query_params["runs"].split(",")) == {run.run_id for run in runs}


def test_a_search_whose_only_failed_trial_diverged_is_not_resumed(open_page, search, end, store):
    for _ in range(2):
        end(0.5)
    last = store.of_search(search.search_id)[-1]
    store.fail(last.run_id, TrainingDivergedError("The loss became nan.", "It must stay finite.", "Lower the rate."))
    keys = [button.key for button in open_page(PAGE, study=search.search_id).button]
    assert "delete_search" in keys
    assert "resume_search" not in keys


def test_a_search_is_cancelled_resumed_and_deleted_on_its_page(open_page, search, store):
    app = open_page(PAGE, study=search.search_id)
    app.button(key="cancel_search").click().run()
    assert store.searches.get(search.search_id).stopped
    store.mark_cancelled(store.of_search(search.search_id)[0].run_id, "Cancelled.")
    app = open_page(PAGE, study=search.search_id)
    app.button(key="resume_search").click().run()
    assert [run.status for run in store.of_search(search.search_id)] == ["running"]
    store.mark_cancelled(store.of_search(search.search_id)[0].run_id, "Cancelled.")
    store.searches.stop(search.search_id, "Cancelled.")
    app = open_page(PAGE, study=search.search_id)
    app.button(key="delete_search").click().run()
    app.button(key="delete_study_yes").click().run()
    assert (store.searches.list(), store.list()) == ([], [])
