"""Character rules: every character that a person sees is a token, for languages that write no spaces between words."""

import re
from collections.abc import Sequence

from core.data.text.tokens import Tokens, number_words

SPACE = "\u2581"  # the token of a space, as SentencePiece writes it (Kudo and Richardson 2018)
_CHUNK = re.compile(r"\S+")  # divides as `str.split` does


def cut_into_characters(text: str, lower: bool) -> list[str]:
    """Cut a text into characters.

    A character is an extended grapheme cluster (Unicode Standard Annex 29): a letter with its marks, an emoji with its
    modifiers, a flag. Spaces between others are a token, one for any number of them: without it, a network could not
    see where the words of a language with spaces begin. Those at the ends of a text say nothing.
    """
    chunks = (text.lower() if lower and text.isascii() else text).split()
    if text.isascii():
        return list(SPACE.join(chunks))
    characters = [character for chunk in chunks for character in (SPACE, *_clusters(chunk))][1:]
    return [character.lower() for character in characters] if lower else characters


def places_of_characters(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each character in the text; that of a space token is the whole run of spaces."""
    places: list[tuple[int, int]] = []
    for chunk in _CHUNK.finditer(text):
        start = chunk.start()
        if places:
            places.append((places[-1][1], start))
        for cluster in _clusters(chunk[0]):
            places.append((start, start + len(cluster)))
            start += len(cluster)
    return tuple(places)


def read_characters(texts: Sequence[str], lower: bool) -> Tokens:
    """Cut texts into characters as `cut_into_characters` cuts each, thousands in one go."""
    return number_words(cut_into_characters(text, lower) for text in texts)


def _clusters(chunk: str) -> list[str]:
    if chunk.isascii():
        return list(chunk)
    import regex  # only these rules need it

    return regex.findall(r"\X", chunk)
