"""Runs that predict labels of tokens: every page opens with them."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.data.dataset import NO_LABEL
from core.evaluation.baselines.baseline_store import MAJORITY, Baseline, data_key, store_baseline
from core.evaluation.metrics import classification_metrics
from core.evaluation.predictions import Predictions, read_predictions, write_predictions
from core.runs.run import Run
from core.runs.store import RunStore
from pages.shared.session import cache

KINDS = ("markdown", "caption", "info", "text", "subheader", "header")

LENGTHS = np.array([3, 5, 1, 4] * 30, np.int32)


def visible_text(app: AppTest) -> str:
    return "\n".join(str(element.value) for kind in KINDS for element in app.get(kind))


def write_some(run: Run, seed: int, store: RunStore) -> None:
    """Random predictions for sentences of different lengths, and their metrics."""
    random = np.random.default_rng(seed)
    labels = np.random.default_rng(0).integers(0, 3, (len(LENGTHS), 5))
    labels[np.arange(5) >= LENGTHS[:, None]] = NO_LABEL
    probabilities = random.dirichlet(np.ones(3), labels.shape).astype(np.float32)
    write_predictions(Predictions(np.arange(len(LENGTHS)) + 1, labels, probabilities, LENGTHS), run.folder)
    metrics = classification_metrics(labels, probabilities) | {"num_test": float(len(LENGTHS))}
    store._update(run.run_id, {"metrics": metrics})


@pytest.fixture
def runs(finish_kind: Callable[..., Run], store: RunStore) -> list[Run]:
    both = [finish_kind("tokens", way) for way in ("forward", "bidirectional")]
    for seed, run in enumerate(both, start=1):
        write_some(run, seed, store)
    return [store.get(run.run_id) for run in both]


def test_the_runs_page_shows_a_run_of_tokens(open_page, runs):
    app = open_page("pages/runs/page.py", runs=runs[1].run_id)
    assert not app.exception
    assert "bidirectional tokens" in visible_text(app)


def test_compare_has_a_verdict_about_sentences(open_page, runs):
    app = open_page("pages/compare/page.py", runs=",".join(run.run_id for run in runs))
    assert not app.exception
    assert "120 test sentences" in visible_text(app)


@pytest.fixture
def with_words(runs, store) -> list[Run]:
    """The runs with a stored baseline, beside which the words of the test sentences are."""
    for run in runs:
        store.describe(run.run_id, data={"fingerprint": "same", "class_names": ["none", "comma", "full stop"]})
    texts = [" ".join(f"w{place}" for place in range(length)) for length in LENGTHS]
    frame = pd.DataFrame(
        {"row": np.arange(len(LENGTHS)) + 1, "text": texts, "num_words": LENGTHS, "unknown_share": LENGTHS % 2 / 2}
    )
    one = read_predictions(runs[0].folder)
    key = data_key(runs[0].config, "same")
    baseline = Baseline({"test_accuracy": 0.4, "test_f1": 0.2}, 1.0, one, key, MAJORITY)
    store_baseline(cache.workspace().home, baseline, frame)
    return [store.get(run.run_id) for run in runs]


def test_every_panel_of_compare_that_labels_of_tokens_have_opens(open_page, with_words):
    app = open_page("pages/compare/page.py", runs=",".join(run.run_id for run in with_words))
    assert "Macro F1 of bidirectional GRU 3 minus that of forward GRU 3" in visible_text(app)
    panels = app.segmented_control(key="panel").options
    assert "Word order" not in panels
    for panel in panels:
        app.segmented_control(key="panel").set_value(panel).run()
        assert not app.exception, panel
        assert not app.session_state.get("errors"), panel


def test_disagreements_are_sentences_with_the_tags_of_both_arms(open_page, with_words):
    app = open_page("pages/compare/page.py", runs=",".join(run.run_id for run in with_words))
    app.segmented_control(key="panel").set_value("Disagreements").run()
    text = visible_text(app)
    assert "test sentences have a token that only one arm labels correctly" in text
    lines = [element.value for element in app.html if 'class="tagged-words"' in element.value]
    assert len(lines) == 3 * 12
    assert "≠" not in lines[0]
    assert "≠" in lines[1]
    app.segmented_control(key="panel").set_value("Slices").run()
    assert "parts of the test sentences" in visible_text(app)
    assert "decisive word" not in visible_text(app)


def test_train_and_data_open_with_a_recipe_of_tokens(open_page):
    app = open_page("pages/train/page.py", recipe="punctuation-bi-lstm")
    assert not app.exception
    assert "one for each token" in visible_text(app)
    app.switch_page("pages/data/page.py").run()
    assert not app.exception
    assert app.session_state["data"]["dataset"]["name"] == "punctuation"
