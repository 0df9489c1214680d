"""A text in which each word is highlighted by its attribution; safe HTML for any text."""

import html

from core.inference.explain.attribution import Attributions, WordAttribution, strongest
from core.inference.explain.sentences import word_sentence
from core.inference.explain.word_spans import Word

_MAX_UNREAD = 200  # characters of a part that is not read; a longer part is only counted
_MAX_WORDS = 120  # without scrolling


def highlighted_html(text: str, attributions: Attributions, scale: float) -> str:
    """The text as typed, with a note on each word; the strongest words can be reached with the tab key.

    Words for the class are blue with a solid line, words against it orange with a dashed line, so that neither hue nor
    line alone distinguishes them. Every character of the text is escaped.

    Args:
        scale: the absolute attribution with the strongest highlight.
    """
    focusable = {attribution.word.start for attribution in strongest(attributions)}
    pieces, end = [], 0
    visible = _visible(attributions.words)
    for attribution in visible:
        word = attribution.word
        skips_words = attribution is visible[0] and attribution is not attributions.words[0]
        pieces += [
            _between(text[end : word.start], has_words=skips_words),
            _word_html(text, attribution, attributions.label, scale, word.start in focusable),
        ]
        end = word.end
    pieces.append(_between(text[end:], has_words=visible[-1] is not attributions.words[-1]))
    is_long = len(attributions.words) > _MAX_WORDS
    attributes = 'class="highlighted-words long" tabindex="0"' if is_long else 'class="highlighted-words"'
    return f"<div {attributes}>{''.join(pieces)}</div>"


def legend(attributions: Attributions) -> str:
    """The meaning of the highlights; escaped HTML."""
    label = html.escape(attributions.label)
    statuses = {attribution.word.status for attribution in attributions.words}
    entries = [
        f'<span class="word for">word</span> for {label}',
        f'<span class="word against">word</span> against {label}',
        '<span class="word unknown">word</span> out of vocabulary' if "unknown" in statuses else "",
        '<span class="word unread">word</span> not read' if statuses & {"dropped", "cut"} else "",
    ]
    return f'<div class="highlighted-words-legend">{" · ".join(filter(None, entries))}</div>'


def _visible(words: tuple[WordAttribution, ...]) -> list[WordAttribution]:
    """All words but those far inside a part that `maxlen` cuts off."""
    read = [attribution.word for attribution in words if attribution.word.is_read]
    first, last = read[0].start - _MAX_UNREAD, read[-1].end + _MAX_UNREAD
    return [attribution for attribution in words if first <= attribution.word.start and attribution.word.end <= last]


def _between(text: str, has_words: bool) -> str:
    """The text between two visible words; a long part that is not read is only counted."""
    if len(text) > 2 * _MAX_UNREAD:
        return f'<span class="unread"> … {len(text):,} characters … </span>'
    return f'<span class="word unread">{html.escape(text)}</span>' if has_words else html.escape(text)


def _word_html(text: str, attribution: WordAttribution, label: str, scale: float, is_focusable: bool) -> str:
    word, change = attribution.word, attribution.change
    strength = min(1.0, abs(change) / scale) if change is not None and attribution.has_effect else 0
    typed = html.escape(text[word.start : word.end])
    note = html.escape(word_sentence(attribution, label))
    classes = " ".join(["word", *_classes(word, attribution)])
    focus = f' tabindex="0" role="note" aria-label="{typed}: {note}"' if is_focusable else ""
    return (
        f'<span class="{classes}" style="--strength:{strength:.2f}" data-note="{typed}: {note}"{focus}>{typed}</span>'
    )


def _classes(word: Word, attribution: WordAttribution) -> list[str]:
    classes = [] if word.status == "known" else ["unknown" if word.is_read else "unread"]
    if attribution.change is not None and attribution.has_effect:
        classes.append("for" if attribution.change > 0 else "against")
    return classes
