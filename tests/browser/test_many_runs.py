"""A thousand runs in the store: how fast every page opens, and how fast Runs and Compare answer a click."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sql
from playwright.sync_api import Error, Locator, expect

from core.config import RunConfig
from core.runs.database import open_database
from core.runs.job import Worker
from core.runs.store import RunStore
from core.runs.tables import epochs, jobs, runs
from core.settings import Workspace
from tests.support.browser.app_server import Server
from tests.support.browser.browser_app import HEADLINES, App

NUM_RUNS, NUM_ROWS = 1000, 400
ARMS = ("forward", "bidirectional")
PANELS = ("Curves", "Disagreements", "Confusion", "Calibration", "Settings", "Runs", "Metrics")
BANDS = ("SD", "95 % CI", "min-max")
MISSED_MILLISECONDS = 5_000
MAX_MILLISECONDS = 900  # 300 on an idle machine
MAX_SHARE = 8  # of opening a page that has nothing to do with runs, on a machine that is busy or slow
UNRELATED = "How it works"

pytestmark = [pytest.mark.browser, pytest.mark.measures, pytest.mark.timeout(400)]


def test_runs_and_compare_answer_fast_with_a_thousand_runs(
    start_server: Callable[..., Server],
    open_app: Callable[[Server], App],
    tmp_path: Path,
    record_property: Callable[[str, object], None],
):
    compared = fill(Workspace(home=tmp_path / "workspace"))
    app = open_app(start_server())
    app.open()
    opening: dict[str, list[float]] = {title: [] for title in HEADLINES}
    for _ in range(4):
        for title in HEADLINES:
            opening[title].append(app.milliseconds_to(title))
    times = {f"opening {title}": opening[title][1:] for title in ("Runs", "Compare")}  # the first one imports modules
    times["opening any page"] = list(chain.from_iterable(opening.values()))
    app.switch("Runs")
    times["choosing a run"] = toggle_rows(app)
    app.open(f"compare?runs={','.join(compared)}")
    expect(app.page.get_by_role("heading", name="Undecided")).to_be_visible()
    times["a panel"] = measured(app, PANELS)
    app.choose("Curves")
    times["a band"] = measured(app, BANDS)
    times["adding or removing a run"] = [change(app, compared[-1]) for change in (remove, add) * 2]
    app.expect_no_error()

    clicks = {name: round(median(measured)) for name, measured in times.items()}
    record_property("milliseconds a click with 1,000 runs", clicks)
    limit = max(MAX_MILLISECONDS, MAX_SHARE * median(opening[UNRELATED]))
    assert max(clicks.values()) < limit, (clicks, limit)


def fill(workspace: Workspace) -> list[str]:
    """Store a thousand finished runs of 8 epochs; the ids of the newest four, two arms of two seeds to compare."""
    store = RunStore(workspace.database_url, workspace.runs_folder)
    base = RunConfig().with_settings(["dataset.num_rows=4000"])
    configs = [
        (base.with_settings([f"train.seed={number // 2}", f"model.direction={ARMS[number % 2]}"]), f"run {number}")
        for number in range(NUM_RUNS)
    ]
    stored = store.create_all(configs, worker=Worker("here", 1, 0.0))
    store.close()
    columns = {
        "num_params": 9999, "seconds": 30.0,
        "metrics": {"test_accuracy": 0.85, "test_f1": 0.85, "test_loss": 0.4, "num_test": NUM_ROWS},
        "data": {"name": "reviews", "fingerprint": "same", "notes": [], "class_names": ["bad", "good"]},
    }  # fmt: skip
    losses = {"loss": 0.5, "val_loss": 0.5, "seconds": 3.0}
    engine = open_database(workspace.database_url, workspace.home)
    with engine.begin() as connection:
        connection.execute(sql.update(runs).values(columns))
        connection.execute(sql.update(jobs).values(status="finished", finished_at=stored[-1].created_at))
        connection.execute(
            sql.insert(epochs),
            [
                {"run_id": run.run_id, "epoch": epoch, "accuracy": 0.7, "val_accuracy": 0.7 + 0.01 * epoch, **losses}
                for run in stored
                for epoch in range(1, 9)
            ],
        )
    engine.dispose()
    draw = np.random.default_rng(0)
    for run in stored[-4:]:
        label = np.arange(NUM_ROWS) % 2
        right = draw.permutation(NUM_ROWS) < 0.85 * NUM_ROWS  # as many as the store says
        second = np.where(right == label, 0.8, 0.2)
        rows = {"row": np.arange(NUM_ROWS), "label": label, "p0": 1 - second, "p1": second, "length": 60}
        pd.DataFrame(rows).to_parquet(run.folder / "predictions.parquet")
    return [run.run_id for run in stored[-4:]]


def toggle_rows(app: App) -> list[float]:
    """Select rows of the table and clear two of them again; each click changes the address by one run."""
    table = app.page.get_by_test_id("stDataFrame").first
    table.locator("canvas").first.wait_for()
    times = [toggle_row(app, table, number % 5) for number in range(7)]
    names = app.page.url.partition("runs=")[2].split("%2C")
    assert len(names) == 3, "five rows were selected, and two of them cleared again"
    return times


def toggle_row(app: App, table: Locator, row: int) -> float:
    """A busy browser that is still drawing the table misses a click."""
    return _click_again_if_missed(app, partial(app.select_row, table, row), MISSED_MILLISECONDS)


def _click_again_if_missed(app: App, click: Callable[[], object], idle_milliseconds: int) -> float:
    try:
        return app.milliseconds_after(click, idle_milliseconds=idle_milliseconds)
    except Error:
        return app.milliseconds_after(click)


def measured(app: App, choices: tuple[str, ...]) -> list[float]:
    """Choose one panel or band after the other; the times of those whose script the browser saw begin and end.

    While it draws, a browser may take the beginning and the end of a short script for one change.
    """
    times = []
    for choice in choices:
        app.wait_for_charts()
        with suppress(Error):
            times.append(app.milliseconds_after(app.radio(choice).click, idle_milliseconds=MISSED_MILLISECONDS))
        expect(app.radio(choice)).to_be_checked()
    assert times, f"none of {choices} was seen to run a script"
    return times


def remove(app: App, run_id: str) -> float:
    app.wait_for_charts()
    button = app.keyed("compared").locator(f"button[aria-label^='Remove'][aria-label$='{run_id}']")
    return app.milliseconds_after(button.click)


def add(app: App, run_id: str) -> float:
    app.wait_for_charts()
    app.keyed("compared").get_by_role("combobox").fill(run_id)
    return app.milliseconds_after(app.page.get_by_role("option").filter(has_text=run_id).click)
