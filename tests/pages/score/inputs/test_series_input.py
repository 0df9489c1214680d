"""Runs on series: every page opens with them, and Score shows their predictions for test series and typed values."""

from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.access.actor import Actor
from core.evaluation.predictions import Predictions, write_predictions
from core.runs.run import Run
from pages.shared.access import login, shared_store

NUM_TEST = 8_250  # as the metrics of finished runs in tests say, and so the accuracy
SCORE = "pages/score/page.py"
KINDS = ("markdown", "caption", "info", "text", "subheader", "header", "html")


def visible_text(app: AppTest) -> str:
    return "\n".join(str(element.value) for kind in KINDS for element in app.get(kind) if hasattr(element, "value"))


def errors(app: AppTest) -> str:
    return "\n".join(str(element.value) for element in app.error)


@pytest.fixture
def runs(finish_kind: Callable[..., Run]) -> list[Run]:
    both = [finish_kind("series", way) for way in ("forward", "bidirectional")]
    rows, labels = np.arange(NUM_TEST), np.arange(NUM_TEST) % 2
    for seed, run in enumerate(both):
        right = np.random.default_rng(seed).permutation(NUM_TEST) < round(0.789 * NUM_TEST)
        of_second = np.where(right == labels, 0.9, 0.1)
        shares = np.stack([1 - of_second, of_second], axis=1).astype(np.float32)
        write_predictions(Predictions(rows, labels, shares, np.full(NUM_TEST, 150, np.int32)), run.folder)
    return both


@pytest.fixture
def addresses(runs: list[Run]) -> str:
    return ",".join(run.run_id for run in runs)


def test_score_predicts_a_test_series_and_says_whether_it_is_right(open_page, addresses):
    app = open_page(SCORE, runs=addresses)
    assert not app.exception
    assert errors(app) == ""
    assert "Actual class: 1" in visible_text(app)
    assert app.selectbox(key="test_series").options[0] == "Series 1, class 1 (row 1,000,001)"
    assert visible_text(app).count("150 steps") == 2


@pytest.mark.parametrize("role", ["guest", "viewer"])
def test_a_guest_types_values_because_test_series_are_data(open_page, runs, monkeypatch, role):
    monkeypatch.setattr(login, "is_configured", lambda: True)
    monkeypatch.setattr(shared_store, "actor_of", lambda _: Actor("Someone", role, (), runs[0].run_id))
    app = open_page(SCORE, runs=runs[0].run_id)
    assert not app.exception
    assert errors(app) == ""
    options = app.segmented_control(key="series_source").options
    assert options == (["Type values"] if role == "guest" else ["Test series", "Type values"])


def test_score_predicts_typed_values_and_explains_what_is_wrong_with_others(open_page, addresses):
    app = open_page(SCORE, runs=addresses)
    app.segmented_control(key="series_source").set_value("type").run()
    assert not app.exception
    app.text_area(key="typed_series").set_value("0.1, ?, 0.5, 0.7").run()
    assert not app.exception
    assert visible_text(app).count("4 steps") == 2
    app.text_area(key="typed_series").set_value("0.1, 0.2 : 1, 2").run()
    assert not app.exception
    assert "has 2 channels" in visible_text(app) + errors(app)


def test_compare_has_a_verdict_about_series(open_page, addresses):
    app = open_page("pages/compare/page.py", runs=addresses)
    assert not app.exception
    assert "8,250 test series" in visible_text(app)


def test_the_runs_page_shows_a_run_on_series(open_page, runs):
    app = open_page("pages/runs/page.py", runs=runs[1].run_id)
    assert not app.exception
    assert "bidirectional series" in visible_text(app)


def test_train_and_data_open_with_a_recipe_on_series(open_page):
    app = open_page("pages/train/page.py", recipe="series-bi-lstm")
    assert not app.exception
    assert errors(app) == ""
    assert "published test set" in visible_text(app)
    app = open_page("pages/data/page.py", source="basic_motions")
    assert not app.exception
    assert {metric.label: metric.value for metric in app.metric}["channels"] == "6"
    app.selectbox(key="series_channel").set_value(5).run()
    assert not app.exception
