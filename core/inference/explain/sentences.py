"""What the explanations of a score say, as sentences; to be shown as text, never rendered."""

from core.inference.explain.attribution import Attributions, DirectionSplit, WordAttribution
from core.inference.explain.incremental import Curve, IncrementalTrace
from core.reports.figures.explanations import strongest
from core.system.formatting import count, percent, short

_MOST_NAMED = 3
_STATUSES = {
    "unknown": "out of vocabulary, read as the OOV token",
    "dropped": "out of vocabulary, not read",
    "cut": "not read, because the text is longer than maxlen",
}


def attribution_sentence(contributions: Attributions) -> str:
    """The strongest words of each side by name."""
    able = strongest(contributions)
    sides = [
        f"{verb} {contributions.label}: {', '.join(named)}."
        for verb, sign in (("Most for", 1), ("Most against", -1))
        if (named := [f"“{short(each.word.token, 24)}” {signed(each.change)}"
                      for each in able if each.change * sign > 0][:_MOST_NAMED])
    ]  # fmt: skip
    return " ".join(sides) or "No word changes the log-odds by 0.01 or more when it is left out."


def split_sentence(split: DirectionSplit) -> str:
    """What each direction added or took away, and what that makes."""
    sums_to = f"{signed(split.total)}, {percent(split.probability, 1)} {split.label}"
    if not split.parts:
        return f"The directions and the bias together make {sums_to}."
    parts = ", ".join(
        f"reading {name.replace('_', ' ')} {'added' if round(value, 2) >= 0 else 'took away'} {abs(value):.2f}"
        for name, value in split.parts.items()
    )
    return f"{parts[0].upper()}{parts[1:]}: together with the bias {signed(split.bias)} that makes {sums_to}."


def trace_sentences(trace: IncrementalTrace) -> list[str]:
    """How often the verdict flips, where, and how late it settles, for each reading direction."""
    words = [word.token for word in trace.words]
    return [
        _curve_sentence("Read from the start", "first", trace.forward, [words[at - 1] for at in trace.forward.counts]),
        _curve_sentence("Read from the end", "last", trace.backward, [words[-at] for at in trace.backward.counts]),
    ]


def word_sentence(attribution: WordAttribution, label: str) -> str:
    """A word's attribution in words, for its tooltip and for screen readers."""
    status, change = _STATUSES.get(attribution.word.status, ""), attribution.change
    if change is None:
        return status or "not left out, because the text is long"
    effect = f"{'for' if change > 0 else 'against'} {label}" if attribution.has_effect else "no effect"
    return f"{signed(change)}, {effect}{f' ({status})' if status else ''}"


def signed(value: float, num_decimals: int = 2) -> str:
    """A change of the log-odds as `+1.23` or `−0.31`."""
    return f"{round(value, num_decimals) + 0.0:+.{num_decimals}f}".replace("-", "−")  # + 0.0 makes −0.00 a +0.00


def _curve_sentence(start: str, side: str, curve: Curve, words: list[str]) -> str:
    """One curve in a sentence.

    Args:
        words: the word that each count of the curve brings in.
    """
    if not curve.flips:
        return f"{start}, the verdict is {curve.labels[-1]} from the {side} word on and never flips."
    at = curve.flips[-1]
    times = "once, " if len(curve.flips) == 1 else f"{count(len(curve.flips))} times, the last time "
    place = f"at the {_ordinal(curve.counts[at])} word" + (" from the end" if side == "last" else "")
    settled = f"settles on {curve.labels[-1]} after {percent(curve.settled_share, 1)} of the text"
    return f"{start}, the verdict flips {times}{place}, “{short(words[at], 24)}”, and {settled}."


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"
