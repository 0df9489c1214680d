import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.text.tokens import number_words
from core.evaluation.tagging.tag_spans import Span, spans_of_sentences


def spans_of(tags):
    (spans,) = spans_of_sentences(number_words([tags]))
    return spans


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        ("B-X I-X O B-Y", [(0, 2, "X"), (3, 4, "Y")]),
        ("I-X I-X B-X I-Y", [(0, 2, "X"), (2, 3, "X"), (3, 4, "Y")]),  # IOB1, and I after another type
        ("O I-X I-X O", [(1, 3, "X")]),
        ("B-X E-X I-X", [(0, 2, "X"), (2, 3, "X")]),
        ("S-X S-X B-X I-X E-X O", [(0, 1, "X"), (1, 2, "X"), (2, 5, "X")]),
        ("U-X B-Y L-Y", [(0, 1, "X"), (1, 3, "Y")]),
        ("B I O I", [(0, 2, ""), (3, 4, "")]),
        ("E-X E-X", [(0, 1, "X"), (1, 2, "X")]),
        ("B-X E-Y", [(0, 1, "X"), (1, 2, "Y")]),
        ("NOUN O", []),
        ("", []),
    ],
)
def test_spans_are_those_of_conlleval(tags, spans):
    assert spans_of(tags.split()) == spans


def test_a_span_ends_with_its_sentence():
    sentences = number_words([["B-X", "I-X"], ["I-X"], [], ["O"]])
    assert spans_of_sentences(sentences) == [[Span(0, 2, "X")], [Span(0, 1, "X")], [], []]


def written(lengths, scheme):
    """Tags of spans of these lengths and types that touch, with O after each third one."""
    tags, spans = [], []
    for number, (length, kind) in enumerate(lengths):
        spans.append(Span(len(tags), len(tags) + length, kind))
        roles = ["B"] + ["I"] * (length - 1)
        if scheme == "BIOES":
            roles = ["S"] if length == 1 else ["B", *["I"] * (length - 2), "E"]
        tags += [f"{role}-{kind}" for role in roles]
        if number % 3 == 2:
            tags.append("O")
    return tags, spans


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["X", "Y"])), max_size=6), st.sampled_from(["IOB2", "BIOES"])
)
def test_spans_are_read_from_tags_as_they_were_written(lengths, scheme):
    tags, spans = written(lengths, scheme)
    assert spans_of(tags) == spans


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(["O", "B-X", "I-X", "E-X", "S-X", "I-Y", "E-Y"]), max_size=8))
def test_every_tag_but_o_is_in_exactly_one_span(tags):
    spans = spans_of(tags)
    inside = [place for span in spans for place in range(span.start, span.end)]
    assert inside == [place for place, tag in enumerate(tags) if tag != "O"]
    assert all(tags[place][2:] == span.type for span in spans for place in range(span.start, span.end))
