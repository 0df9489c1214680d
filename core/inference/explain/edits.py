"""Edits that a person chooses for a counterfactual: what each does to a text, and its effect in words."""

from collections.abc import Sequence
from typing import Literal, get_args

from core.config import TextRules
from core.data.text.tokenization import DEFAULT_RULES, typed_words
from core.inference.explain import counterfactuals
from core.inference.explain.counterfactuals import Counterfactual
from core.inference.explain.sentences import signed
from core.system.formatting import percent, short

Edit = Literal["delete", "swap", "negate", "replace"]
EDITS: tuple[Edit, ...] = get_args(Edit)
MAX_WORDS = 500  # that can be edited
_MAX_WORD = 24  # characters in a description
_INDENT = "\N{EM SPACE}"  # ordinary spaces at the beginning of a table's cell are not drawn


def editable_words(text: str, rules: TextRules = DEFAULT_RULES) -> list[str]:
    """The first words of a text, as typed."""
    return typed_words(text, rules)[:MAX_WORDS]


def apply_edit(
    edit: Edit, text: str, position: int, replacement: str = "", rules: TextRules = DEFAULT_RULES
) -> tuple[str, str]:
    """Edit one word; returns the description of the edit and the new text, which is the same where nothing changes.

    Args:
        position: of the word among the words of the text, from 0; a swap of the last word takes the one before it.
        replacement: for `replace`; an empty one changes nothing.
        rules: how the text is cut.
    """
    words = editable_words(text, rules)
    word = short(words[position], _MAX_WORD)
    if edit == "swap":
        position = min(position, len(words) - 2)
        if position < 0:
            return "", text
        first, second = (short(words[at], _MAX_WORD) for at in (position, position + 1))
        return f"swapped “{first}” and “{second}”", counterfactuals.swap(text, position, rules)
    if edit == "replace":
        new = replacement.strip()
        description = f"“{word}” replaced by “{short(new, _MAX_WORD)}”"
        return description, counterfactuals.replace(text, position, new, rules) if new else text
    if edit == "negate":
        return f"negated “{word}”", counterfactuals.negate(text, position, rules)
    return f"deleted “{word}”", counterfactuals.delete(text, position, rules)


def edit_label(path: Sequence[int], descriptions: Sequence[str]) -> str:
    """A row of the tree of edits: its depth, its number, which tells equal edits apart, and its description.

    Args:
        path: as `counterfactuals.tree` gives it; the last number is that of the edit, 0 the original.
        descriptions: of all edits, in the order of their numbers from 1.
    """
    number = path[-1]
    if not number:
        return "Original"
    return f"{_INDENT * (len(path) - 2)}└ {number} · {descriptions[number - 1]}"


def effect_summary(path: Sequence[Counterfactual]) -> str:
    """The probability after the last edit of a path, its effect, and in brackets the effect of the whole path."""
    *earlier, last = path
    if not earlier:
        return percent(last.probability, 1)
    base = earlier[-1]
    points = f"{_points(last.probability_change - base.probability_change)} points"
    log_odds = f"log-odds {signed(last.log_odds_change - base.log_odds_change)}"
    if len(earlier) > 1:
        points += f" ({_points(last.probability_change)})"
        log_odds += f" ({signed(last.log_odds_change)})"
    flip = [f"now {last.verdict}"] if last.verdict != base.verdict else []
    return " · ".join([percent(last.probability, 1), *flip, points, log_odds])


def _points(change: float) -> str:
    return f"{'▲' if change >= 0 else '▼'} {signed(100 * change, 1)}"
