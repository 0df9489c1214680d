"""Earlier word rules: those of `words` without normalization, for runs that were trained with them."""

import re
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import count

import numpy as np

from core.data.text.tokens import Tokens

APOSTROPHES = "\u2018\u2019\u02bc\uff07"  # read as the plain one
# Verbose; generated scripts contain it as it is. MARKS stands for the marks that follow letters.
EARLIER_WORD_PATTERN = r"""
<[bB][rR]\ */?> | &(?:amp|quot|nbsp|[lg]t|\#\d+);  # HTML: breaks and signs
| (  # a word: letters and digits, with marks, apostrophes, and points between digits
    [^\W_]+ (?: (?![\x00-\x7f])[MARKS]+ [^\W_]*
        | ' (?!(?<=[nN]')[tT](?![^\W_])) [^\W_]+ | (?<=\d)[.,/](?=\d) [^\W_]+ )*
    (?<![nN](?='[tT](?![^\W_])))
    | [nN]'[tT](?![^\W_])  # is n't, ca n't: the negation is a word
    | [!?\uff01\uff1f\u061f] (?<![!?\uff01\uff1f\u061f]{4})  # at most three in a row
    | [\u2600-\u27bf\U0001f000-\U0001faff]  # emoji
    | [:;=]'?-?(?: [)(\]\[*|\\] | /(?!/) | [DdPpOo](?![^\W_]) ) | \(-?[:;]  # :-) ;D (:
    | </?3(?![^\W_]) | \^[_.-]?\^ | -_+-  # <3 ^_^ -_-
)"""


@lru_cache
def _pattern() -> re.Pattern[str]:
    """Compiled when it is needed: the marks of all scripts take a tenth of a second."""
    marks = "".join(sign for sign in map(chr, range(0xE0200)) if unicodedata.category(sign)[0] == "M")
    joiners = "\u200c\u200d"  # inside words of Persian and of Indian languages
    return re.compile(EARLIER_WORD_PATTERN.replace("MARKS", marks + joiners), re.VERBOSE)


def cut_as_earlier(text: str, lower: bool) -> list[str]:
    """Cut a text into words, numbers and signs.

    Words are letters, digits and marks of any script, and keep apostrophes inside them. `n't` is a word of its own, as
    in the Penn Treebank and in GloVe's vectors: is n't, ca n't, wo n't. So is each `!` and `?` (at most three in a row,
    since more say no more), each emoji, and emoticons such as `:)`. Numbers keep what is between their digits: 10/10,
    7.5. All other signs, and `<br />`, divide words. Lower case is that of each word by itself.
    """
    words = [word for word in _pattern().findall(_plain(text)) if word]
    return [word.lower() for word in words] if lower else words


def places_as_earlier(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each word in the text."""
    return tuple(match.span() for match in _pattern().finditer(_plain(text)) if match[1])


def read_as_earlier(texts: Sequence[str], lower: bool) -> Tokens:
    """Cut texts into words as `cut_as_earlier` cuts each, thousands in one go."""
    numbers: defaultdict[str, int] = defaultdict(count().__next__)  # a new word gets the next number
    codes, lengths = array("i"), array("i")
    for text in texts:
        words = cut_as_earlier(text, lower=False)
        codes.extend(map(numbers.__getitem__, words))
        lengths.append(len(words))
    cased: dict[str, int] = {}  # lower case of each distinct word instead of each word: a text has most words again
    codes_of_typed = [cased.setdefault(word.lower() if lower else word, len(cased)) for word in numbers]
    all_codes = np.array(codes_of_typed, np.int32)[np.array(codes, np.int32)]
    return Tokens(tuple(cased), all_codes, np.array(lengths, np.int32))


def _plain(text: str) -> str:
    """The text with plain apostrophes, as long as before."""
    for apostrophe in () if text.isascii() else APOSTROPHES:
        text = text.replace(apostrophe, "'")
    return text
