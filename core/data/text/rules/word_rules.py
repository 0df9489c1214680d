"""Word rules: words of any script by Unicode's segmentation, with the signs that sentiment lives on as words."""

import re
import unicodedata
from functools import lru_cache

from core.data.text.rules.normalization import EMOJI_WORD

# Verbose; generated programs contain it unchanged, and the ranges. MARKS stands for the marks that follow letters.
# An emoji is what remains: its pattern follows.
WORD_PATTERN = r"""
[^\W_SINGLES]+ (?: (?![\x00-\x7f])[MARKS]+ [^\W_SINGLES]*  # letters and digits
    | ' (?!(?<=[nN]')[tT](?![^\W_])) [^\W_SINGLES]+ | (?<=\d)[.,/](?=\d) [^\W_SINGLES]+
    | (?<=[lL])\u00b7(?=[lL]) [^\W_SINGLES]+
    | (?<=[\u05d0-\u05ea])"(?=[\u05d0-\u05ea]) [^\W_SINGLES]+
    )* (?<![nN](?='[tT](?![^\W_])))
| [nN]'[tT](?![^\W_])  # is n't, ca n't: the negation is a word
| [SINGLES][MARKS]*
| [!?\u061f] (?<![!?\u061f]{4})  # at most three in a row
| [:;=]'?-?(?: [)(\]\[*|\\] | /(?!/) | [DdPpOo](?![^\W_]) ) | \(-?[:;]  # :-) ;D (:
| </?3(?![^\W_]) | \^[_.-]?\^ | -_+-  # <3 ^_^ -_-
|"""
# Chinese, Hiragana, Thai, Lao, Burmese, Khmer: no spaces between words; by Unicode's rules, each sign is one.
SINGLES = (
    r"\u0e01-\u0e4e\u0e81-\u0ece\u0edc-\u0edf\u1000-\u103f\u104e-\u108f\u109a-\u109d\u1780-\u17d3\u17dc\u2e80-\u2fdf"
    r"\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3041-\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
MORE_MARKS = "\u200c\u200d\u0e33\u0eb3"  # joiners inside words of Persian and of Indian languages; Thai and Lao vowels


@lru_cache
def _pattern() -> re.Pattern[str]:
    """Compiled when it is needed: the marks of all scripts take a tenth of a second."""
    marks = "".join(sign for sign in map(chr, range(0xE0200)) if unicodedata.category(sign)[0] == "M")
    words = WORD_PATTERN.replace("MARKS", marks + MORE_MARKS).replace("SINGLES", SINGLES)
    return re.compile(words + EMOJI_WORD.pattern, re.VERBOSE)


def cut_into_words(text: str) -> list[str]:
    """Cut a normalized text into words, numbers and signs.

    Words are letters, digits and marks of any script, and keep apostrophes inside them. `n't` is a word of its own, as
    in the Penn Treebank and in GloVe's vectors: is n't, ca n't, wo n't. So is each `!` and `?` (at most three in a row,
    since more say no more), each emoji with its modifiers, joined emoji and flags, and emoticons such as `:)`. Numbers
    keep what is between their digits: 10/10, 7.5. In scripts without spaces, each ideograph and each cluster of a
    letter and its marks is a word: dictionaries know more, but each version of one cuts differently from the last.
    All other signs divide words.

    Source: https://www.unicode.org/reports/tr29/#Word_Boundaries. Unlike there, points between letters and underscores
    divide words (texts lack spaces after points), and apostrophes before `t` do as above.
    """
    return _pattern().findall(text)


def places_of_words(text: str) -> list[tuple[int, int]]:
    """Start and end of each word in the normalized text."""
    return [match.span() for match in _pattern().finditer(text)]
