"""Typed places: where each character of a normalized text is in the text that was typed."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator

from core.config import TextRules
from core.data.text.rules.normalization import (
    EMOJI_WORD,
    HTML,
    SPELLING,
    apart,
    fold,
    normalize,
    plain_spelling,
    without_html,
)

Change = tuple[int, int, str]  # start and end of what is replaced, and what by
Place = tuple[int, int]  # start and end in the typed text


def typed_places(text: str, rules: TextRules) -> list[Place]:
    """The place in the typed text of each character of `normalize(text, rules)`.

    A character that several became, or that is one of several that one became, has the place of all of them.
    """
    places = [(place, place + 1) for place in range(len(text))]
    if normalize(text, rules) == text:
        return places
    for step in _steps(rules):
        text, places = _changed(text, places, step(text))
    return places


def _steps(rules: TextRules) -> Iterator[Callable[[str], Iterable[Change]]]:
    """The steps of `normalize`, in its order, each as what it changes."""
    if rules.strip_html:
        yield lambda text: ((*match.span(), without_html(match)) for match in HTML.finditer(text))
    if rules.normalization == "none":
        return
    yield lambda text: ((*match.span(), plain_spelling(match)) for match in SPELLING.finditer(text))
    yield _composed
    yield lambda text: ((*match.span(), apart(match)) for match in EMOJI_WORD.finditer(text))
    if rules.lower:
        yield lambda text: ((at, at + 1, fold(sign, rules.language)) for at, sign in enumerate(text))
        yield lambda text: ((at, at + 2, "i") for at in range(len(text)) if text.startswith("i\u0307", at))
        yield _composed


def _composed(text: str) -> Iterator[Change]:
    """Each character with the marks that follow it, composed: NFC changes each of these by itself."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or _begins(text[start:at], text[at]):
            yield start, at, unicodedata.normalize("NFC", text[start:at])
            start = at


def _begins(before: str, sign: str) -> bool:
    """Whether a character composes with nothing before it."""
    if before.isascii() and sign.isascii():
        return True
    apart = unicodedata.normalize("NFC", before) + unicodedata.normalize("NFC", sign)
    return not unicodedata.combining(sign) and unicodedata.normalize("NFC", before + sign) == apart


def _changed(text: str, places: list[Place], changes: Iterable[Change]) -> tuple[str, list[Place]]:
    parts: list[str] = []
    moved: list[Place] = []
    done = 0
    for start, end, new in changes:
        if text[start:end] == new:
            continue
        parts += (text[done:start], new)
        moved += places[done:start] + [(places[start][0], places[end - 1][1])] * len(new)
        done = end
    return "".join((*parts, text[done:])), moved + places[done:]
