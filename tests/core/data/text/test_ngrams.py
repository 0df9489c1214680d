from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from core.config import TextRules
from core.data.text.ngrams import Ngrams
from core.data.text.tokenization import tokenize

TEXTS = ["not a good film", "a good film", "Not a film", ""]


def ngrams(texts, lower=True, longest=3, min_texts=2, max_features=1_000):
    return Ngrams.fit(texts, TextRules(lower=lower), longest, min_texts, max_features)


def test_ngrams_of_enough_texts_are_named_shortest_first():
    known = ngrams(TEXTS)
    assert set(known.names) == {"not", "a", "good", "film", "not a", "a good", "good film", "a good film"}
    assert [len(name.split()) for name in known.names] == [1, 1, 1, 1, 2, 2, 2, 3]
    assert len(known) == len(known.names)


def test_a_text_has_each_of_its_ngrams_once():
    known = ngrams(TEXTS)
    (row,) = known.presence(["A good film, a good unknown film"]).toarray()
    present = {name for name, one in zip(known.names, row, strict=True) if one}
    assert present == {"a", "good", "film", "a good", "good film", "a good film"}
    assert set(row) == {0, 1}


def test_an_ngram_does_not_go_on_in_the_next_text():
    assert "film not" not in ngrams(["a film", "not bad"] * 2).names
    assert ngrams(["a film not"] * 2).presence(["a film", "not"])[:, -1].sum() == 0


def test_upper_and_lower_case_can_be_different_words():
    assert "not" not in ngrams(TEXTS, lower=False).names
    assert "not" in ngrams(TEXTS, lower=True).names


def test_too_many_ngrams_leave_those_of_the_most_texts():
    texts = ["a b c"] * 4 + ["a b"] * 2 + ["d e f"] * 3
    assert len(ngrams(texts)) == 12
    assert set(ngrams(texts, max_features=6).names) == {"a", "b", "c", "a b", "b c", "a b c"}
    assert set(ngrams(texts, max_features=4).names) == {"a", "b", "a b"}


@pytest.mark.parametrize("texts", [[], [""], ["one", "two"], ["a"]])
def test_texts_that_share_no_word_have_no_ngrams(texts):
    known = ngrams(texts)
    assert (known.names, known.words) == ([], ())
    assert known.presence(["one a", ""]).shape == (2, 0)


def test_no_texts_have_an_empty_table():
    known = ngrams(["a b"] * 2)
    assert known.presence([]).shape == (0, 3)
    assert known.presence(["", "c"]).toarray().tolist() == [[0, 0, 0]] * 2


def test_the_rules_of_a_tokenizer_cut_the_texts():
    known = Ngrams.fit(["isn't :)"] * 2, TextRules("words"), 2, 2, 100)
    assert known.names == ["is", "n't", ":)", "is n't", "n't :)"]
    assert known.presence(["is n't"]).toarray().tolist() == [[1, 1, 0, 1, 0]]


words = st.lists(st.sampled_from("abcd"), max_size=8).map(" ".join)


@given(st.lists(words, min_size=1, max_size=12), st.lists(words, min_size=1, max_size=4), st.integers(1, 3))
def test_presence_is_that_of_scikit_learns_vectorizer(texts, others, min_texts):
    known = ngrams(texts, min_texts=min_texts)
    vectorizer = CountVectorizer(
        tokenizer=tokenize, token_pattern=None, lowercase=False, ngram_range=(1, 3), binary=True, min_df=min_texts
    )
    try:
        vectorizer.fit(texts)
    except ValueError:  # no n-gram is in enough texts
        assert len(known) == 0
        return
    order = [vectorizer.vocabulary_[name] for name in known.names]
    assert sorted(order) == list(range(len(vectorizer.vocabulary_)))
    for given_texts in (texts, others):
        np.testing.assert_array_equal(
            known.presence(given_texts).toarray(), vectorizer.transform(given_texts).toarray()[:, order]
        )


@given(st.lists(words, min_size=1, max_size=12), st.integers(1, 20))
def test_the_parts_of_an_ngram_are_kept_with_it(texts, max_features):
    names = ngrams(texts, min_texts=1, max_features=max_features).names
    assert len(names) <= max_features
    pieces = chain.from_iterable((name.rpartition(" ")[0], name.partition(" ")[2]) for name in names if " " in name)
    assert set(pieces) <= set(names)
