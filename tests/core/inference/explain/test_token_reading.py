"""The labels of tokens as a sentence is read, by networks with random weights."""

import pytest

from core.inference.explain import token_reading as module
from core.inference.explain.token_reading import token_reading
from core.inference.inputs.tagged_sentence import tag_sentences
from tests.support.networks import random_scorer

TEXT = "the film was not bad and very long but lovely the film was not good"
NAMES = ("O", "B-GOOD", "B-BAD", "I-BAD")


def scorer(folder, direction="bidirectional"):
    return random_scorer(folder, NAMES, head="per_step", batching="by_length", normalization="unicode",
                         tokenizer="words", direction=direction)  # fmt: skip


def test_a_forward_network_never_changes_a_label(tmp_path):
    network = scorer(tmp_path, "forward")
    (sentence,) = tag_sentences(network, [TEXT])
    reading = token_reading(network, sentence)
    assert reading.labels == tuple(token.label for token in sentence.tokens)
    assert reading.num_changed == 0
    assert reading.probabilities == pytest.approx([token.probability for token in sentence.tokens], abs=1e-5)


def test_each_label_is_that_of_the_sentence_up_to_it(tmp_path):
    network = scorer(tmp_path)
    words = TEXT.split()
    (sentence,) = tag_sentences(network, [TEXT])
    reading = token_reading(network, sentence)
    beginnings = tag_sentences(network, [" ".join(words[: end + 1]) for end in range(len(words))])
    assert reading.labels == tuple(one.tokens[-1].label for one in beginnings)
    assert reading.num_changed > 0
    for place, after in enumerate(reading.settled_after):
        later = [one.tokens[place].label for one in beginnings[place + after :]]
        assert set(later) == {sentence.tokens[place].label}
        assert after == 0 or beginnings[place + after - 1].tokens[place].label != sentence.tokens[place].label


def test_of_a_long_sentence_the_first_tokens_are_followed(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MOST_TOKENS", 4)
    network = scorer(tmp_path)
    (sentence,) = tag_sentences(network, [TEXT])
    reading = token_reading(network, sentence)
    assert len(reading.labels) == len(reading.settled_after) == 4
    assert "first 4 tokens, and whole" in reading.method
