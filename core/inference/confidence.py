"""The confidence of a prediction in words that match the accuracy on the test set."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.inference.similar_rows import MIN_ROWS, ObservedConfidence, SimilarRows, similar_rows
from core.system.formatting import count, percent

if TYPE_CHECKING:
    from core.inference.scorer import Score

UNKNOWN = "Confidence unknown"
_OWN = "The percentage is the network's own estimate, which no test confirms."
_LEVELS = ((0.9, "High confidence"), (0.6, "Moderate confidence"), (0.3, "Low confidence"))
_GUESS = "Close to chance"
_NARROW = "\N{NO-BREAK SPACE}"  # numbers stay with their signs


@dataclass(frozen=True)
class Confidence:
    """How far a prediction can be trusted.

    Args:
        level: in two words, such as `High confidence`.
        sentence: the level, with the accuracy that it follows from, its interval and N.
        similar: the test rows that it follows from; None where the run has no predictions of its test set.
    """

    level: str
    sentence: str
    similar: SimilarRows | None

    @property
    def document(self) -> dict[str, Any]:
        """The level, its sentence and its numbers, ready for JSON; they are None where the level is unknown."""
        similar = None if self.level == UNKNOWN else self.similar
        numbers = {name: getattr(similar, name, None) for name in ("accuracy", "low", "high")}
        return {
            "level": self.level,
            "sentence": self.sentence,
            **numbers,
            "num_rows": similar.num_rows if similar else 0,
        }


def confidence_of(
    probability: float, num_classes: int, observed: ObservedConfidence | None, num_words: int | None = None
) -> Confidence:
    """The confidence of a prediction, from the accuracy of similar test texts.

    The lower end of the interval of that accuracy chooses the level, not the probability: an overconfident network gets
    a lower level, and so does one that was tested on few such texts.

    Args:
        probability: of the predicted class.
        num_classes: the classes that share the probability; accuracy by chance is no confidence.
        observed: the result of `observed_confidence`; None if not measured.
        num_words: the words of the text that the network reads; None for what is no text.
    """
    if observed is None:
        return Confidence(UNKNOWN, f"{UNKNOWN}: its accuracy at this probability was not measured. {_OWN}", None)
    similar = similar_rows(probability, observed, num_words)
    if problem := _lack_of_rows(similar, observed, num_words):
        return Confidence(UNKNOWN, f"{UNKNOWN}: {problem}. {_OWN}", similar)
    level = _level(similar.low, num_classes)
    length = " of any length" if observed.num_words is None and num_words is not None else _length(similar)
    values = " to ".join(dict.fromkeys(percent(value, 1) for value in (similar.lowest, similar.highest)))
    right = f"{100 * similar.accuracy:.0f}{_NARROW}% were right"
    interval = f"95{_NARROW}% interval {100 * similar.low:.0f} to {100 * similar.high:.0f}{_NARROW}%"
    number = f"N{_NARROW}={_NARROW}{count(similar.num_rows)}"
    texts = f"test texts{length} with a similar probability ({values})"
    return Confidence(level, f"{level}: of {texts}, {right} ({interval}, {number}).", similar)


def num_choices(score: "Score") -> int:
    """What a prediction chooses from: the number of classes, or of sets of labels."""
    return len(score.probabilities) if score.labels is None else 2 ** len(score.probabilities)


def confidence_sentence(
    probability: float, num_classes: int, observed: ObservedConfidence | None = None, num_words: int | None = None
) -> str:
    """The sentence of `confidence_of`."""
    return confidence_of(probability, num_classes, observed, num_words).sentence


def _lack_of_rows(similar: SimilarRows, observed: ObservedConfidence, num_words: int | None) -> str:
    """Why nothing is known from the test set; empty where enough test rows are similar."""
    if (num_texts := len(observed.confidence)) < MIN_ROWS:
        return f"the test set has only {num_texts} {'text' if num_texts == 1 else 'texts'}"
    if similar.words and similar.num_of_length < MIN_ROWS:
        few = "none" if not similar.num_of_length else f"only {similar.num_of_length}"
        have = "has" if similar.num_of_length < 2 else "have"
        return (
            f"the network reads {_words(num_words or 0)} of this text, and {few} of {count(num_texts)} "
            f"test texts {have} a similar length ({_range(similar)})"
        )
    if similar.num_rows >= MIN_ROWS:
        return ""
    texts = {0: "no test text", 1: "only 1 test text"}.get(similar.num_rows, f"only {similar.num_rows} test texts")
    return f"{texts}{_length(similar)} had a similar probability"


def _length(similar: SimilarRows) -> str:
    return f" of similar length ({_range(similar)})" if similar.words else ""


def _range(similar: SimilarRows) -> str:
    fewest, most = similar.words or (0, 0)
    return _words(most) if fewest == most else f"{fewest:,} to {_words(most)}"


def _words(number: int) -> str:
    return "1 word" if number == 1 else f"{number:,} words"


def _level(share: float, num_classes: int) -> str:
    above_chance = (share - 1 / num_classes) / (1 - 1 / num_classes)
    return next((words for minimum, words in _LEVELS if above_chance >= minimum), _GUESS)
