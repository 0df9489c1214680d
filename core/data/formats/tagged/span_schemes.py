"""Span schemes: how tags such as B-PER and I-PER mark spans of tokens, and which of them may follow which.

Sources: Ramshaw and Marcus 1995 (https://aclanthology.org/W95-0107/) for IOB1; Tjong Kim Sang and Veenstra 1999
(https://aclanthology.org/E99-1023/) for IOB2; Ratinov and Roth 2009 (https://aclanthology.org/W09-1119/) for BILOU,
which is BIOES with other letters.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

import numpy as np

from core.data.text.tokens import Tokens

Scheme = Literal["IO", "IOB1", "IOB2", "BIOES", "BILOU"]
Role = Literal["O", "B", "I", "E", "S"]  # outside; begin, inside and end of a span; a span of a single token
_ROLES: dict[str, Role] = {
    "B": "B", "I": "I", "M": "I", "E": "E", "L": "E", "S": "S", "U": "S", "W": "S",
}  # fmt: skip
_SEPARATORS = "-_"
_OPEN = ("B", "I")  # roles after which a span of BIOES goes on


class SpanTag(NamedTuple):
    """What a tag says: its role, and the type of the span, which is empty where spans have no type."""

    role: Role
    type: str


OUTSIDE = SpanTag("O", "")


class Transitions(NamedTuple):
    """Which tags may follow which, by class number.

    Args:
        between: whether the second may follow the first, (num_classes, num_classes), bool.
        first: whether it may be a sentence's first tag, (num_classes,).
        last: whether it may be a sentence's last tag, (num_classes,).
    """

    between: np.ndarray
    first: np.ndarray
    last: np.ndarray


class IllegalTags(NamedTuple):
    """How often tags follow each other against a scheme.

    Args:
        num_transitions: illegal ones, among them those at the ends of sentences.
        num_sentences: with at least one of them.
        sentence: the place of the first such sentence; None where there is none.
    """

    num_transitions: int
    num_sentences: int
    sentence: int | None


def parse_tag(tag: str) -> SpanTag | None:
    """What a tag says in any of the schemes; None for one that is of none, such as a part of speech."""
    if tag == "O":
        return OUTSIDE
    role = _ROLES.get(tag[:1])
    if role is None or (len(tag) > 1 and tag[1] not in _SEPARATORS):
        return None
    return SpanTag(role, tag[2:])


def span_types(names: Iterable[str]) -> tuple[str, ...]:
    """The types of the spans that these tags mark, in alphabetical order."""
    return tuple(sorted({tag.type for tag in map(parse_tag, names) if tag and tag.role != "O"}))


def detect_scheme(tags: Tokens) -> Scheme | None:
    """The scheme that the tags of all sentences follow, or break least; None where they mark no spans.

    Tags with I alone are IO, whether or not two spans of a type ever touch. Of IOB1 and IOB2, which have the same tags,
    the one with fewer illegal transitions counts, and IOB2 where both have as many.
    """
    parsed = [parse_tag(tag) for tag in tags.words]
    if any(tag is None for tag in parsed):
        return None
    roles = {tag.role for tag in parsed if tag} - {"O"}
    if roles == {"I"}:
        return "IO"
    if "S" in roles or {"B", "E"} <= roles:
        return "BILOU" if any(tag[0] in "LU" for tag in tags.words) else "BIOES"
    if not roles or "E" in roles:
        return None
    schemes: tuple[Scheme, Scheme] = ("IOB2", "IOB1")
    return min(schemes, key=lambda scheme: illegal_tags(tags, scheme).num_transitions)


def legal_transitions(names: Sequence[str], scheme: Scheme) -> Transitions:
    """Which tags may follow which; one that is of no scheme counts as outside of spans.

    Args:
        names: of the tags, by class number.
    """
    parsed = [parse_tag(name) or OUTSIDE for name in names]
    between = [[_may_follow(before, after, scheme) for after in parsed] for before in parsed]
    first = [_may_follow(OUTSIDE, tag, scheme) for tag in parsed]
    last = [_may_follow(tag, OUTSIDE, scheme) for tag in parsed]
    return Transitions(np.array(between, bool), np.array(first, bool), np.array(last, bool))


def illegal_tags(tags: Tokens, scheme: Scheme) -> IllegalTags:
    """Count what is illegal in the tags of sentences.

    Args:
        tags: of a file, or predicted ones with the class numbers as their codes.
    """
    legal = legal_transitions(tags.words, scheme)
    codes, lengths = tags.codes, tags.lengths[tags.lengths > 0]
    if not len(codes):
        return IllegalTags(0, 0, None)
    ends = np.cumsum(lengths)
    starts = ends - lengths
    is_inner = np.ones(len(codes), bool)
    is_inner[starts] = False
    illegal = np.zeros(len(codes), np.int64)
    illegal[1:] = ~legal.between[codes[:-1], codes[1:]] & is_inner[1:]
    illegal[starts] += ~legal.first[codes[starts]]
    illegal[ends - 1] += ~legal.last[codes[ends - 1]]
    of_sentence = np.add.reduceat(illegal, starts)
    with_illegal = np.flatnonzero(tags.lengths > 0)[of_sentence > 0]
    return IllegalTags(int(illegal.sum()), len(with_illegal), int(with_illegal[0]) if len(with_illegal) else None)


def _may_follow(before: SpanTag, after: SpanTag, scheme: Scheme) -> bool:
    """Whether a tag may follow another; the ends of a sentence are outside of spans."""
    touches = before.role in _OPEN and before.type == after.type
    if scheme == "IO":
        return True
    if scheme == "IOB2":
        return after.role != "I" or touches
    if scheme == "IOB1":  # B divides a span from one of the same type that it touches
        return after.role != "B" or touches
    goes_on = after.role in ("I", "E")
    return (goes_on and before.type == after.type) if before.role in _OPEN else not goes_on
