"""Sentences about the explanations of a prediction; plain text, never to be rendered as Markdown."""

from core.inference.explain.attribution import Attributions, WordAttribution, strongest
from core.inference.explain.direction_split import DirectionSplit
from core.inference.explain.incremental import Curve, IncrementalTrace
from core.inference.explain.token_reading import TokenReading
from core.inference.explain.token_split import TokenSplit
from core.system.formatting import count, counted, percent, short

_NUM_WORDS = 3  # on each side
_MAX_WORD = 24  # characters
_STATUSES = {
    "unknown": "out of vocabulary, read as the OOV token",
    "dropped": "out of vocabulary, not read",
    "cut": "not read, because the text is longer than maxlen",
}


def attribution_sentence(attributions: Attributions) -> str:
    """The strongest words for and against the class, with the change of the log-odds of each."""
    changes = [(each.word.token, each.change or 0.0) for each in strongest(attributions)]
    sides = []
    for side, sign in (("for", 1), ("against", -1)):
        words = [f"“{short(token, _MAX_WORD)}” {signed(change)}" for token, change in changes if change * sign > 0]
        if words:
            sides.append(f"Strongest words {side} {attributions.label}: {', '.join(words[:_NUM_WORDS])}.")
    return " ".join(sides) or "No word changes the log-odds by 0.01 or more when it is left out."


def split_sentence(split: DirectionSplit) -> str:
    """What each direction and the bias add, their sum and the probability that it is."""
    total = f"{signed(split.total)}, a probability of {percent(split.probability, 1)} for {split.label}"
    if not split.parts:
        return f"The sum over the directions and the bias is {total}."
    parts = ", ".join(f"{name.replace('_', ' ')} {signed(value)}" for name, value in split.parts.items())
    return f"{parts[0].upper()}{parts[1:]}, bias {signed(split.bias)}: the sum is {total}."


def trace_sentences(trace: IncrementalTrace) -> list[str]:
    """How often the predicted class changes, where, and when it stays, from the start and from the end of the text."""
    words = [word.token for word in trace.words]
    first, last = ([words[at - 1] for at in trace.forward.counts], [words[-at] for at in trace.backward.counts])
    return [
        _curve_sentence("From the start of the text", "first", trace.forward, first),
        _curve_sentence("From the end of the text", "last", trace.backward, last),
    ]


def reading_sentence(reading: TokenReading, is_forward: bool) -> str:
    """How many labels change once the network knows what follows, and how late.

    Args:
        is_forward: whether the network reads forward only, so that none can change.
    """
    number, tokens = reading.num_changed, counted(len(reading.labels), "label", "labels")
    if is_forward:
        return f"None of {tokens} changes: a forward network labels a token before it has read what follows."
    if not number:
        return f"None of {tokens} changes when the network reads on."
    late = max(reading.settled_after)
    further = counted(late, "further token", "further tokens")
    return (
        f"{number:,} of {tokens} {'changes' if number == 1 else 'change'} when the network reads on, the latest "
        f"after {further}."
    )


def token_split_sentence(split: TokenSplit) -> str:
    """Which share of what the directions add comes from each of them, over all tokens."""
    sums = {name: sum(map(abs, values)) for name, values in split.parts.items()}
    total = sum(sums.values())
    if len(sums) < 2 or not total:
        return ""
    parts = " and ".join(f"{percent(value / total)} from {name.replace('_', ' ')}" for name, value in sums.items())
    return f"Of all that the directions add, in absolute values, {parts}."


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
        words: the word that each count of the curve adds.
    """
    label = curve.labels[-1]
    if not curve.flips:
        return f"{start}, the predicted class is {label} from the {side} word on and never changes."
    at = curve.flips[-1]
    times = "once, " if len(curve.flips) == 1 else f"{count(len(curve.flips))} times, the last time "
    place = f"at the {_ordinal(curve.counts[at])} word" + (" from the end" if side == "last" else "")
    num_words = f"{count(curve.settled_at)} of {count(curve.counts[-1])} words"
    return (
        f"{start}, the predicted class changes {times}{place}, “{short(words[at], _MAX_WORD)}”; it stays {label} after "
        f"{num_words} ({percent(curve.settled_share, 1)})."
    )


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"
