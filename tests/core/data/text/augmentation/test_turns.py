from core.data.text.augmentation.turns import DENIALS, ECHOES, HOPES, OPENINGS, REACTIONS, TURN_WORDS, TURNS


def test_places_are_those_that_are_filled():
    assert all("{w}" in frame for frame in (*OPENINGS, *(part for pair in (*ECHOES, *DENIALS) for part in pair)))
    assert all(frame.count("{a}") == frame.count("{b}") == 1 for frame in TURNS)
    for pair in (*REACTIONS, *HOPES):
        assert all("{" not in part.replace("{n}", "") for part in pair)


def test_the_parts_of_a_pair_differ_and_none_comes_twice():
    for parts in (OPENINGS, REACTIONS, HOPES, ECHOES, DENIALS):
        assert len(set(parts)) == len(parts)
    assert all(len(set(pair)) == 2 for pair in (*REACTIONS, *HOPES, *ECHOES, *DENIALS))


def test_a_pair_of_hopes_says_the_same_but_for_its_end():
    for affirmed, denied in (*HOPES, *ECHOES):
        divide = "? " if "?" in affirmed else ". "
        assert affirmed.split(divide)[0] == denied.split(divide)[0]


def test_own_words_are_those_of_all_parts():
    assert {"laughed", "loved", "opening", "hoped", "somehow"} <= TURN_WORDS
    assert TURN_WORDS.isdisjoint({"good", "bad", "film", "dull"})
