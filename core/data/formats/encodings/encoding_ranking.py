"""Ranking of encodings: how well each explains some bytes, by what they then are: a language, or a mess."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from charset_normalizer import from_bytes

from core.data.formats.encodings.language_letters import likeness

# In the order of how common they are, after that of Western Europe; of those with the same text, the first is chosen.
COMMON = ("cp1251", "gb18030", "big5", "cp932", "euc_jp", "cp949", "cp1250", "cp1254", "cp1253", "cp1255",
          "cp1256", "cp1257", "cp874", "koi8_r")  # fmt: skip
RARE = ("koi8_u", "cp866", "iso8859_2", "iso8859_5", "iso8859_6", "iso8859_7", "iso8859_8", "mac_cyrillic",
        "mac_roman", "cp850")  # fmt: skip
_CAPITALS = 0.1  # what capitals alone cost: in some encodings the letters of others are those
_RARITY = 0.1  # what a rare encoding must be better by
_MARGIN, _WIDE_MARGIN = 0.12, 0.25  # a text that comes so near to the best one leaves a doubt
_EVIDENCE = 0.6  # divided by the number of different letters: few leave a doubt
_PLAUSIBLE, _POSSIBLE = 0.65, 0.4  # scores below which the wide margin counts, and below which all leaves a doubt
_MOST_RIVALS = 4
_MOST_DAMAGE = 1 / 3  # of the characters beyond ASCII
_BETWEEN_SIGNS = re.compile(rb"[^\x00-\x2f:-?]+")  # spaces and signs that no encoding has inside a character
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class RankedEncoding:
    """An encoding, the text that it makes of the bytes, and how plausible that text is."""

    name: str
    text: str
    score: float

    @property
    def num_different(self) -> int:
        """The different characters beyond ASCII, at least 1."""
        return max(1, sum(not character.isascii() for character in set(self.text)))

    @property
    def num_damaged(self) -> int:
        """The characters that stand for bytes that do not fit."""
        return self.text.count("\N{REPLACEMENT CHARACTER}")


def rank_encodings(sample: bytes) -> list[RankedEncoding]:
    """The encodings that explain some bytes, the most plausible first.

    Each is scored by how much its text looks like a language, less the mess that charset-normalizer measures and the
    shares of words that mix alphabets or cases, of capitals and of bytes that do not fit. A word that is repeated
    counts once: a single one, such as à, fits the letters of many languages.

    Args:
        sample: whole lines, best with many bytes beyond ASCII; none of them is UTF-8.
    """
    sample = b" ".join(dict.fromkeys(_BETWEEN_SIGNS.findall(sample)))
    names = (_western(sample), *COMMON, *RARE)
    languages = [name for name in names if name != "latin_1"]  # every byte fits it, and its control characters are rare
    matches = from_bytes(sample, cp_isolation=languages, threshold=1, preemptive_behaviour=False)
    chaos = {name: match.chaos for match in matches for name in match.could_be_from_charset}
    ranked = []
    for name in names:
        text = sample.decode(name, "replace")
        num_foreign = sum(not character.isascii() for character in text)
        damage = text.count("\N{REPLACEMENT CHARACTER}") / max(1, num_foreign)
        if damage < _MOST_DAMAGE:
            mess = chaos.get(name, 0.0) + _mixed_share(text) + _CAPITALS * _capital_share(text) + 3 * damage
            score = likeness(text) - mess - _RARITY * (name in RARE)
            ranked.append(RankedEncoding(name.replace("_", "-"), text, score))
    return sorted(ranked, key=lambda encoding: -encoding.score)


def rivals(ranked: Sequence[RankedEncoding]) -> list[RankedEncoding]:
    """The encodings that fit about as well as the best one and give another text."""
    best, *others = ranked
    texts = {best.text}
    narrow = max(_MARGIN, _EVIDENCE / best.num_different)
    margin = (
        narrow if best.score >= _PLAUSIBLE else max(narrow, _WIDE_MARGIN) if best.score >= _POSSIBLE else best.score + 1
    )
    near = []
    for other in others:
        if other.num_damaged <= best.num_damaged and other.text not in texts and other.score > best.score - margin:
            texts.add(other.text)
            near.append(other)
    return near[:_MOST_RIVALS]


def _western(sample: bytes) -> str:
    """The encoding of Western Europe: cp1252, or latin-1 where the bytes are none of its characters."""
    try:
        sample.decode("cp1252")
    except UnicodeDecodeError:
        return "latin_1"
    return "cp1252"


def _mixed_share(text: str) -> float:
    """The share of the words beyond ASCII that mix alphabets, or have a capital after a small letter."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    return sum(map(_is_mixed, words)) / len(words) if words else 0.0


def _capital_share(text: str) -> float:
    """The share of capitals among the letters beyond ASCII that have two cases."""
    cased = [letter for letter in text if not letter.isascii() and letter.lower() != letter.upper()]
    return sum(letter.isupper() for letter in cased) / len(cased) if cased else 0.0


def _is_mixed(word: str) -> bool:
    if any(before.islower() and letter.isupper() for before, letter in pairwise(word)):
        return True
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in set(word)}
    return "LATIN" in scripts and bool(scripts & {"CYRILLIC", "GREEK", "HEBREW", "ARABIC", "THAI"})
