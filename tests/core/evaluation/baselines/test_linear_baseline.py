import numpy as np

from core.config import RunConfig, TextConfig
from core.data import sources
from core.data.dataset import Dataset, Split
from core.evaluation.baselines.linear_baseline import fit_images, fit_texts


def test_the_decisive_word_of_a_text_tells_its_class():
    texts = ["a good film", "a bad film", "the good plot", "the bad plot"] * 3
    dataset = Dataset("films", texts, np.array([1, 0, 1, 0] * 3, np.int32), ("bad", "good"), np.arange(1, 13))
    steps = []
    parts = Split(np.arange(8), np.arange(0), np.arange(8, 12))
    baseline, test_rows = fit_texts(dataset, parts, TextConfig(), steps.append)
    assert baseline.metrics["test_accuracy"] == 1
    assert all(
        word.split()[-1] in ("good", "bad") or "good" in word or "bad" in word for word in test_rows["decisive_word"]
    )
    assert baseline.predictions.lengths.tolist() == test_rows["num_words"].tolist() == [3] * 4
    assert steps[0] == "counting words and pairs of words"


def test_the_baseline_of_images_uses_their_pixels():
    config = RunConfig.from_dict({"dataset": {"name": "digits", "num_rows": 200}, "model": {"head": "softmax"}})
    dataset = sources.load(config.dataset)
    parts = sources.split(dataset, config.dataset, config.train.validation_split)
    baseline = fit_images(dataset, parts, lambda step: None)
    assert baseline.probabilities.shape == (66, 10)
    assert baseline.metrics["test_accuracy"] > 0.6
    assert baseline.metrics["num_params"] == 10 * (28 * 28 + 1)
