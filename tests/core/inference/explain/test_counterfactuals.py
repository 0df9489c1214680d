import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config import TextRules
from core.data.text.tokenization import KERAS_RULES, tokenize, typed_words, word_places
from core.inference.explain.counterfactuals import delete, negate, replace, score_counterfactuals, swap, tree
from tests.support.networks import random_scorer

TEXTS = st.text(max_size=300) | st.lists(st.sampled_from(["not", "Good", " ", ", ", "\n", "film"]), max_size=20).map(
    "".join
)


def typed(text):
    return tokenize(text, TextRules(lower=False))


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("a good film", 1, "a film"),
        ("a good film", 0, "good film"),
        ("a good film", 2, "a good"),
        ("Good,  long film!", 0, ",  long film!"),
        ("well-made film", 0, "-made film"),
        ("(good film)", 0, "(film)"),
        ("film", 0, ""),
        ("good\nfilm", 0, "\nfilm"),
    ],
)
def test_a_deleted_word_takes_one_space_with_it(text, place, expected):
    assert delete(text, place) == expected


def test_a_swap_keeps_the_characters_between_the_words():
    assert swap("A good,  film!", 1) == "A film,  good!"


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("a good film", 1, "a not good film"),
        ("a not good film", 2, "a good film"),
        ("Not good", 0, "good"),
        ("good (film)", 1, "good (not film)"),
    ],
)
def test_a_negated_word_gets_a_not_or_loses_it(text, place, expected):
    assert negate(text, place) == expected


def test_a_replaced_word_keeps_its_neighbours():
    assert replace("a good, film", 1, "<b>bad</b>") == "a <b>bad</b>, film"


@pytest.mark.parametrize(
    ("edit", "text", "place", "expected"),
    [
        (delete, "It isn't good!", 2, "It is good!"),
        (delete, "It isn't good!", 4, "It isn't good"),
        (delete, "good!bad", 1, "good bad"),
        (delete, "x:good) film", 1, "x: ) film"),
        (swap, "a good!!!", 1, "a !good!!"),
        (swap, "good!bad", 1, "good bad !"),
        (negate, "It isn't good", 2, "It is not n't good"),
        (negate, "good :)", 1, "good not :)"),
    ],
)
def test_edits_of_words_without_a_space_between_join_none(edit, text, place, expected):
    assert edit(text, place, TextRules("words")) == expected


def test_a_replacement_of_words_without_a_space_between_joins_none():
    assert replace("isn't", 0, "was", TextRules("words")) == "wasn't"
    assert replace("isn't", 1, "is", TextRules("words")) == "is is "


@pytest.mark.parametrize(("edit", "place"), [(delete, 2), (swap, 1), (negate, 2), (delete, 9)])
def test_a_word_that_is_not_there_cannot_be_edited(edit, place):
    with pytest.raises(IndexError):
        edit("good film", place)


@given(TEXTS, st.data())
def test_edits_keep_the_other_words_as_typed(text, data):
    words = typed_words(text, KERAS_RULES)  # other rules also divide where no space is, as in film!
    if not words:
        return
    place = data.draw(st.integers(0, len(words) - 1))
    assert typed_words(delete(text, place, KERAS_RULES), KERAS_RULES) == words[:place] + words[place + 1 :]
    assert typed_words(replace(text, place, "new", KERAS_RULES), KERAS_RULES) == [
        *words[:place],
        "new",
        *words[place + 1 :],
    ]
    assert replace(text, place, words[place], KERAS_RULES) == text
    if place + 1 < len(words):
        swapped = [*words[:place], words[place + 1], words[place], *words[place + 2 :]]
        assert typed_words(swap(text, place, KERAS_RULES), KERAS_RULES) == swapped
        assert swap(swap(text, place, KERAS_RULES), place, KERAS_RULES) == text
    negated = typed_words(negate(text, place, KERAS_RULES), KERAS_RULES)
    if "not" in [word.lower() for word in words[max(0, place - 1) : place + 1]]:
        assert len(negated) == len(words) - 1
    else:
        assert negated == [*words[:place], "not", *words[place:]]
        assert negate(negate(text, place, KERAS_RULES), place + 1, KERAS_RULES) == text


@given(TEXTS, st.data())
def test_a_deletion_removes_the_word_and_joins_no_others(text, data):
    places = word_places(text)
    if not places:
        return
    start, end = data.draw(st.sampled_from(places))
    before, after = text[:start], text[end:]
    shorter = delete(text, places.index((start, end)))
    assert shorter in (before + after, text[: start - 1] + after, before + text[end + 1 :], f"{before} {after}")


def test_an_edit_follows_its_base_and_its_earlier_siblings():
    assert tree([]) == [(0,)]
    assert tree([0, 0, 1, 0, 3]) == [(0,), (0, 1), (0, 1, 3), (0, 1, 3, 5), (0, 2), (0, 4)]


@given(st.lists(st.integers(0, 99)))
def test_each_path_is_that_of_the_base_and_one_step_more(drawn):
    bases = [base % number for number, base in enumerate(drawn, start=1)]
    ways = tree(bases)
    assert sorted(way[-1] for way in ways) == list(range(len(bases) + 1))
    for above, way in pairwise(ways):
        assert way[-2] == bases[way[-1] - 1]
        assert way[:-1] == above[: len(way) - 1]


def test_the_effect_of_an_edit_is_the_difference_of_two_scores(tmp_path):
    scorer = random_scorer(tmp_path)
    before, *after = scorer.probabilities(["a good film", "a film", "a not good film"])[:, 1].astype(float).tolist()
    effects = score_counterfactuals(scorer, "a good film", ["a film", "a not good film"])
    for effect, now in zip(effects, after, strict=True):
        assert (effect.label, effect.verdict) == ("good", "good" if now > 0.5 else "bad")
        assert effect.probability == pytest.approx(now, abs=1e-6)
        assert effect.probability_change == pytest.approx(now - before, abs=1e-6)
        change = math.log(now / (1 - now)) - math.log(before / (1 - before))
        assert effect.log_odds_change == pytest.approx(change, abs=1e-4)
    assert [effect.text for effect in effects] == ["a film", "a not good film"]
    assert score_counterfactuals(scorer, "a film", []) == ()


def test_with_more_than_two_classes_the_effect_is_on_the_first_predicted_class(tmp_path):
    scorer = random_scorer(tmp_path, ("bad", "fair", "good"), head="softmax")
    (effect,) = score_counterfactuals(scorer, "a good film", [""])
    assert effect.label == scorer.score(["a good film"])[0].label
    assert effect.probability == pytest.approx(scorer.score([""])[0].probabilities[effect.label], abs=1e-6)
