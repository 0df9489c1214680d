from dataclasses import replace

import numpy as np
import pytest

from core.config import TextConfig
from core.data.dataset import NO_LABEL, Dataset, Split
from core.data.text.tokens import number_words
from core.evaluation.rows.sentence_features import sentence_features

TEXTS = ["The old man", "old \ud800", "The MAN left Oslo"]


def test_lengths_and_words_that_training_lacks_are_counted():
    labels = np.full((3, 4), NO_LABEL, np.int32)
    dataset = Dataset(
        "mine", TEXTS, labels, ("a", "b"), np.array([3, 5, 8]), tokens=number_words(map(str.split, TEXTS))
    )
    parts = Split(np.array([0]), np.array([], int), np.array([2, 1]))
    frame = sentence_features(dataset, parts, TextConfig())
    assert frame["row"].tolist() == [8, 5]
    assert frame["text"].tolist() == ["The MAN left Oslo", "old ?"]
    assert frame["num_words"].tolist() == [4, 2]
    assert frame["unknown_share"].tolist() == pytest.approx([0.5, 0.5])  # MAN is man in lower case
    as_typed = sentence_features(replace(dataset), parts, TextConfig(lower=False))
    assert as_typed["unknown_share"].tolist() == pytest.approx([0.75, 0.5])
