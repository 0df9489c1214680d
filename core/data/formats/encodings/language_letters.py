"""Letters of languages: how much a text looks like one, by the characters beyond ASCII in it."""

import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import cache

from charset_normalizer.constant import FREQUENCIES

# The letters beyond ASCII that a Latin alphabet adds.
_LATIN = (
    "äöüß", "àâæçéèêëîïôœùûüÿ", "áéíñóúü¿¡ªº", "áàâãçéêíóôõúü", "àèéìíòóùú", "éëïóöüèáíú", "åäöé", "æøåéóòôê",
    "áðéíóúýþæö", "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíľňóôšťúýž", "áéíóöőúüű", "čćđšž", "ăâîșşțţ", "çğıöşüâîû",
    "äõöüšž", "āčēģīķļņšūž", "ąčęėįšųūž",
)  # fmt: skip
_ALPHABETS = {
    "CYRILLIC": ("Russian", "Ukrainian", "Bulgarian", "Serbian", "Kazakh"),
    "GREEK": ("Greek",),
    "HEBREW": ("Hebrew",),
    "ARABIC": ("Arabic", "Farsi"),
    "THAI": ("Thai",),
}
_MARKS = set("“”„‘’‚‹›«»–—…•·€£¥§°©®™†‡№×÷、。，！？：；（）「」『』《》・～﹏ー")
_MARKS |= set("\u00a0\ufeff\u200b\u200c\u200d\u200e\u200f\u3000")  # spaces and marks without a width
_CHINESE, _KOREAN = set(FREQUENCIES["Chinese"]), set(FREQUENCIES["Korean"])
# What text of a language reaches at least: mean rank of its letters, share of the commonest characters or of kana.
_RANK, _COMMON_CHINESE, _COMMON_KOREAN, _KANA = 0.74, 0.2, 0.15, 0.3
# First bytes of the common characters in the standards of East Asia.
_COMMON = {"gb2312": (0xB0, 0xD7), "big5": (0xA4, 0xC6), "euc_jp": (0xB0, 0xCF), "euc_kr": (0xB0, 0xC8)}


def likeness(text: str) -> float:
    """How much the characters beyond ASCII look like one language, from 0 to 1; 1 where there are none.

    Typographic marks belong to every language.
    """
    counts = Counter(character for character in text if not character.isascii())
    total = counts.total()
    letters = {character: number for character, number in counts.items() if character not in _MARKS}
    num_letters = sum(letters.values())
    if not num_letters:
        return 1.0
    best = max(_latin(letters), _alphabetic(letters), _chinese(letters), _japanese(letters), _korean(letters))
    return (best * num_letters + total - num_letters) / total


def _latin(letters: Mapping[str, int]) -> float:
    lower: Counter[str] = Counter()
    for letter, number in letters.items():
        lower[letter.lower()] += number
    total = lower.total()
    return max(sum(lower[letter] for letter in alphabet) for alphabet in _LATIN) / total


def _alphabetic(letters: Mapping[str, int]) -> float:
    """Letters of a language are not equally frequent: the mean of their ranks tells it from another one's."""
    total = sum(letters.values())
    best = 0.0
    for script, languages in _ALPHABETS.items():
        inside = Counter[str]()
        for letter, number in letters.items():
            if _script(letter) == script and letter.isalpha():
                inside[letter.lower()] += number
        if inside.total() > total / 2:
            ranks = (
                sum(number * _weights(language).get(letter, 0.0) for letter, number in inside.items())
                for language in languages
            )
            best = max(best, max(ranks) / total / _RANK)
    return min(1.0, best)


def _chinese(letters: Mapping[str, int]) -> float:
    common = _share(letters, _CHINESE)
    share = max(_common_share(letters, "gb2312"), _common_share(letters, "big5"))
    return share * (0.5 + 0.5 * min(1.0, common / _COMMON_CHINESE))


def _japanese(letters: Mapping[str, int]) -> float:
    kana = sum(number for letter, number in letters.items() if "\u3041" <= letter <= "\u30ff") / sum(letters.values())
    return (kana + _common_share(letters, "euc_jp")) * min(1.0, kana / _KANA)


def _korean(letters: Mapping[str, int]) -> float:
    """Korean hardly has Chinese characters, and Chinese read as Korean has many."""
    hangul = _common_share(letters, "euc_kr")
    common = _share(letters, _KOREAN)
    return hangul * (0.5 if hangul < 0.85 else 0.6 + 0.4 * min(1.0, common / _COMMON_KOREAN))


def _share(letters: Mapping[str, int], of: set[str]) -> float:
    return sum(number for letter, number in letters.items() if letter in of) / sum(letters.values())


def _common_share(letters: Mapping[str, int], standard: str) -> float:
    first, last = _COMMON[standard]
    common = sum(number for letter, number in letters.items() if first <= _first_byte(letter, standard) <= last)
    return common / sum(letters.values())


@cache
def _weights(language: str) -> Mapping[str, float]:
    letters = FREQUENCIES[language]
    return {letter: 1 - rank / len(letters) for rank, letter in enumerate(letters)}


@cache
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


@cache
def _first_byte(letter: str, standard: str) -> int:
    try:
        encoded = letter.encode(standard)
    except UnicodeEncodeError:
        return 0
    return encoded[0] if len(encoded) == 2 else 0
