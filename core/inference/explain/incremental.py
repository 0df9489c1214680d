"""What a network says after each word of a text: where its verdict flips, and when it settles."""

from dataclasses import dataclass

import numpy as np

from core.inference.explain.attribution import target_class
from core.inference.explain.word_spans import ReadText, Word, read_text
from core.inference.scorer import Scorer


@dataclass(frozen=True)
class Curve:
    """What a network says of more and more of a text.

    Args:
        counts: how many words it was given; ascending, the last is all that are read.
        probabilities: of the trace's class, after each count.
        labels: the verdict after each count.
    """

    counts: tuple[int, ...]
    probabilities: tuple[float, ...]
    labels: tuple[str, ...]

    @property
    def flips(self) -> tuple[int, ...]:
        """Places in `counts` where the verdict is another one than before."""
        return tuple(at for at in range(1, len(self.labels)) if self.labels[at] != self.labels[at - 1])

    @property
    def settled_at(self) -> int:
        """The number of words after which the verdict never changes again."""
        return self.counts[self.flips[-1] if self.flips else 0]

    @property
    def settled_share(self) -> float:
        """The share of the words that are read after which the verdict never changes again, above 0 to 1.

        It tells what the correction time of Madureira and Schlangen (2020, "Incremental Processing in the Age of
        Non-Incremental Encoders", EMNLP) tells of one text: how late the final decision falls.
        """
        return self.settled_at / self.counts[-1]


@dataclass(frozen=True)
class IncrementalTrace:
    """What a network says of the beginnings and of the endings of a text.

    Args:
        label: the class whose probability the curves show: the second of two, or of more the verdict on the whole text.
        words: those that are read, in their order.
        forward: of the first 1, 2, ... words.
        backward: of the last 1, 2, ... words.
        method: how the curves were computed, as a sentence.
    """

    label: str
    words: tuple[Word, ...]
    forward: Curve
    backward: Curve
    method: str


def incremental_predictions(scorer: Scorer, text: str) -> IncrementalTrace:
    """Score the first 1, 2, ... words of a text and the last 1, 2, ... words, each curve in one call.

    Each part is padded as scoring pads it. Parts are taken of what is read: what `maxlen` cut stays cut, and a start
    id stays. Of a text so long that this would take seconds, counts in equal steps are scored, and `method` says so.

    Raises:
        InputError: when the network reads no word of the text.
        RunStateError: when the network reads images or sequences.
    """
    reading = read_text(scorer, text)
    num_read = len(reading.read)
    counts = np.unique(np.linspace(1, num_read, min(num_read, reading.most_parts)).round().astype(int))
    first = np.arange(num_read) < counts[:, np.newaxis]
    of_first, of_last = (scorer.probabilities_of(reading.parts(kept)) for kept in (first, first[:, ::-1]))
    place = target_class(scorer, of_first[-1])
    return IncrementalTrace(
        label=scorer.class_names[place],
        words=tuple(reading.words[at] for at in reading.read),
        forward=_curve(scorer, counts, of_first, place),
        backward=_curve(scorer, counts, of_last, place),
        method=_method(reading, len(counts)),
    )


def _curve(scorer: Scorer, counts: np.ndarray, probabilities: np.ndarray, place: int) -> Curve:
    labels = tuple(scorer.class_names[most_probable] for most_probable in probabilities.argmax(axis=-1))
    return Curve(tuple(counts.tolist()), tuple(probabilities[:, place].tolist()), labels)


def _method(reading: ReadText, num_counts: int) -> str:
    if num_counts == len(reading.read):
        return "Exact: the text is scored after each word that is read."
    return (
        f"Exact at each point, approximate between them: the text is scored after {num_counts:,} of the "
        f"{len(reading.read):,} words that are read, so a flip between two points may be missed."
    )
