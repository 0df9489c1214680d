import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.formats.tagged.span_schemes import (
    IllegalTags,
    detect_scheme,
    illegal_tags,
    legal_transitions,
    parse_tag,
    span_types,
)
from core.data.text.tokens import Tokens, number_words


def tags(*sentences):
    return number_words(sentence.split() for sentence in sentences)


@pytest.mark.parametrize(
    ("tag", "parsed"),
    [("O", ("O", "")), ("B-PER", ("B", "PER")), ("I_x-y", ("I", "x-y")), ("U-X", ("S", "X")), ("L-X", ("E", "X"))],
)
def test_a_tag_has_a_role_and_a_type(tag, parsed):
    assert parse_tag(tag) == parsed


@pytest.mark.parametrize("tag", ["NOUN", "IN", "", "BPER", "o", "COMMA"])
def test_a_tag_of_no_scheme_marks_no_span(tag):
    assert parse_tag(tag) is None


@pytest.mark.parametrize(
    ("scheme", "sentences"),
    [
        ("IO", ["I-X I-X O I-Y", "O O"]),
        ("IOB2", ["B-X I-X O B-Y", "O B-X B-X"]),
        ("IOB1", ["I-X I-X B-X O I-Y", "O I-X"]),
        ("BIOES", ["B-X I-X E-X O S-Y"]),
        ("BILOU", ["B-X I-X L-X O U-Y"]),
        ("BIOES", ["B M E S"]),
        ("IOB2", ["B I O B"]),
        ("IOB2", ["B-X O", "O"]),
        (None, ["NOUN VERB", "O"]),
        (None, ["O COMMA O PERIOD"]),
        (None, ["O O"]),
        (None, ["I-X E-X O"]),
    ],
)
def test_the_scheme_is_detected_from_the_tags(scheme, sentences):
    assert detect_scheme(tags(*sentences)) == scheme


def test_a_few_illegal_transitions_do_not_change_the_scheme():
    assert detect_scheme(tags(*["O B-X I-X O"] * 9, "O I-X")) == "IOB2"
    assert detect_scheme(tags(*["O I-X I-X O"] * 9, "O B-X")) == "IOB1"


@pytest.mark.parametrize(
    ("scheme", "legal", "illegal"),
    [
        ("IO", "I-X I-Y I-X O", None),
        ("IOB2", "B-X I-X B-X O", "O I-X"),
        ("IOB2", "B-X B-Y I-Y", "B-X I-Y"),
        ("IOB1", "I-X B-X I-X I-Y", "O B-X"),
        ("IOB1", "I-X I-Y", "I-X B-Y"),
        ("BIOES", "B-X E-X S-X B-Y I-Y E-Y O", "B-X"),
        ("BIOES", "S-X", "E-X"),
        ("BILOU", "U-X B-X L-X", "B-X I-X O"),
        ("BILOU", "B-X L-X B-Y L-Y", "B-X L-Y"),
    ],
)
def test_legal_sequences_have_no_illegal_transition(scheme, legal, illegal):
    assert illegal_tags(tags(legal), scheme) == IllegalTags(0, 0, None)
    if illegal is not None:
        assert illegal_tags(tags(legal, illegal), scheme)[1:] == (1, 1)


def test_illegal_transitions_and_sentences_are_counted_apart():
    sentences = tags("O B-X", "I-X O I-X", "", "O I-X", "B-X I-X")
    assert illegal_tags(sentences, "IOB2") == IllegalTags(num_transitions=3, num_sentences=2, sentence=1)


def test_the_ends_of_sentences_count():
    assert illegal_tags(tags("B-X", "E-X"), "BIOES") == IllegalTags(2, 2, 0)
    assert illegal_tags(Tokens((), np.empty(0, np.int32), np.zeros(2, np.int32)), "IO").num_transitions == 0


def test_transitions_are_by_class_number():
    legal = legal_transitions(["O", "I-X", "B-X"], "IOB2")
    assert legal.between.tolist() == [[True, False, True], [True, True, True], [True, True, True]]
    assert (legal.first.tolist(), legal.last.tolist()) == ([True, False, True], [True, True, True])


def test_types_are_those_of_spans():
    assert span_types(["O", "I-b", "B-b", "S-a"]) == ("a", "b")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.sampled_from(["O", "B-X", "I-X", "B-Y", "I-Y"]), max_size=6), max_size=4))
def test_counts_equal_those_of_a_walk_through_each_sentence(sentences):
    expected = [
        sum(
            tag[0] == "I" and before not in (f"B-{tag[2:]}", f"I-{tag[2:]}")
            for before, tag in zip(["O", *sentence], sentence, strict=False)
        )
        for sentence in sentences
    ]
    counted = illegal_tags(number_words(sentences), "IOB2")
    assert (counted.num_transitions, counted.num_sentences) == (sum(expected), sum(map(bool, expected)))
