"""A network's verdict on a text, an image or a sequence: in words, by a shape and in a hue, never by hue alone."""

import html
from typing import TYPE_CHECKING

from core.reports.figures.datasets import FIRST_COLOR, QUIET_COLOR, SECOND_COLOR
from pages.shared.ui.formats import percent

if TYPE_CHECKING:
    from core.inference.scorer import ImageScore, Score
    from core.inference.sequences import SequenceScore

_LONG = 20  # characters from which on a verdict is set smaller, so that it takes few lines


def verdict_html(score: "Score | ImageScore") -> str:
    """The most probable class, large, with its shape and probability; class names are escaped."""
    shape = shape_of(score)
    color = FIRST_COLOR if shape == "▼" else SECOND_COLOR
    return _large(color, shape, score.label, percent(score.probabilities[score.label]))


def waiting_html() -> str:
    """What stands in a verdict's place as long as there is nothing to judge."""
    return '<div class="verdict" style="border-left:6px solid #8a93a6;padding:.15rem 0 .15rem .8rem">…</div>'


def shape_of(score: "Score | ImageScore") -> str:
    """The shape that a verdict always has: of two classes, the first points down; of more, each is a disc."""
    if len(score.probabilities) > 2:
        return "●"
    return "▼" if score.label == next(iter(score.probabilities)) else "▲"


def truth_html(told: str, true: str | None) -> str:
    """Whether a verdict is right, in a sentence; nothing where nobody knows."""
    if true is None:
        return ""
    said = "✓ right" if told == true else f"✗ wrong, it is {true}"
    return f'<div style="padding:.3rem 0 0 .9rem">{html.escape(said)}</div>'


def shares_html(score: "Score") -> str:
    """The probability of every class as a bar from 0 to 1 with its name and number; names wrap and are escaped."""
    two, rows = len(score.probabilities) == 2, []
    for place, (name, share) in enumerate(score.probabilities.items()):
        strong = two or name == score.label
        color = (FIRST_COLOR if two and place == 0 else SECOND_COLOR) if strong else QUIET_COLOR
        rows.append(
            f'<div class="share-name">{html.escape(name)}</div><div class="share-value">{percent(share)}</div>'
            f'<div class="share-bar"><div style="width:{100 * share:.2f}%;background:{color}"></div></div>'
        )
    return f'<div class="shares">{"".join(rows)}</div>'


def steps_html(score: "SequenceScore") -> str:
    """At how many steps of a sequence a network is right, large."""
    told = f"{score.num_right} of {len(score.values)} steps right"
    return _large(SECOND_COLOR, "●", told, f"step accuracy {percent(score.accuracy)}")


def _large(color: str, shape: str, text: str, below: str) -> str:
    length = " long" if len(text) > _LONG else ""
    return (
        f'<div class="verdict" style="border-left:6px solid {color};padding:.15rem 0 .15rem .8rem">'
        f'<div class="verdict-words{length}">'
        f'<span style="color:{color}">{shape}</span> {html.escape(text)}</div>'
        f'<div class="verdict-share" style="font-size:1.15rem;font-variant-numeric:tabular-nums">{html.escape(below)}'
        "</div></div>"
    )


def reading_notes(score: "Score") -> list[str]:
    """What the network could not read of the text, as plain sentences; to be shown as text, never rendered."""
    notes = []
    if score.num_tokens == 0:
        notes.append("It knows no word of this text, so its answer says nothing about it.")
    if score.unknown_words:
        notes.append(f"Words it does not know: {_listed(score.unknown_words)}")
    if score.num_cut:
        notes.append(f"Cut by maxlen: {score.num_cut:,} {'word' if score.num_cut == 1 else 'words'}")
    return notes


def _listed(words: tuple[str, ...], limit: int = 12, length: int = 40) -> str:
    shown = ", ".join(word if len(word) <= length else f"{word[:length]}…" for word in words[:limit])
    return shown if len(words) <= limit else f"{shown} and {len(words) - limit:,} more"
