"""Small changes to a text, and what each does to a network's score."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.inference.explain.attribution import log_odds, target_class
from core.inference.explain.word_spans import word_places
from core.inference.scorer import Scorer

_NEGATION = "not"


@dataclass(frozen=True)
class Counterfactual:
    """What a change to a text does to a network's score.

    Args:
        text: the changed text.
        label: the class that is meant: the second of two, or of more the verdict on the original.
        verdict: the most probable class of the changed text.
        probability: of `label`, of the changed text.
        probability_change: the same minus that of the original.
        log_odds_change: the change of the log-odds of `label`.
    """

    text: str
    label: str
    verdict: str
    probability: float
    probability_change: float
    log_odds_change: float


def delete(text: str, place: int) -> str:
    """Take a word out with the space after it, or at the end with the one before it; no other words are joined.

    Args:
        place: of the word, from 0, among those of `words.word_places`; so in all edits.

    Raises:
        IndexError: when the text has no such word; so do all edits.
    """
    start, end = word_places(text)[place]
    before, after = text[:start], text[end:]
    return before + after.removeprefix(" ") if after else before.removesuffix(" ")


def swap(text: str, place: int) -> str:
    """Let a word and the next one change places; what stands between them stays.

    Raises:
        IndexError: when the text has no such word or no next one.
    """
    places = word_places(text)
    (start, end), (next_start, next_end) = places[place], places[place + 1]
    return text[:start] + text[next_start:next_end] + text[end:next_start] + text[start:end] + text[next_end:]


def negate(text: str, place: int) -> str:
    """Put "not" before a word, or take it out where it is there already or is the word itself."""
    places = word_places(text)
    start, _ = places[place]
    for at in (place, place - 1):
        if at >= 0 and text[slice(*places[at])].lower() == _NEGATION:
            return delete(text, at)
    return f"{text[:start]}{_NEGATION} {text[start:]}"


def replace(text: str, place: int, new: str) -> str:
    """Put something else in the place of a word."""
    start, end = word_places(text)[place]
    return text[:start] + new + text[end:]


def tree(bases: Sequence[int]) -> list[tuple[int, ...]]:
    """A tree of edits from top to bottom: for each text the way to it, from the original over all that it is made of.

    Args:
        bases: the text that each edit was made from: 0 is the original, 1 the first edit; only earlier ones.

    Returns:
        Texts in the order of the tree, edits of one text in the order in which they were made; the last of a way is
        the text itself, and the one before it what it was made from.
    """
    ways: list[tuple[int, ...]] = [(0,)]
    for number, base in enumerate(bases, start=1):
        ways.append((*ways[base], number))
    return sorted(ways)


def score_counterfactuals(scorer: Scorer, original: str, edited: Sequence[str]) -> tuple[Counterfactual, ...]:
    """What each of these changed texts does to the score of the original, all scored in one call.

    Raises:
        RunStateError: when the network reads images or sequences.
    """
    encoded = scorer.encode([original, *edited])
    logits, probabilities = scorer.logits_of(encoded), scorer.probabilities_of(encoded)
    place = target_class(scorer, logits[0])
    odds, of_label = log_odds(logits, place).tolist(), probabilities[:, place].tolist()
    verdicts = [scorer.class_names[most_probable] for most_probable in probabilities.argmax(axis=-1)]
    return tuple(
        Counterfactual(text, scorer.class_names[place], verdict, probability, probability - of_label[0], own - odds[0])
        for text, verdict, probability, own in zip(edited, verdicts[1:], of_label[1:], odds[1:], strict=True)
    )
