"""Words with their tags below them, as HTML: a tag is always written out, its hue and line only repeat it."""

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.reports.figures.theme import NEUTRAL, PLAIN_TAGS
from core.system.formatting import counted, short

MOST_CHIPS = 400  # of one sentence; more would make the page slow
_WITHOUT_SCROLLING = 120
_LONGEST_TAG = 24


@dataclass(frozen=True)
class Chip:
    """A word with its tag.

    Args:
        note: what appears when the pointer is on it; nothing for an empty one.
        differs: whether another network has another tag there.
        is_unknown: whether the word is out of vocabulary.
    """

    word: str
    tag: str
    note: str = ""
    differs: bool = False
    is_unknown: bool = False


def chips_html(chips: Iterable[Chip], styles: Mapping[str, tuple[str, str]]) -> str:
    """The words of one sentence; every character of them is escaped.

    Args:
        styles: hue and line of each tag, from `tag_styles`.
    """
    all_chips = list(chips)
    pieces = [_chip_html(chip, *styles.get(chip.tag, (NEUTRAL, "solid"))) for chip in all_chips[:MOST_CHIPS]]
    if (more := len(all_chips) - MOST_CHIPS) > 0:
        pieces.append(f"<span>… and {counted(more, 'more token', 'more tokens')}</span>")
    is_long = len(pieces) > _WITHOUT_SCROLLING
    attributes = 'class="tagged-words long" tabindex="0"' if is_long else 'class="tagged-words"'
    return f"<div {attributes}>{''.join(pieces)}</div>"


def legend_html(styles: Mapping[str, tuple[str, str]]) -> str:
    """The tags that mark something, each in its look."""
    tags = [f'<span class="tag" {_style(*style)}>{html.escape(short(tag, _LONGEST_TAG))}</span>'
            for tag, style in styles.items() if tag not in PLAIN_TAGS]  # fmt: skip
    return f'<div class="tagged-words-legend">{"".join(tags)}</div>'


def _chip_html(chip: Chip, hue: str, line: str) -> str:
    is_plain = chip.tag in PLAIN_TAGS
    classes = ["tagged-word", *["differs"] * chip.differs, *["unknown"] * chip.is_unknown, *["plain"] * is_plain]
    note = html.escape(chip.note, quote=True)
    word, tag = html.escape(chip.word), html.escape(short(chip.tag, _LONGEST_TAG))
    attributes = f' data-note="{note}"' if note else ""
    if note and (chip.differs or not is_plain):
        attributes += f' tabindex="0" role="note" aria-label="{note}"'
    mark = '<span class="differs-mark">≠</span>' if chip.differs else ""
    shown_tag = "·" if is_plain and not chip.differs else tag
    return (
        f'<span class="{" ".join(classes)}"{attributes}><span>{word}</span>'
        f'<span class="tag" {_style(hue, line)}>{mark}{shown_tag}</span></span>'
    )


def _style(hue: str, line: str) -> str:
    return f'style="--hue:{hue};--line:{line}"'
