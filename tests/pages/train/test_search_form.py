"""The form of a search on the Train page."""

import pytest

from core.config import RunConfig
from core.runs.search import SearchPlan
from tests.support.page_elements import texts

TRAIN = "pages/train/page.py"
SEARCH = {"what": "Search"}


def all_texts(app):
    return [*texts(app), *(one.value for one in app.caption)]


def test_a_search_of_the_defaults_is_queued_and_shown(open_page, store):
    app = open_page(TRAIN, **SEARCH)
    assert not app.exception
    assert "20 trials, the settings of each proposed from the trials before it (TPE)" in " ".join(all_texts(app))
    app.button(key="train").click().run()
    (search,) = store.searches.list()
    assert search.plan == SearchPlan(RunConfig(), ("train.learning_rate=1e-4..1e-2", "model.units=16..128"))
    assert [run.status for run in store.of_search(search.search_id)] == ["running"]
    assert app.title[0].value == "Runs"
    assert app.query_params["study"] == search.search_id


def test_every_choice_of_a_search_gets_into_its_plan(open_page, store):
    app = open_page(TRAIN, **SEARCH)
    app.multiselect(key="searched").set_value(["model.cell", "train.batch_size", "model.dropout"]).run()
    app.text_input(key="space_batch_size").set_value("8, 32").run()
    app.number_input(key="trials").set_value(7).run()
    app.selectbox(key="sampler").set_value("random").run()
    app.text_input(key="search_name").set_value("*mine*").run()
    app.selectbox(key="pruner").set_value("hyperband").run()
    assert "the best third goes on after 1, 3, 9" in " ".join(all_texts(app))
    app.button(key="train").click().run()
    (search,) = store.searches.list()
    space = ("model.cell=SimpleRNN, GRU, LSTM", "train.batch_size=8, 32", "model.dropout=0..0.5")
    assert search.plan == SearchPlan(RunConfig(), space, 7, "random", "hyperband")
    assert search.name == "*mine*"


@pytest.mark.parametrize(
    ("typed", "message"), [("9..3", "The first number must be the lower one."), ("wide", "no whole number")]
)
def test_an_impossible_range_is_explained_in_place_of_the_button(open_page, typed, message):
    app = open_page(TRAIN, **SEARCH)
    app.text_input(key="space_units").set_value(f"{typed}..x" if typed == "wide" else typed).run()
    assert message in " ".join(all_texts(app))
    assert "train" not in [button.key for button in app.button]


def test_a_search_of_no_settings_has_no_button(open_page):
    app = open_page(TRAIN, **SEARCH)
    app.multiselect(key="searched").set_value([]).run()
    assert "Choose a setting to search." in all_texts(app)
    assert "train" not in [button.key for button in app.button]


def test_settings_that_change_the_monitored_loss_are_not_offered(open_page):
    offered = open_page(TRAIN, **SEARCH).multiselect(key="searched").options
    assert "model.units" in offered
    assert not {"model.l2", "train.seed", "dataset.num_rows", "train.momentum"} & set(offered)
