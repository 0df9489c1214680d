"""Normalization: one spelling for texts that people read as the same, before they are cut into words."""

import html
import re
import unicodedata

from core.config import Language, TextRules

# Verbose patterns; generated programs contain them unchanged. HTML: comments, tags of known elements, and entities.
HTML_PATTERN = r"""
<!--[^<>]*-->
| </?(?:a|abbr|address|article|b|big|blockquote|body|br|center|cite|code|dd|del|div|dl
    |dt|em|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd
    |label|li|link|main|mark|meta|nav|ol|option|p|pre|q|s|samp|script|section|select
    |small|span|strike|strong|style|sub|sup|table|tbody|td|textarea|tfoot|th|thead|time
    |title|tr|tt|u|ul|var|video|wbr)(?:\s[^<>=]*=[^<>]*)?\s*/?>
| &(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});
"""
# What typographic programs, web pages and wrongly decoded files have in place of ASCII, and what is invisible.
SPELLING_PATTERN = r"""
([\u00b4\u02bc\u2018-\u201b\u2032\u275b\u275c\u0091\u0092])  # '
| ([\u00ab\u00bb\u201c-\u201f\u2033\u275d\u275e\u0093\u0094])  # "
| ([\u2010-\u2015\u2212\ufe58\ufe63\u0096\u0097])  # -
| ([\u2026\u22ef\u0085])  # ...
| ([\0-\x08\x0b-\x1f\x7f\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]
    # a space; also one without width between words of South-East Asia
    | (?<=[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])
    \u200b(?=[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]))
# nothing: soft hyphens, marks of direction, variation selectors, byte order marks
| ([\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e]
    | [\u2060-\u206f\ufe00-\ufe0f\ufeff]
    # joiners, but not in scripts that need them, after viramas, or between emoji
    | [\u200c\u200d](?<![\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca].)
    (?! (?<=[\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af].)
    [\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af]
    | (?<=\u200d)(?:(?<=[\u2190-\u27bf\U0001f000-\U0001faff].)
    | (?<=[\u2190-\u27bf\U0001f000-\U0001faff]\ufe0f.))
    [\u2190-\u27bf\U0001f000-\U0001faff]))
| ([\uff01-\uff5e])  # ASCII in full width
"""
# An emoji with its modifiers, joined emoji, a flag, a key. EMOJI stands for the ranges below it.
EMOJI_PATTERN = r"""
[\U0001f1e6-\U0001f1ff]{2} | [\#*\d]\u20e3
| [EMOJI] (?: \u200d[EMOJI] | [\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f] )*
"""
EMOJI = (
    r"\u203c\u2047-\u2049\u231a\u231b\u2328\u23cf\u23e9-\u23fa\u25b6\u25c0\u2600-\u27bf\u2b05-\u2b07\u2b1b\u2b1c\u2b50"
    r"\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
SPELLINGS = ("", "'", '"', "-", "...", " ", "")  # of the groups of the pattern; the last group is another
FULL_WIDTH = 0xFEE0  # how far its signs are after ASCII's
HTML = re.compile(HTML_PATTERN, re.VERBOSE | re.IGNORECASE)
SPELLING = re.compile(SPELLING_PATTERN, re.VERBOSE)
EMOJI_WORD = re.compile(EMOJI_PATTERN.replace("EMOJI", EMOJI), re.VERBOSE)
_CONTROLS = dict.fromkeys((*range(9), *range(11, 32), 127), " ")  # those of the pattern, in ASCII


def normalize(text: str, rules: TextRules) -> str:
    """The text with the spelling that the rules ask for, so that equal words are equal strings.

    Where asked for, tags become spaces and entities what they stand for. With `unicode`: quotes, dashes, ellipses and
    spaces become ASCII's, invisible characters go, letters with marks are one character (NFC), emoji are apart from
    words, and in lower case all letters are folded, by the rules of the language. Without a language, İ and I are both
    i, whether the dot is a character of its own or not.
    """
    if rules.strip_html and ("<" in text or "&" in text):
        text = HTML.sub(without_html, text)
    if rules.normalization == "none":
        return text
    if text.isascii():
        text = text.translate(_CONTROLS)
    else:
        text = unicodedata.normalize("NFC", SPELLING.sub(plain_spelling, text))
        text = EMOJI_WORD.sub(apart, text)
    return fold(text, rules.language) if rules.lower else text


def without_html(match: re.Match[str]) -> str:
    """What a tag or an entity becomes; a no-break space is a space."""
    return html.unescape(match[0]).replace("\xa0", " ") if match[0][0] == "&" else " "


def plain_spelling(match: re.Match[str]) -> str:
    """What a typographic or invisible character becomes."""
    group = match.lastindex or 0
    return SPELLINGS[group] if group < len(SPELLINGS) else chr(ord(match[0]) - FULL_WIDTH)


def apart(match: re.Match[str]) -> str:
    """An emoji with spaces around it, where other characters are."""
    text, (start, end) = match.string, match.span()
    needs_before = text[max(0, start - 1) : start].strip()
    needs_after = text[end : end + 1].strip() and not EMOJI_WORD.match(text, end)  # the next one has its own
    return f"{' ' if needs_before else ''}{match[0]}{' ' if needs_after else ''}"


def fold(text: str, language: Language = "any") -> str:
    """The text without differences of case.

    Source: https://www.unicode.org/Public/UCD/latest/ucd/CaseFolding.txt
    """
    if language != "any":  # Turkish and Azerbaijani: I is the capital of ı, and İ that of i
        text = text.replace("\u0130", "i").replace("I", "\u0131")
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", text.casefold().replace("i\u0307", "i"))
