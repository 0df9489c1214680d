from core.data.text.augmentation.frames import (
    CONTRASTS,
    DEGREES,
    DOUBLES,
    LISTS,
    NOUNS,
    ORDERS,
    OWN_WORDS,
    PHRASES,
    REPORTS,
    SUBJECTS,
    TAILS,
    VERBS,
)

PAIRS = (*VERBS, *PHRASES, *REPORTS)
NEGATIONS = {
    "no", "not", "never", "nothing", "nobody", "neither", "hardly", "without", "far", "anything", "fails", "false",
    "wrong", "deny", "doubt",
}  # fmt: skip


def test_only_the_negated_part_of_a_pair_has_a_negation():
    for pair in PAIRS:
        affirmed, negated = (set(part.replace("?", "").lower().split()) for part in pair)
        if pair.affirmed in ("is nothing but", "it wasn't long, it felt {w}"):  # they negate something else
            continue
        assert not any(word in NEGATIONS or word.endswith("n't") for word in affirmed), pair
        assert any(word in NEGATIONS or word.endswith("n't") for word in negated), pair


def test_a_double_negation_has_one_more_than_its_half():
    for whole, half in DOUBLES:
        numbers = [
            sum(word in NEGATIONS or word.endswith("n't") or word in ("except", "less") for word in text.split())
            for text in (whole, half)
        ]
        assert numbers[0] >= numbers[1] == 1 or numbers == [2, 1], whole


def test_places_are_those_that_are_filled():
    for text in (*SUBJECTS, *DEGREES, *TAILS, *(part for pair in (*PAIRS, *DOUBLES) for part in pair)):
        assert text.format(w="", v="", n="") != text or "{" not in text
    assert all("{w}" in part for pair in (*PHRASES, *DOUBLES) for part in pair)
    assert all("{a}" in frame and "{b}" in frame for frame in (*CONTRASTS, *LISTS))
    assert all("{w}" in frame and "{o}" in frame for frame in ORDERS)


def test_no_part_comes_twice():
    for parts in (NOUNS, VERBS, PHRASES, DOUBLES, REPORTS, CONTRASTS, LISTS, ORDERS):
        assert len(set(parts)) == len(parts)


def test_own_words_are_those_of_all_parts():
    assert {"not", "plot", "isn", "although", "rather", "think", "whole", "particularly", "time"} <= OWN_WORDS
    assert OWN_WORDS.isdisjoint({"good", "bad", "film"})
