"""Tokens of typed sentences: cut by the word rules, or with marks as tokens where the training data had them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.text.tokenization import Vocabulary
from core.inference.inputs.typed_tokens import typed_tokens, usual_cut

CUTS = ("words", "letters", "marks", "spaces")


def vocabulary(*words: str) -> Vocabulary:
    return Vocabulary(words, 50, lower=True, oov=True, tokenizer="words", normalization="unicode")


def tokens(text: str, cut: str, *words: str) -> list[str]:
    return [token for token, _ in typed_tokens(text, vocabulary(*words), cut)]


def test_marks_are_tokens_where_the_vocabulary_has_some():
    assert usual_cut(vocabulary("paris", ",", "!")) == "marks"
    assert usual_cut(vocabulary("paris", "!")) == "words"


def test_each_cut_has_its_tokens():
    text = "Anna, it isn't (yet) in Oslo!"
    words = ["anna", "it", "is", "n't", "yet", "in", "oslo"]
    assert tokens(text, "words") == [*words, "!"]
    assert tokens(text, "letters") == words
    assert tokens(text, "marks") == ["anna", ",", "it", "is", "n't", "(", "yet", ")", "in", "oslo", "!"]
    assert tokens(text, "spaces") == ["anna,", "it", "isn't", "(yet)", "in", "oslo!"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In the U.S., Mr. Li won.", ["in", "the", "u.s.", ",", "mr.", "li", "won", "."]),
        ("(U.S.) well ...", ["(", "u.s.", ")", "well", "..."]),
        ("He said -- no .", ["he", "said", "--", "no", "."]),
        ("U.S.A.", ["u", ".", "s", ".", "a", "."]),
    ],
    ids=["words with points", "in brackets", "repeated signs", "unknown"],
)
def test_what_the_vocabulary_has_as_a_whole_is_one_token(text, expected):
    assert tokens(text, "marks", "u.s.", "mr.", ",", "...") == expected


def test_a_chunk_of_very_many_marks_is_cut_at_once():
    chunk = "(" * 20_000 + "u.s." + ")" * 20_000
    assert tokens(chunk, "marks", "u.s.", "(")[20_000] == "u.s."


@given(st.text("aB .,'!-(\N{HORIZONTAL ELLIPSIS}\N{ZERO WIDTH SPACE}é😀\n", max_size=24), st.sampled_from(CUTS))
def test_tokens_lie_in_order_in_the_typed_sentence(text, cut):
    tokens_in_order = typed_tokens(text, vocabulary("a.b", ","), cut)
    places = [place for _, place in tokens_in_order]
    assert all(token.strip() for token, _ in tokens_in_order)
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(before[1] <= after[0] for before, after in pairwise(places))
