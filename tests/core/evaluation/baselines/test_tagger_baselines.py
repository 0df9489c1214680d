import numpy as np
import pytest

from core.config import TextConfig
from core.data.dataset import NO_LABEL, Dataset, Split
from core.data.text.tokens import number_words
from core.evaluation.baselines.baseline_store import TAGGERS
from core.evaluation.baselines.tagger_baselines import fit_tagger

NUM_SENTENCES = 120


@pytest.fixture(scope="module")
def sentences():
    """The label of a word says whether the next one is `b`, which the windows of later words alone can know."""
    draw = np.random.default_rng(0)
    words = [list(draw.choice(["a", "b", "C"], draw.integers(2, 9))) for _ in range(NUM_SENTENCES)]
    labels = np.full((NUM_SENTENCES, 8), NO_LABEL, np.int32)
    for row, sentence in enumerate(words):
        labels[row, : len(sentence)] = [int(word == "b") for word in [*sentence[1:], "a"]]
    texts = [" ".join(sentence) for sentence in words]
    return Dataset("s", texts, labels, ("no", "yes"), np.arange(1, NUM_SENTENCES + 1), tokens=number_words(words))


PARTS = Split(np.arange(80), np.arange(80, 90), np.arange(119, 89, -1))


def fit(name, dataset, steps=None):
    return fit_tagger(name, dataset, PARTS, TextConfig(), (steps if steps is not None else []).append)


def test_a_baseline_has_the_metrics_of_a_run_and_its_predictions(sentences):
    steps = []
    baseline = fit("unigram baseline", sentences, steps)
    assert steps == ["fitting the unigram baseline", "testing the unigram baseline"]
    assert baseline.name == "unigram baseline"
    assert {"test_accuracy", "test_f1", "test_loss", "num_params", "num_unknown"} <= baseline.metrics.keys()
    assert baseline.metrics["num_params"] == 3
    assert baseline.rows.tolist() == sentences.rows[PARTS.test].tolist()
    predictions = baseline.predictions
    assert predictions.lengths.tolist() == [len(text.split()) for text in np.array(sentences.texts)[PARTS.test]]
    assert predictions.right.mean() == pytest.approx(baseline.metrics["test_accuracy"])
    assert np.allclose(predictions.probabilities[predictions.labels >= 0].sum(axis=1), 1)


def test_what_follows_is_known_to_the_windows_that_see_it(sentences):
    accuracies = {name: fit(name, sentences).metrics["test_accuracy"] for name in TAGGERS}
    labels = sentences.labels[PARTS.test]
    assert accuracies["majority baseline"] == pytest.approx((labels == 0).sum() / (labels >= 0).sum())
    assert accuracies["future-window baseline"] > 0.98
    assert accuracies["two-sided window baseline"] > 0.98
    assert accuracies["past-window baseline"] < 0.8


def test_the_unigram_baseline_gives_unknown_words_the_majority_tag():
    words = [["a", "b"], ["a", "b"], ["b", "c"]]
    labels = np.array([[0, 1], [0, 1], [1, 0]], np.int32)
    dataset = Dataset("s", ["a b", "a b", "b c"], labels, ("x", "y"), np.arange(3), tokens=number_words(words))
    parts = Split(np.array([0, 1]), np.array([], int), np.array([2]))
    dataset.labels[1, 0] = 1
    baseline = fit_tagger("unigram baseline", dataset, parts, TextConfig(), lambda step: None)
    assert baseline.predictions.predicted.tolist() == [[1, 1]]
    assert baseline.metrics["test_unknown_accuracy"] == 0
