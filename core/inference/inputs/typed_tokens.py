"""Typed tokens: where the tokens of a typed sentence are, cut as those of the training data were."""

import re
from collections.abc import Container, Iterator
from typing import Literal

from core.config import TextRules
from core.data.text.rules.normalization import normalize
from core.data.text.rules.typed_places import Place
from core.data.text.tokenization import Vocabulary, word_places

# `words`: by the word rules; `letters`: those of them that begin with a letter or digit; `marks`: marks are tokens,
# too; `spaces`: what spaces divide is a token.
TokenCut = Literal["words", "letters", "marks", "spaces"]
_CHUNK = re.compile(r"\S+")
_MARK = re.compile(r"([.'`-])\1+|\S")  # of a sign that is repeated, as in "..." and "--", all are one token
_MOST_MARKS = 10  # on each side of a known token: pairs of all marks of a long chunk would not fit into memory
_MARKS_IN_DATA = frozenset(".,;()")  # signs that the word rules never make a token


def usual_cut(vocabulary: Vocabulary) -> TokenCut:
    """How sentences for a network are cut unless a person says otherwise: as its training data, by its vocabulary."""
    return "words" if _MARKS_IN_DATA.isdisjoint(vocabulary.word_index) else "marks"


def typed_tokens(text: str, vocabulary: Vocabulary, cut: TokenCut) -> list[tuple[str, Place]]:
    """The tokens of a typed sentence in the spelling of the vocabulary, each with its start and end in the text."""
    rules = vocabulary.rules
    if cut in ("words", "letters"):
        places: Iterator[Place] | tuple[Place, ...] = word_places(text, rules)
    elif cut == "spaces":
        places = (match.span() for match in _CHUNK.finditer(text))
    else:
        places = _places_with_marks(text, rules, vocabulary.word_index)
    tokens = [(normalize(text[start:end], rules), (start, end)) for start, end in places]
    if cut == "letters":
        tokens = [one for one in tokens if one[0][:1].isalnum()]
    return [one for one in tokens if one[0].strip()]


def _places_with_marks(text: str, rules: TextRules, known: Container[str]) -> Iterator[Place]:
    """Words, and each mark around and inside them; what is known as a whole, such as `U.S.`, is one token."""
    for match in _CHUNK.finditer(text):
        chunk, offset = match[0], match.start()
        first, last = _whole_token(chunk, rules, known)
        middle = [(first, last)] if first < last else word_places(chunk, rules)
        end = 0
        for start, stop in (*middle, (len(chunk), len(chunk))):
            yield from ((offset + mark.start(), offset + mark.end()) for mark in _MARK.finditer(chunk, end, start))
            if start < stop:
                yield offset + start, offset + stop
            end = max(end, stop)


def _whole_token(chunk: str, rules: TextRules, known: Container[str]) -> Place:
    """The longest known token of a chunk with nothing but marks around it; an empty place without one."""
    letters = [at for at, sign in enumerate(chunk) if sign.isalnum()]
    if not letters:
        return (0, len(chunk)) if normalize(chunk, rules) in known else (0, 0)
    starts = range(max(0, letters[0] - _MOST_MARKS), letters[0] + 1)
    ends = range(min(len(chunk), letters[-1] + 1 + _MOST_MARKS), letters[-1], -1)
    places = sorted(((start, end) for start in starts for end in ends), key=lambda place: place[0] - place[1])
    return next((place for place in places if normalize(chunk[slice(*place)], rules) in known), (0, 0))
