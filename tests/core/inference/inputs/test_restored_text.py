import pytest

from core.inference.inputs.restored_text import restored_text
from core.inference.inputs.tagged_sentence import TaggedSentence, TaggedToken


def sentence(text: str, **labels: str) -> TaggedSentence:
    """The sentence with these labels of its words, and none for all others."""
    tokens, end = [], 0
    for word in text.replace(",", " ").replace("!", " ").split():
        start = text.index(word, end)
        end = start + len(word)
        label = labels.get(word, "none")
        tokens.append(TaggedToken(word.lower(), start, end, True, label, {label: 1.0}))
    return TaggedSentence(text, tuple(tokens), 1.0)


@pytest.mark.parametrize(
    ("text", "labels", "expected"),
    [
        ("well go on", {"well": "comma", "on": "exclamation mark"}, "well, go on!"),
        ("  Was it, or not! ", {"it": "question mark", "not": "full stop"}, "  Was it? or not. "),
        ("", {}, ""),
    ],
)
def test_predicted_marks_replace_those_that_were_typed(text, labels, expected):
    assert restored_text(sentence(text, **labels), "punctuation") == expected


def test_predicted_capitals_replace_those_that_were_typed():
    labels = {"i": "first letter", "dvd": "all letters", "élan": "first letter", "n't": "none"}
    assert restored_text(sentence("i saw A dvd, élan! N'T", **labels), "capitals") == "I saw a DVD, Élan! n't"
