"""A network's verdict on a text: in words, by a shape and in a hue, never by hue alone."""

import html

from core.data_charts import FIRST_COLOR, SECOND_COLOR
from core.scoring import Score
from pages.shared.formats import percent


def verdict_html(score: Score) -> str:
    """The most probable class, large, with its shape and probability; class names are escaped."""
    names = list(score.probabilities)
    shape, color = ("▼", FIRST_COLOR) if len(names) == 2 and score.label == names[0] else ("▲", SECOND_COLOR)
    if len(names) > 2:
        shape = "●"
    return (
        f'<div style="border-left:6px solid {color};padding:.15rem 0 .15rem .8rem">'
        f'<div style="font-size:2.1rem;line-height:1.25;font-weight:650;overflow-wrap:anywhere">'
        f'<span style="color:{color}">{shape}</span> {html.escape(score.label)}</div>'
        f'<div style="font-size:1.15rem;font-variant-numeric:tabular-nums">{percent(score.probabilities[score.label])}'
        "</div></div>"
    )


def reading_notes(score: Score) -> list[str]:
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
