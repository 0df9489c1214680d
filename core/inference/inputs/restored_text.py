"""Restored texts: a typed sentence with the marks, or the capitals, that a network predicts."""

from collections.abc import Callable, Mapping

from core.data.sources.packaged.punctuation import MARK, MARKS
from core.inference.inputs.tagged_sentence import TaggedSentence


def with_marks(sentence: TaggedSentence) -> str:
    """The sentence with the predicted mark after each word, and none of those that were typed."""
    parts, end = [], 0
    for token in sentence.tokens:
        parts += [MARK.sub("", sentence.text[end : token.start]), sentence.text[token.start : token.end]]
        parts.append(MARKS.get(token.label, ""))
        end = token.end
    return "".join([*parts, MARK.sub("", sentence.text[end:])])


def with_capitals(sentence: TaggedSentence) -> str:
    """The sentence with the predicted capitals, whatever was typed."""
    parts, end = [], 0
    for token in sentence.tokens:
        word = sentence.text[token.start : token.end].lower()
        if token.label != "none":
            word = word[:1].upper() + word[1:] if token.label == "first letter" else word.upper()
        parts += [sentence.text[end : token.start], word]
        end = token.end
    return "".join([*parts, sentence.text[end:]])


# By the data set that a network was trained on, what its labels restore.
RESTORED: Mapping[str, Callable[[TaggedSentence], str]] = {"punctuation": with_marks, "capitals": with_capitals}
