import numpy as np
import pytest

from core.errors import InputError
from core.inference.explain.word_spans import tokenize_text
from tests.support.networks import random_scorer


@pytest.mark.parametrize(
    ("settings", "statuses"),
    [
        ({"maxlen": 8}, "known unknown known known"),
        ({"maxlen": 3}, "cut unknown known known"),
        ({"maxlen": 3, "truncating": "post"}, "known unknown known cut"),
        ({"maxlen": 2, "oov": False}, "cut dropped known known"),
        ({"maxlen": 3, "oov": False}, "known dropped known known"),
        ({"maxlen": 3, "start": True, "truncating": "post"}, "known unknown cut cut"),
        ({"maxlen": 3, "start": True}, "cut unknown known known"),
        ({"maxlen": 3, "truncating": "head_tail"}, "known cut known known"),
        ({"maxlen": 3, "truncating": "head_tail", "start": True}, "cut cut known known"),
        ({"maxlen": 2, "truncating": "head_tail", "oov": False}, "cut dropped known known"),
        ({"maxlen": 3, "truncating": "head_tail", "batching": "by_length"}, "known cut known known"),
        ({"maxlen": 3, "batching": "by_length"}, "cut unknown known known"),
        ({"maxlen": None, "batching": "by_length"}, "known unknown known known"),
    ],
)
def test_each_word_has_a_status_and_each_word_that_is_read_an_id(tmp_path, settings, statuses):
    scorer = random_scorer(tmp_path, **settings)
    tokenized = tokenize_text(scorer, "A ZEBRA, good film")
    assert [word.status for word in tokenized.words] == statuses.split()
    assert [tokenized.text[word.start : word.end] for word in tokenized.words] == ["A", "ZEBRA", "good", "film"]
    ids = tokenized.encoded.inputs[0, tokenized.columns]
    expected = [scorer.vocabulary.word_index.get(tokenized.words[at].token, scorer.vocabulary.oov_id)
                for at in tokenized.read]  # fmt: skip
    assert ids.tolist() == expected


def test_words_are_those_of_the_rules_that_the_vocabulary_names(tmp_path):
    scorer = random_scorer(tmp_path, tokenizer="words", maxlen=None, batching="by_length")
    tokenized = tokenize_text(scorer, "The film isn\u2019t GOOD!<br />:)")
    typed = [tokenized.text[word.start : word.end] for word in tokenized.words]
    assert typed == ["The", "film", "is", "n\u2019t", "GOOD", "!", ":)"]
    assert [word.token for word in tokenized.words] == ["the", "film", "is", "n't", "good", "!", ":)"]
    assert [word.status for word in tokenized.words] == [
        "known",
        "known",
        "unknown",
        "unknown",
        "known",
        "unknown",
        "unknown",
    ]
    assert scorer.coverages([tokenized.text])[0].unknown_words == ("is", "n't", "!", ":)")


@pytest.mark.parametrize("padding", ["pre", "post"])
@pytest.mark.parametrize("batching", ["padded", "by_length"])
@pytest.mark.parametrize("start", [False, True])
def test_a_part_is_encoded_as_the_text_of_its_words(tmp_path, padding, batching, start):
    scorer = random_scorer(tmp_path, padding=padding, batching=batching, start=start)
    tokenized = tokenize_text(scorer, "not a good, good film")
    kept = np.array([[True] * 5, [False, True, True, True, True], [True, False, False, False, True]])
    parts = tokenized.parts(kept)
    for row, length, text in zip(
        parts.inputs, parts.lengths, ["not a good good film", "a good good film", "not film"], strict=True
    ):
        alone = scorer.encode([text])
        assert length == alone.lengths[0]
        width = alone.inputs.shape[1]
        np.testing.assert_array_equal(row[:width], alone.inputs[0])
        assert not row[width:].any()


@pytest.mark.parametrize("text", ["", " \n", "?!"])
def test_a_text_without_a_word_that_is_read_is_refused(tmp_path, text):
    with pytest.raises(InputError, match="reads no word of this text"):
        tokenize_text(random_scorer(tmp_path), text)


def test_a_text_of_dropped_words_only_is_refused(tmp_path):
    with pytest.raises(InputError):
        tokenize_text(random_scorer(tmp_path, oov=False), "zebras cry")
