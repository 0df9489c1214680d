import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.text.rules import subword_model
from core.data.text.rules.character_rules import SPACE
from core.data.text.rules.subword_model import cut_into_subwords, places_of_subwords, read_subwords, train_subwords
from tests.support.examples.texts import text_lists

KINDS = ["bpe", "unigram"]
REVIEWS = ["a good film", "a good, good film!", "not a good film", "films", "a bad film", "the worst film"] * 3


@pytest.mark.parametrize("kind", KINDS)
@settings(deadline=None)
@given(texts=text_lists, others=text_lists, lower=st.booleans(), size=st.integers(1, 60))
def test_pieces_of_any_text_have_their_places_in_it(kind, texts, others, lower, size):
    model = train_subwords(texts, kind, size, lower)
    for text in [*texts, *others]:
        pieces, places = cut_into_subwords(text, lower, model), places_of_subwords(text, lower, model)
        assert len(pieces) == len(places)
        ends = [0, *(end for _, end in places)]
        assert all(before <= start < end for before, (start, end) in zip(ends, places, strict=False))
    tokens = read_subwords(others, lower, model)
    of_each = [cut_into_subwords(text, lower, model) for text in others]
    assert [tokens.words[code] for code in tokens.codes] == [piece for pieces in of_each for piece in pieces]
    assert tokens.lengths.tolist() == [len(pieces) for pieces in of_each]


@pytest.mark.parametrize("kind", KINDS)
def test_frequent_words_are_whole_and_rare_ones_in_pieces(kind):
    model = train_subwords(REVIEWS, kind, 30, lower=True)
    assert "▁film" in cut_into_subwords("A FILM", True, model)
    pieces = cut_into_subwords("filmgood", True, model)
    assert len(pieces) > 1
    assert "".join(pieces).strip(SPACE) == "filmgood"


@pytest.mark.parametrize("kind", KINDS)
def test_languages_without_spaces_are_cut(kind):
    texts = [food + verdict for food in ("味道", "房间", "服务") for verdict in ("太差了", "很好吃", "不错") * 2]
    model = train_subwords(texts, kind, 30, lower=True)
    assert 2 <= len(cut_into_subwords("味道很安静", True, model)) <= 5


@pytest.mark.parametrize("kind", KINDS)
def test_equal_texts_give_equal_pieces_in_every_process(kind):
    program = f"""
from core.data.text.rules.subword_model import train_subwords
words = [first + second + str(number) for first in "abcdef" for second in ("ly", "ing", "ed") for number in range(9)]
print(train_subwords([" ".join(words[start::7]) for start in range(7)] * 2, {kind!r}, 60, True))
"""
    command = [sys.executable, "-c", program]
    models = {subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(3)}
    assert len(models) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_piece_has_no_space_and_lies_where_it_is_typed(kind):
    model = train_subwords(REVIEWS, kind, 30, lower=True)
    text = " É\ta  GOOD film"
    typed = [text[start:end] for start, end in places_of_subwords(text, True, model)]
    assert "".join(typed).replace(" ", "").replace("\t", "") == "ÉaGOODfilm"
    assert "film" in typed


@pytest.mark.parametrize("kind", KINDS)
def test_unknown_characters_are_named_as_typed(kind):
    model = train_subwords(REVIEWS, kind, 30, lower=True)
    pieces = cut_into_subwords("a 鿃 \uffff", True, model)
    assert "鿃" in "".join(pieces)
    assert "\uffff" not in "".join(pieces)


def test_without_training_texts_there_are_no_pieces():
    assert train_subwords(["", " "], "bpe", 30, lower=True) == ""
    assert cut_into_subwords("a film", True, "") == []
    assert read_subwords(["a film", ""], True, "").lengths.tolist() == [0, 0]


def test_pieces_are_learned_from_texts_spread_over_all(monkeypatch):
    monkeypatch.setattr(subword_model, "MAX_CHARACTERS", 100)
    texts = ["ab"] * 60 + ["cd"] * 60 + ["鿃"]
    pieces = read_subwords(texts, True, train_subwords(texts, "bpe", 30, lower=True)).words
    assert set(pieces) == {"▁ab", "▁cd", "鿃"}
