"""A network's prediction as HTML: in words, by a shape and in a hue, never by hue alone."""

import html
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from core.reports.figures.theme import NEUTRAL, ORANGE, SKY_BLUE
from core.system.formatting import MOST_CLASSES, counted
from pages.shared.ui.formats import percent

if TYPE_CHECKING:
    from core.inference.inputs.sequences import SequenceScore
    from core.inference.inputs.series import SeriesScore
    from core.inference.inputs.tagged_sentence import TaggedSentence
    from core.inference.scorer import ImageScore, Score

_LONG = 20  # characters; a longer class name is set smaller, so that it takes few lines


def prediction_html(score: "Score | ImageScore | SeriesScore") -> str:
    """The predicted class, large, with its shape and probability; class names are escaped."""
    shape = shape_of(score)
    color = ORANGE if shape == "▼" else SKY_BLUE
    labels = getattr(score, "labels", None)
    if labels is None:
        return _large(color, shape, score.label, percent(score.probabilities[score.label]))
    shares = " · ".join(percent(score.probabilities[name]) for name in labels)
    return _large(color, shape, ", ".join(labels) or score.label, shares or "every label is below its threshold")


def waiting_html() -> str:
    """The placeholder before the first prediction."""
    return '<div class="verdict" style="border-left:6px solid #8a93a6;padding:.15rem 0 .15rem .8rem">…</div>'


def shape_of(score: "Score | ImageScore | SeriesScore") -> str:
    """The shape of a prediction: of two classes, the first points down and the second up; of more, each is a disc.

    So are the labels of a text that may have several.
    """
    if len(score.probabilities) > 2 or getattr(score, "labels", None) is not None:
        return "●"
    return "▼" if score.label == next(iter(score.probabilities)) else "▲"


def correctness_html(predicted: str, actual: str | None) -> str:
    """Whether a prediction is correct; empty where the actual class is not known."""
    if actual is None:
        return ""
    text = "✓ correct" if predicted == actual else f"✗ wrong, actual: {actual}"
    return f'<div style="padding:.3rem 0 0 .9rem">{html.escape(text)}</div>'


def probabilities_html(score: "Score | SeriesScore", thresholds: Mapping[str, float] | None = None) -> str:
    """The probability of every class as a bar from 0 to 1 with its name and number; names wrap and are escaped.

    Of many classes the most probable ones, and how many more there are.

    Args:
        thresholds: of labels of which a text may have several, each a mark on its bar.
    """
    two, rows = len(score.probabilities) == 2 and score.labels is None, []
    for place, (name, share) in enumerate(_most_probable(score.probabilities)):
        strong = two or name == score.label or name in (score.labels or ())
        mark = ""
        if thresholds:
            title = f"threshold {thresholds[name]:.2f}"
            mark = f'<span class="share-mark" title="{title}" style="left:{100 * thresholds[name]:.2f}%"></span>'
        color = (ORANGE if two and place == 0 else SKY_BLUE) if strong else NEUTRAL
        rows.append(
            f'<div class="share-name">{html.escape(name)}</div><div class="share-value">{percent(share)}</div>'
            f'<div class="share-bar"><div style="width:{100 * share:.2f}%;background:{color}"></div>{mark}</div>'
        )
    if more := len(score.probabilities) - len(rows):
        rows.append(f'<div class="share-more">and {counted(more, "more class", "more classes")}</div>')
    return f'<div class="shares">{"".join(rows)}</div>'


def _most_probable(probabilities: Mapping[str, float]) -> list[tuple[str, float]]:
    """All classes in their order, or of many the most probable ones, those first."""
    items = list(probabilities.items())
    return items if len(items) <= MOST_CLASSES else sorted(items, key=lambda item: -item[1])[:MOST_CLASSES]


def steps_html(score: "SequenceScore") -> str:
    """The number of steps of a sequence that a network labels correctly, large."""
    text = f"{score.num_right} of {len(score.values)} steps correct"
    return _large(SKY_BLUE, "●", text, f"step accuracy {percent(score.accuracy)}")


def restored_html(sentence: "TaggedSentence", name: str, differing: Collection[tuple[int, int]] = ()) -> str:
    """The sentence with what a network restores in it, highlighted; empty for networks that restore nothing.

    Args:
        name: of the data set that the network was trained on.
        differing: the places of the tokens whose restored sign has a frame, as other networks differ there.
    """
    from core.inference.inputs.restored_text import RESTORED

    if name not in RESTORED:
        return ""
    parts = []
    for text, place in RESTORED[name](sentence):
        if place is None:
            parts.append(html.escape(text))
        else:
            token = sentence.tokens[place]
            differs = ' class="differs"' if (token.start, token.end) in differing else ""
            parts.append(f"<mark{differs}>{html.escape(text)}</mark>")
    return f'<div class="restored-text">{"".join(parts)}</div>'


def _large(color: str, shape: str, text: str, below: str) -> str:
    length = " long" if len(text) > _LONG else ""
    return (
        f'<div class="verdict" style="border-left:6px solid {color};padding:.15rem 0 .15rem .8rem">'
        f'<div class="verdict-words{length}">'
        f'<span style="color:{color}">{shape}</span> {html.escape(text)}</div>'
        f'<div class="verdict-share" style="font-size:1.15rem;font-variant-numeric:tabular-nums">{html.escape(below)}'
        "</div></div>"
    )
