import pytest

from core.inference.explain.attribution import Attributions, WordAttribution
from core.inference.explain.direction_split import DirectionSplit
from core.inference.explain.incremental import Curve, IncrementalTrace
from core.inference.explain.sentences import (
    attribution_sentence,
    signed,
    split_sentence,
    trace_sentences,
    word_sentence,
)
from core.inference.explain.word_spans import Word


def attribution(token, change, status="known"):
    return WordAttribution(Word(token, 0, len(token), status), change)


def test_the_three_strongest_words_of_each_side_are_named():
    changes = {"lovely": 1.234, "great": 0.5, "fine": 0.3, "nice": 0.2, "dull": -0.7, "film": 0.001}
    words = tuple(attribution(token, change) for token, change in changes.items())
    assert attribution_sentence(Attributions("good", 1.0, words, "")) == (
        "Strongest words for good: “lovely” +1.23, “great” +0.50, “fine” +0.30. "
        "Strongest words against good: “dull” −0.70."
    )


def test_words_without_effect_are_not_named():
    attributions = Attributions("good", 0.0, (attribution("film", 0.001), attribution("x", None, "cut")), "")
    assert attribution_sentence(attributions).startswith("No word changes the log-odds by 0.01 or more")


def test_the_parts_of_a_split_are_listed_with_sum_and_probability():
    split = DirectionSplit("good", {"forward": 0.554, "second_forward": -0.12}, 0.03, 0.464, 0.614, "")
    assert split_sentence(split) == (
        "Forward +0.55, second forward −0.12, bias +0.03: the sum is +0.46, a probability of 61.4 % for good."
    )


def test_a_split_without_parts_has_its_sum_only():
    sentence = split_sentence(DirectionSplit("good", {}, 0.03, -0.464, 0.386, ""))
    assert sentence == "The sum over the directions and the bias is −0.46, a probability of 38.6 % for good."


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ("bgg", "the predicted class changes once, at the 2nd word, “b”; it stays g after 2 of 3 words (66.7 %)."),
        ("ggg", "the predicted class is g from the first word on and never changes."),
        ("bgb", "changes 2 times, the last time at the 3rd word, “c”; it stays b after 3 of 3 words (100.0 %)."),
    ],
)
def test_where_the_predicted_class_changes_is_named(labels, words):
    curve = Curve((1, 2, 3), (0.1, 0.6, 0.7), tuple(labels))
    read = tuple(Word(token, 0, 1, "known") for token in "abc")
    start, end = trace_sentences(IncrementalTrace("g", read, curve, curve, ""))
    assert words in start
    assert end.startswith("From the end of the text")


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        (0.35, "known", "+0.35, for good"),
        (-0.35, "unknown", "−0.35, against good (out of vocabulary, read as the OOV token)"),
        (0.0, "known", "+0.00, no effect"),
        (None, "dropped", "out of vocabulary, not read"),
        (None, "cut", "not read, because the text is longer than maxlen"),
        (None, "known", "not left out, because the text is long"),
    ],
)
def test_a_word_is_described_by_its_effect_and_its_status(change, status, sentence):
    assert word_sentence(attribution("film", change, status), "good") == sentence


def test_a_change_is_written_with_its_sign():
    assert [signed(value) for value in (1.234, -0.5, -0.001)] == ["+1.23", "−0.50", "+0.00"]
