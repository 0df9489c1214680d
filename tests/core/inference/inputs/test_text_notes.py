from types import SimpleNamespace

from core.inference.inputs.text_notes import text_notes


def score(num_tokens: int, unknown_words: tuple[str, ...], num_cut: int) -> SimpleNamespace:
    return SimpleNamespace(num_tokens=num_tokens, unknown_words=unknown_words, num_cut=num_cut)


def test_a_text_that_is_read_whole_has_no_note():
    assert text_notes(score(3, (), 0)) == []


def test_unknown_and_cut_words_are_noted():
    assert text_notes(score(0, ("zebras",), 1)) == [
        "No word of this text is in the vocabulary, so the prediction says nothing about it.",
        "Out-of-vocabulary words: zebras",
        "Cut off by maxlen: 1 word",
    ]


def test_long_lists_and_long_words_are_shortened():
    words = ("x" * 41, *(f"w{number}" for number in range(12)))
    assert text_notes(score(1, words, 2)) == [
        f"Out-of-vocabulary words: {'x' * 40}…, {', '.join(words[1:12])} and 1 more",
        "Cut off by maxlen: 2 words",
    ]
