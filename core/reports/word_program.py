"""The part of generated programs that cuts texts into words exactly as a run does."""

import re
from typing import Any

from core.config import TextRules
from core.data.text.rules import subword_model
from core.data.text.rules.earlier_word_rules import APOSTROPHES, EARLIER_WORD_PATTERN
from core.data.text.rules.normalization import EMOJI, EMOJI_PATTERN, FULL_WIDTH, HTML_PATTERN, SPELLING_PATTERN
from core.data.text.rules.word_rules import MORE_MARKS, SINGLES, WORD_PATTERN

_RANGE = re.compile(r"\\[uU][0-9a-f]+(?:-\\[uU][0-9a-f]+)?")
_RANGES_IN_LINE = 5  # so that formatters leave the lines unchanged


def word_values(rules: TextRules) -> dict[str, Any]:
    """What the template `words_of.py.jinja` reads."""
    normalizes = rules.normalization == "unicode"
    return {
        "rules": rules,
        "normalizes": normalizes,
        "html_pattern": HTML_PATTERN,
        "spelling_pattern": SPELLING_PATTERN,
        "full_width": FULL_WIDTH,
        "word_pattern": WORD_PATTERN if normalizes else EARLIER_WORD_PATTERN,
        "more_marks": ascii(MORE_MARKS if normalizes else "\u200c\u200d").replace("'", '"'),
        "singles": _lines(SINGLES),
        "emoji": _lines(EMOJI),
        "emoji_pattern": EMOJI_PATTERN,
        "apostrophes": ascii(APOSTROPHES).replace("'", '"'),
        "word_imports": word_imports(rules),
        "cuts_into_characters": rules.tokenizer == "characters",
        "has_subwords": rules.tokenizer == "subwords",
    }


def subword_values() -> dict[str, Any]:
    """What the template `learned_subwords.py.jinja` reads: how a script learns the pieces."""
    return {
        "max_characters": subword_model.MAX_CHARACTERS,
        "max_piece": subword_model.MAX_PIECE,
        "max_bytes": subword_model.MAX_BYTES,
        "min_pairs": subword_model.MIN_PAIRS,
    }


def word_imports(rules: TextRules) -> frozenset[str]:
    """The modules of the standard library that this part needs."""
    normalizes, cuts_into_words = rules.normalization == "unicode", rules.tokenizer == "words"
    needed = {
        "html": rules.strip_html,
        "re": rules.strip_html or normalizes or cuts_into_words or rules.tokenizer == "subwords",
        "unicodedata": normalizes or cuts_into_words,
    }
    return frozenset(name for name, is_needed in needed.items() if is_needed)


def _lines(ranges: str) -> list[str]:
    parts = _RANGE.findall(ranges)
    return ["".join(parts[at : at + _RANGES_IN_LINE]) for at in range(0, len(parts), _RANGES_IN_LINE)]
