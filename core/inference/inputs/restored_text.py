"""Restored texts: a typed sentence with the marks, or the capitals, that a network predicts."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from core.data.sources.packaged.punctuation import MARK, MARKS
from core.inference.inputs.tagged_sentence import TaggedSentence
from core.inference.inputs.typed_tokens import TokenCut


class Piece(NamedTuple):
    """A part of a restored text; `token` is the place of the token whose label changed it, None where none did."""

    text: str
    token: int | None = None


def with_marks(sentence: TaggedSentence) -> Iterator[Piece]:
    """The sentence with the predicted mark after each word, and none of those that were typed."""
    end = 0
    for place, token in enumerate(sentence.tokens):
        yield Piece(MARK.sub("", sentence.text[end : token.start]) + sentence.text[token.start : token.end])
        if token.label in MARKS:
            yield Piece(MARKS[token.label], place)
        end = token.end
    yield Piece(MARK.sub("", sentence.text[end:]))


def with_capitals(sentence: TaggedSentence) -> Iterator[Piece]:
    """The sentence with the predicted capitals, whatever was typed."""
    end = 0
    for place, token in enumerate(sentence.tokens):
        yield Piece(sentence.text[end : token.start])
        word = sentence.text[token.start : token.end].lower()
        if token.label == "none":
            yield Piece(word)
        else:
            yield Piece(word[:1].upper() + word[1:] if token.label == "first letter" else word.upper(), place)
        end = token.end
    yield Piece(sentence.text[end:])


# By the data set that a network was trained on, what its labels restore.
RESTORED: Mapping[str, Callable[[TaggedSentence], Iterator[Piece]]] = {
    "punctuation": with_marks, "capitals": with_capitals,
}  # fmt: skip


def restored_text(sentence: TaggedSentence, name: str) -> str:
    """The restored sentence; empty for networks that restore nothing.

    Args:
        name: of the data set that the network was trained on.
    """
    return "".join(piece.text for piece in RESTORED[name](sentence)) if name in RESTORED else ""


def restoring_cut(name: str) -> TokenCut | None:
    """How sentences for networks that restore something are cut: they were trained on words alone; None for others.

    Args:
        name: of the data set that a network was trained on.
    """
    return "letters" if name in RESTORED else None
