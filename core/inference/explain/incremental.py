"""Incremental predictions: the prediction of a network after each word of a text, and where the class changes."""

from dataclasses import dataclass

import numpy as np

from core.inference.explain.attribution import target_class
from core.inference.explain.word_spans import TokenizedText, Word, tokenize_text
from core.inference.scorer import Scorer


@dataclass(frozen=True)
class Curve:
    """The predictions for growing parts of a text.

    Args:
        counts: the number of words in each part; ascending, the last is the number of words that are read.
        probabilities: of the trace's class, for each part.
        labels: the predicted class of each part.
    """

    counts: tuple[int, ...]
    probabilities: tuple[float, ...]
    labels: tuple[str, ...]

    @property
    def flips(self) -> tuple[int, ...]:
        """Places in `counts` where the predicted class differs from that of the part before."""
        return tuple(at for at in range(1, len(self.labels)) if self.labels[at] != self.labels[at - 1])

    @property
    def settled_at(self) -> int:
        """The number of words after which the predicted class never changes again."""
        return self.counts[self.flips[-1] if self.flips else 0]

    @property
    def settled_share(self) -> float:
        """The share of the words that are read after which the predicted class never changes again, above 0 to 1.

        For one text, this is the correction time of Madureira and Schlangen (2020, "Incremental Processing in the Age
        of Non-Incremental Encoders", EMNLP): how late the final decision falls.
        """
        return self.settled_at / self.counts[-1]


@dataclass(frozen=True)
class IncrementalTrace:
    """The predictions for the beginnings and for the endings of a text.

    Args:
        label: the class of the probabilities: the second of two classes, or the predicted class of the whole text.
        words: the words that are read, in their order.
        forward: for the first 1, 2, ... words.
        backward: for the last 1, 2, ... words.
        method: how the curves were computed, as a sentence.
    """

    label: str
    words: tuple[Word, ...]
    forward: Curve
    backward: Curve
    method: str


def incremental_predictions(scorer: Scorer, text: str) -> IncrementalTrace:
    """Score the first 1, 2, ... words of a text and the last 1, 2, ... words, each curve in one call.

    Each part is padded as for scoring. Parts are parts of what is read: words that `maxlen` cuts off stay cut off, and
    a start id stays. In a text so long that this would take seconds, counts in equal steps are scored, and `method`
    says so.

    Raises:
        InputError: when the network reads no word of the text.
        RunStateError: when the network reads images or sequences.
    """
    tokenized = tokenize_text(scorer, text)
    num_read = len(tokenized.read)
    counts = np.unique(np.linspace(1, num_read, min(num_read, tokenized.max_parts)).round().astype(int))
    first = np.arange(num_read) < counts[:, np.newaxis]
    of_first, of_last = (scorer.probabilities_of(tokenized.parts(masks)) for masks in (first, first[:, ::-1]))
    place = target_class(scorer, of_first[-1])
    return IncrementalTrace(
        label=scorer.class_names[place],
        words=tuple(tokenized.words[at] for at in tokenized.read),
        forward=_curve(scorer, counts, of_first, place),
        backward=_curve(scorer, counts, of_last, place),
        method=_method(tokenized, len(counts)),
    )


def _curve(scorer: Scorer, counts: np.ndarray, probabilities: np.ndarray, place: int) -> Curve:
    labels = tuple(scorer.verdicts(probabilities))
    return Curve(tuple(counts.tolist()), tuple(probabilities[:, place].tolist()), labels)


def _method(tokenized: TokenizedText, num_counts: int) -> str:
    if num_counts == len(tokenized.read):
        return "Exact: the text is scored after each word that is read."
    return (
        f"Exact at each point, approximate between points: the text is scored after {num_counts:,} of the "
        f"{len(tokenized.read):,} words that are read, so a change between two points may be missed."
    )
