from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.text.tokenization import tokenize
from core.errors import InputError
from core.inference.explain.word_spans import tokenize_text, word_places
from tests.support.networks import random_scorer


@given(st.text(max_size=3_000) | st.text(alphabet="aİΣσß'.,-\t\n \x0b\u00a0\ud800😀", max_size=200), st.booleans())
def test_word_places_point_at_the_words(text, lower):
    tokens, places = tokenize(text, lower), word_places(text)
    assert len(places) == len(tokens)
    for (start, end), token, typed in zip(places, tokens, tokenize(text, lower=False), strict=True):
        assert text[start:end] == typed
        expected = typed.lower() if lower else typed
        assert token.replace("ς", "σ") == expected.replace("ς", "σ")  # which of them Σ is depends on its neighbours
    assert all(end < start for (_, end), (start, _) in pairwise(places))


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
