"""Tag spans: the spans of tokens that a sequence of tags marks, legal or not, as conlleval finds them.

Source: https://www.clips.uantwerpen.be/conll2000/chunking/output.html, where the script conlleval is published. It
knows IO, IOB1 and IOB2. The end of a span of BIOES ends it here whatever follows, which the script does not see.
"""

from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from core.data.formats.tagged.span_schemes import OUTSIDE, SpanTag, parse_tag
from core.data.text.tokens import Tokens


class Span(NamedTuple):
    """Tokens from `start` to before `end`, from 0, and the type that their tags give them."""

    start: int
    end: int
    type: str


def spans_of_sentences(tags: Tokens) -> list[list[Span]]:
    """The spans of each of many sentences."""
    parsed = [parse_tag(tag) or OUTSIDE for tag in tags.words]
    codes = iter(tags.codes.tolist())
    return [_spans([parsed[code] for code in islice(codes, length)]) for length in tags.lengths.tolist()]


def _spans(tags: Sequence[SpanTag]) -> list[Span]:
    spans: list[Span] = []
    start, kind = -1, ""  # of the span that is open
    for place, (role, type_) in enumerate(tags):
        begins = role in ("B", "S") or (role != "O" and (start < 0 or kind != type_))
        if start >= 0 and (begins or role == "O"):
            spans.append(Span(start, place, kind))
            start = -1
        if begins:
            start, kind = place, type_
        if role in ("E", "S"):
            spans.append(Span(start, place + 1, kind))
            start = -1
    if start >= 0:
        spans.append(Span(start, len(tags), kind))
    return spans
