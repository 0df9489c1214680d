import numpy as np
import pytest

from core.config import TextConfig
from core.data.dataset import Dataset, Split
from core.data.text.rules.given_tokens import token_rules
from core.data.text.tokens import number_words
from core.evaluation.tagging.tagging_metrics import coded_parts, scheme_of, tagging_metrics

RULES = token_rules(TextConfig())
WORDS = [["Anna", "left"], ["Rome", "fell", "fast"], ["anna", "Baker", "left"], ["Oslo"]]
NAMES = ("B-LOC", "B-PER", "I-PER", "O")
LABELS = np.array([[1, 3, -1], [0, 3, 3], [1, 2, 3], [0, -1, -1]], np.int32)
PARTS = Split(np.array([0, 1]), np.array([], int), np.array([2, 3]))


def dataset(names=NAMES, words=WORDS):
    texts = [" ".join(sentence) for sentence in words]
    return Dataset("a", texts, LABELS, names, np.arange(1, 5), tokens=number_words(words))


def test_words_are_those_that_networks_read():
    training, test, tokens = coded_parts(dataset(), PARTS, RULES)
    assert tokens.words[:2] == ("anna", "left")
    assert training.words[0] == test.words[0]
    assert (training.lengths.tolist(), test.lengths.tolist()) == ([2, 3], [3, 1])


def test_spans_and_unknown_words_are_measured():
    predicted = np.array([[1, 3, 3], [0, -1, -1]])  # of two spans one is right; `Baker` and `Oslo` are unknown
    metrics = tagging_metrics(dataset(), PARTS, predicted, RULES)
    assert metrics == {
        "num_unknown": 2,
        "test_unknown_accuracy": 0.5,
        "test_span_precision": 0.5,
        "test_span_recall": 0.5,
        "test_span_f1": 0.5,
    }


def test_tags_without_spans_and_known_words_have_no_such_metrics():
    words = [WORDS[2], ["Oslo", *WORDS[0]], WORDS[2], ["Oslo"]]
    plain = dataset(("ADJ", "NOUN", "VERB", "X"), words)
    assert scheme_of(plain) is None
    assert tagging_metrics(plain, PARTS, LABELS[2:], RULES) == {"num_unknown": 0}


def test_other_data_have_no_tokens():
    with pytest.raises(TypeError, match="a has no tokens"):
        coded_parts(Dataset("a", ["x"], np.array([0]), ("n", "p"), np.array([1])), PARTS, RULES)
