"""Runs that predict labels of tokens: every page opens with them, and says what it cannot show yet."""

from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.data.dataset import NO_LABEL
from core.evaluation.predictions import Predictions, write_predictions
from core.runs.run import Run

KINDS = ("markdown", "caption", "info", "text", "subheader", "header")

LENGTHS = np.array([3, 5, 1, 4] * 30, np.int32)


def visible_text(app: AppTest) -> str:
    return "\n".join(str(element.value) for kind in KINDS for element in app.get(kind))


def write_some(run: Run, seed: int) -> None:
    """Random predictions for sentences of different lengths."""
    random = np.random.default_rng(seed)
    labels = np.random.default_rng(0).integers(0, 3, (len(LENGTHS), 5))
    labels[np.arange(5) >= LENGTHS[:, None]] = NO_LABEL
    probabilities = random.dirichlet(np.ones(3), labels.shape).astype(np.float32)
    write_predictions(Predictions(np.arange(len(LENGTHS)) + 1, labels, probabilities, LENGTHS), run.folder)


@pytest.fixture
def runs(finish_kind: Callable[..., Run]) -> list[Run]:
    both = [finish_kind("tokens", way) for way in ("forward", "bidirectional")]
    for seed, run in enumerate(both, start=1):
        write_some(run, seed)
    return both


def test_score_says_that_the_command_line_predicts_labels_of_tokens(open_page, runs):
    app = open_page("pages/score/page.py", runs=",".join(run.run_id for run in runs))
    assert not app.exception
    assert f"python -m core score {runs[0].run_id}" in visible_text(app)


def test_the_runs_page_shows_a_run_of_tokens(open_page, runs):
    app = open_page("pages/runs/page.py", runs=runs[1].run_id)
    assert not app.exception
    assert "bidirectional tokens" in visible_text(app)


def test_compare_has_a_verdict_about_sentences(open_page, runs):
    app = open_page("pages/compare/page.py", runs=",".join(run.run_id for run in runs))
    assert not app.exception
    assert "120 test sentences" in visible_text(app)


def test_train_and_data_open_with_a_recipe_of_tokens(open_page):
    app = open_page("pages/train/page.py", recipe="punctuation-bi-lstm")
    assert not app.exception
    assert "one for each token" in visible_text(app)
    app.switch_page("pages/data/page.py").run()
    assert not app.exception
    assert "cannot show sentences whose tokens have labels yet" in visible_text(app)
