"""A search from its button to its best trial, and on to that trial with more seeds, on 300 reviews."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from core.runs.run import Run
from tests.support.browser.app_server import Server
from tests.support.browser.browser_app import App
from tests.support.browser.planning import plan_on_few_rows, start_and_wait

SEARCH_MILLISECONDS = 300_000
SETTINGS = {"text.num_words": "500", "text.maxlen": "10", "train.epochs": "1", "train.batch_size": "128"}

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600), pytest.mark.xdist_group("beside the others")]


def test_a_search_finds_its_best_trial_which_trains_with_more_seeds(
    start_server: Callable[..., Server], open_app: Callable[[Server], App]
):
    app = open_app(start_server())
    plan_on_few_rows(app, 300, SETTINGS, "Search")
    plan(app)
    start_and_wait(app, "Start the search", "3 of 3 finished", SEARCH_MILLISECONDS)
    read_the_best_trial(app)
    use_on_train(app, train_with_more_seeds(app))


def plan(app: App) -> None:
    """A range that cannot be is refused beside the form; the form keeps all else."""
    app.type_number("trials", "3")
    app.type_number("space_units", "8..2")
    expect(app.keyed("impossible_search")).to_contain_text("The first number must be the lower one.")
    expect(app.keyed("train")).to_have_count(0)
    app.type_number("space_units", "2..8")
    expect(app.keyed("search_plan")).to_contain_text("3 trials, the settings of each proposed from the trials before")
    expect(app.keyed("search_plan")).to_contain_text("model.units 2 to 8 in powers of two")


def read_the_best_trial(app: App) -> None:
    best = app.keyed("best_trial")
    expect(best).to_contain_text("it is the best of 3 on the same validation rows")
    expect(app.chart("Expected best val_loss")).to_be_visible()
    expect(app.chart("Settings and val_loss")).to_be_visible()
    app.expect_no_error()


def train_with_more_seeds(app: App) -> Run:
    """Five runs of one of the trials' settings are queued and selected on Runs; one of them is returned."""
    search = app.page.url
    app.page.get_by_role("button", name="Train with 5 seeds", exact=True).click()
    app.page.wait_for_url("**/runs?runs=*")
    app.wait()
    seeds, trials = [], []
    for run in app.server.stored_runs():
        (seeds if run.name.startswith("Best of ") else trials).append(run)
    assert (len(seeds), len(trials)) == (5, 3)
    assert len({run.config.train.seed for run in [*seeds, *trials]}) == 6
    (searched,) = {searched_values(run) for run in seeds}
    assert searched in map(searched_values, trials)
    assert all(run.run_id in app.page.url for run in seeds)
    app.expect_no_error()
    app.page.goto(search)
    app.wait()
    return seeds[0]


def use_on_train(app: App, run: Run) -> None:
    """Train begins with the best trial's settings."""
    app.click("Use on Train")
    expect(app.headline("Train")).to_be_visible()
    app.wait()
    expect(app.keyed("draft.model.units").locator("input")).to_have_value(str(run.config.model.units))
    expect(app.keyed("draft.text.maxlen").locator("input")).to_have_value("10")
    app.expect_no_error()


def searched_values(run: Run) -> tuple[int, float]:
    return run.config.model.units, run.config.train.learning_rate
