import re
from itertools import product

import numpy as np
import pytest

from core.data.text.augmentation.clauses import CHANCES, clauses_note, make_clauses, own_words
from core.data.text.augmentation.frames import DEGREES, NOUNS, PHRASES, REPORTS, SUBJECTS, TAILS, VERBS
from core.data.text.augmentation.strong_words import StrongWords
from core.inference.challenges import challenges
from pages.score.inputs.examples import EXAMPLES

WORDS = StrongWords(("good", "great"), ("bad", "dull"))
SLOT = StrongWords(("zzz",), ("zzz",))
LONGEST_IN_COMMON = 3  # words


def runs_of(text: str) -> set[tuple[str, ...]]:
    """All runs of more words than may be in common, with a sign for each word that decides."""
    words, size = re.findall(r"[a-z']+|_", re.sub(r"\{\w+\}|zzz", " _ ", text.lower())), LONGEST_IN_COMMON + 1
    return {tuple(words[start : start + size]) for start in range(len(words) - size + 1)}


TESTED = {run for one in challenges() for run in runs_of(one.template)}
TESTED |= {run for example in EXAMPLES for run in runs_of(example.text)}


def single_clauses() -> dict[str, bool]:
    """Clauses of one part without ends, made here from the parts; which sentiment each has."""
    made = {}
    for (word, is_positive), (report, verb, phrase) in product(
        (("good", True), ("bad", False)), product((None, 0, 1), (0, 1), PHRASES)
    ):
        noun = "plot"
        text = phrase[verb].format(w=word, v=word, n=noun)
        made[text] = is_positive != bool(verb)
        for pair, subject, outer in product(VERBS, SUBJECTS, REPORTS):
            start = "" if report is None else f"{outer[report]} "
            made[f"{start}{subject.format(n=noun)} {pair[verb]} {word}"] = is_positive != (bool(verb) != bool(report))
    return {text[0].upper() + text[1:]: label for text, label in made.items()}


@pytest.mark.parametrize("kind", CHANCES)
def test_no_clause_has_four_words_in_a_row_of_a_challenge_or_an_example(kind):
    texts, _ = make_clauses(SLOT, 40_000, 0.5, 0, kind)
    assert len(set(texts)) > 20_000
    assert {run for text in texts for run in runs_of(text)} & TESTED == set()


def test_runs_in_common_would_be_found():
    assert runs_of("Maybe at no point is it zzz") & TESTED
    assert runs_of("I say the film is not zzz") & TESTED
    assert runs_of(EXAMPLES[1].text) & TESTED


def test_the_label_of_a_clause_is_what_its_negations_make_of_its_word():
    expected = single_clauses()
    texts, is_positive = make_clauses(StrongWords(("good",), ("bad",)), 60_000, 0.5, 1)
    labels = {text: label for text, label in zip(texts, is_positive.tolist(), strict=True) if text in expected}
    assert len(labels) > 500
    assert labels == {text: expected[text] for text in labels}
    assert len({text for text in labels if re.search("n't|not|never", text)}) > 200


def test_of_two_clauses_the_one_that_counts_has_the_label():
    texts, is_positive = make_clauses(WORDS, 20_000, 0.5, 2)
    phrases = {"quite good": True, "quite great": True, "quite bad": False, "quite dull": False}
    checked = 0
    for text, label in zip(texts, is_positive.tolist(), strict=True):
        parts = text.lower().rstrip(".!").split(", but then ")
        if len(parts) == 2 and parts[1] in phrases:
            assert label == phrases[parts[1]], text
            checked += 1
        if match := re.fullmatch(r"(\w+) and not (\w+)[.!]?", text):
            assert label == (match[1].lower() in WORDS.positive), text
            assert (match[2] in WORDS.positive) != label
            checked += 1
    assert checked > 50


def test_the_end_of_a_turn_decides():
    words = StrongWords(("grand",), ("grim",))
    texts, is_positive = make_clauses(words, 20_000, 0.5, 2, "contrast")
    ends = {"i laughed a lot": True, "i yawned a lot": False, "quite grand": True, "not grand": False}
    checked = set()
    for text, label in zip(texts, is_positive.tolist(), strict=True):
        opening, _, end = text.lower().rstrip(".!").partition(", but ")
        if end in ends:
            assert label == ends[end] != ("grand" in opening), text
            checked.add((end, label))
    assert len(checked) == 4


def test_words_of_turns_fill_no_turn():
    assert own_words("negation") < own_words("contrast")
    assert "laughed" in own_words("contrast") - own_words("negation")


def test_equal_seeds_give_equal_clauses():
    first, second, other = (make_clauses(WORDS, 50, 0.5, seed) for seed in (1, 1, 2))
    assert first[0] == second[0] != other[0]
    assert first[1].tolist() == second[1].tolist()


@pytest.mark.parametrize("share", [0.0, 0.2, 1.0])
def test_as_many_clauses_are_positive_as_texts(share):
    texts, is_positive = make_clauses(WORDS, 2_000, share, 0)
    assert len(texts) == len(is_positive) == 2_000
    assert is_positive.mean() == pytest.approx(share, abs=0.03)


def test_clauses_are_filled_and_begin_like_sentences():
    texts, _ = make_clauses(WORDS, 2_000, 0.5, 0)
    assert not [text for text in texts if "{" in text or "  " in text or text[0].islower()]
    assert any(noun in text for noun in NOUNS for text in texts)
    assert any(text.rstrip(".!").endswith(tail) for tail in filter(None, TAILS) for text in texts)
    assert any(degree in text for degree in filter(None, DEGREES) for text in texts)


def test_every_word_comes_about_as_often():
    words = StrongWords(tuple(f"good{number}" for number in range(10)), ("bad",))
    texts, _ = make_clauses(words, 5_000, 0.5, 0)
    counts = np.array([sum(f"good{number}" in text for text in texts) for number in range(10)])
    assert counts.min() > 0.7 * counts.mean() > 100


def test_the_note_counts_clauses():
    assert clauses_note(6800) == "6,800 clauses with and without negations were added to the training texts."
    assert clauses_note(1) == "1 clause with or without a negation was added to the training texts."
