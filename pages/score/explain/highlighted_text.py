"""A typed text with each word tinted by what it adds to the verdict; safe HTML, whatever was typed."""

import html

from core.inference.explain.attribution import Attributions, WordAttribution
from core.inference.explain.sentences import signed
from core.inference.explain.word_spans import Word
from core.reports.figures.explanations import strongest

_MOST_UNREAD = 200  # characters of a part that is not read; the rest of it is only counted
_MOST_AT_ONCE = 120  # words; more are scrolled, by keyboard too
_NOTES = {
    "unknown": "unknown, read as the one id of all unknown words",
    "dropped": "unknown, so it is not read",
    "cut": "not read, as the text is longer than maxlen",
}


def tinted_html(text: str, contributions: Attributions, reach: float) -> str:
    """The text as typed, each word with its number on hover; the strongest words can be reached with the tab key.

    Words for the class are blue with a solid line, words against it orange with a dashed line, so that neither hue nor
    line alone tells them apart. Every typed character is escaped.

    Args:
        reach: the change, either way, that has the strongest tint.
    """
    strong = {contribution.word.start for contribution in strongest(contributions)}
    pieces, shown_to = [], 0
    shown = _shown(contributions.words)
    for contribution in shown:
        word = contribution.word
        is_first = contribution is shown[0]
        pieces += [
            _between(text[shown_to : word.start], holds_words=is_first and contribution is not contributions.words[0]),
            _word_html(text, contributions, contribution, reach, strong),
        ]
        shown_to = word.end
    pieces.append(_between(text[shown_to:], holds_words=shown[-1] is not contributions.words[-1]))
    kind = 'tinted-words long" tabindex="0' if len(contributions.words) > _MOST_AT_ONCE else "tinted-words"
    return f'<div class="{kind}">{"".join(pieces)}</div>'


def legend(contributions: Attributions) -> str:
    """What the tints mean, in words; escaped HTML."""
    label = html.escape(contributions.label)
    kinds = {contribution.word.status for contribution in contributions.words}
    entries = [
        f'<span class="word for">word</span> speaks for {label}',
        f'<span class="word against">word</span> speaks against {label}',
        '<span class="word unknown">word</span> unknown' if "unknown" in kinds else "",
        '<span class="word unread">word</span> not read' if kinds & {"dropped", "cut"} else "",
    ]
    return f'<div class="tinted-words-legend">{" · ".join(filter(None, entries))}</div>'


def told(contribution: WordAttribution, label: str) -> str:
    """A word's number in words, as it is read on hover and by screen readers."""
    note, change = _NOTES.get(contribution.word.status, ""), contribution.change
    if change is None:
        return note or "not left out, as the text is long"
    side = f"{'for' if change > 0 else 'against'} {label}" if contribution.has_effect else "no effect"
    return f"{signed(change)}, {side}{f' ({note})' if note else ''}"


def _shown(words: tuple[WordAttribution, ...]) -> list[WordAttribution]:
    """All words but those far inside a part that `maxlen` cut."""
    read = [each.word for each in words if each.word.is_read]
    first, last = read[0].start - _MOST_UNREAD, read[-1].end + _MOST_UNREAD
    return [
        contribution for contribution in words if first <= contribution.word.start and contribution.word.end <= last
    ]


def _between(text: str, holds_words: bool) -> str:
    """What stands between two words, or a part that is not read and only counted, when it is long."""
    if len(text) > 2 * _MOST_UNREAD:
        return f'<span class="unread"> … {len(text):,} characters … </span>'
    return f'<span class="word unread">{html.escape(text)}</span>' if holds_words else html.escape(text)


def _word_html(
    text: str, contributions: Attributions, contribution: WordAttribution, reach: float, strong: set[int]
) -> str:
    word, change = contribution.word, contribution.change
    kinds = " ".join(["word", *_kinds(word, contribution)])
    strength = min(1.0, abs(change) / reach) if contribution.has_effect else 0
    typed, said = (html.escape(part) for part in (text[word.start : word.end], told(contribution, contributions.label)))
    focus = f' tabindex="0" role="note" aria-label="{typed}: {said}"' if word.start in strong else ""
    return f'<span class="{kinds}" style="--strength:{strength:.2f}" data-told="{typed}: {said}"{focus}>{typed}</span>'


def _kinds(word: Word, contribution: WordAttribution) -> list[str]:
    kinds = [] if word.status == "known" else ["unknown" if word.is_read else "unread"]
    if contribution.has_effect:
        kinds.append("for" if contribution.change > 0 else "against")
    return kinds
