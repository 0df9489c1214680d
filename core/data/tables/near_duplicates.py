"""Near-duplicates: texts with the same words, whatever their case, spaces and punctuation."""

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.data.dataset import Dataset, Split

_APOSTROPHES = "'\u2018\u2019\u02bc"  # removed, so that "don't" is one word; all other punctuation divides words
_INVISIBLE = "\u00ad\u200b\u200e\u200f\u2060\ufe0e\ufe0f\ufeff"
_SYMBOLS = "$+<=>^`|~"  # ASCII's punctuation that Unicode counts as symbols; others, such as emoji, are kept


def text_key(text: str) -> str:
    """The words of a text in lower case with single spaces; equal for near-duplicates alone.

    A text without any word, such as `:)`, is its own key.
    """
    words = text.casefold()
    if not text.isascii():
        words = unicodedata.normalize("NFKC", text).casefold().replace("i\u0307", "i")  # İ is i
    for character in set(words):  # replacing them one by one is faster than `translate`, and than an expression
        if (space := _in_place_of(character)) is not None:
            words = words.replace(character, space)
    return " ".join(words.split()) or text


def num_near_duplicates(dataset: "Dataset", parts: "Split") -> int:
    """Test texts that are near-duplicates of a training or validation text, or equal to one; 0 without texts."""
    if not dataset.texts:
        return 0
    # Hashes in place of the keys: a fraction of the memory, and two are hardly ever equal by accident.
    others = {hash(text_key(dataset.texts[row])) for part in (parts.train, parts.validation) for row in part}
    return sum(hash(text_key(dataset.texts[row])) in others for row in parts.test)


@cache
def _in_place_of(character: str) -> str | None:
    """The space in place of a punctuation mark, nothing in place of an apostrophe; None for all other characters.

    Nothing, too, in place of invisible characters; not of joiners, which words of some scripts need.
    """
    if character in _APOSTROPHES or character in _INVISIBLE:
        return ""
    return " " if character in _SYMBOLS or unicodedata.category(character).startswith("P") else None
