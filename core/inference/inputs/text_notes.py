"""Notes on a text: which of its words a network does not get."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.inference.scorer import Score

_MAX_WORDS, _MAX_WORD = 12, 40  # characters


def text_notes(score: "Score") -> list[str]:
    """What a person should know beside a prediction, as sentences and plain text that must not be rendered."""
    notes = []
    if score.num_tokens == 0:
        notes.append("No word of this text is in the vocabulary, so the prediction says nothing about it.")
    if score.unknown_words:
        notes.append(f"Out-of-vocabulary words: {_listed(score.unknown_words)}")
    if score.num_cut:
        notes.append(f"Cut off by maxlen: {score.num_cut:,} {'word' if score.num_cut == 1 else 'words'}")
    return notes


def _listed(words: Sequence[str]) -> str:
    shortened = (word if len(word) <= _MAX_WORD else f"{word[:_MAX_WORD]}…" for word in words[:_MAX_WORDS])
    more = len(words) - _MAX_WORDS
    return f"{', '.join(shortened)} and {more:,} more" if more > 0 else ", ".join(shortened)
