"""Sequences to score: random or typed values, and the prediction at each step."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd

from core.config import DatasetConfig
from core.data.encoding import Encoded
from core.data.sources.cumulative_sum import label
from core.errors import InputError
from core.inference.scorer import Scorer

MAX_STEPS = 1_000
_DECIMALS = 2
_LARGEST = 1_000_000
_SIGNS = {0: "□ 0", 1: "■ 1"}


@dataclass(frozen=True)
class SequenceScore:
    """The predictions of a network for the steps of one sequence.

    Args:
        expected: the actual label of each step.
        predicted: the more probable label of each step.
        probabilities: of label 1 at each step.
        milliseconds: from values to probabilities.
    """

    values: tuple[float, ...]
    expected: tuple[int, ...]
    predicted: tuple[int, ...]
    probabilities: tuple[float, ...]
    milliseconds: float

    @property
    def num_right(self) -> int:
        """Steps at which expected and predicted agree."""
        return sum(actual == predicted for actual, predicted in zip(self.expected, self.predicted, strict=True))

    @property
    def accuracy(self) -> float:
        """Share of the steps at which expected and predicted agree."""
        return self.num_right / len(self.values)


def random_sequence(config: DatasetConfig, generator: np.random.Generator) -> tuple[float, ...]:
    """A new random sequence with the distribution of the training set, to two decimals so that it is easy to add."""
    values = np.floor(generator.random(config.num_steps) * 10**_DECIMALS) / 10**_DECIMALS
    return tuple(np.round(values - (config.target != "past") * 0.5, _DECIMALS).tolist())


def format_values(values: Sequence[float]) -> str:
    """Values as text, such as `0.1, 0.52`."""
    return ", ".join(f"{value:g}" for value in values)


def parse_values(text: str) -> tuple[float, ...]:
    """Typed values, separated by commas, semicolons or spaces.

    Raises:
        InputError: when a value is not a number, or there are none or too many.
    """
    words = text.replace(",", " ").replace(";", " ").split()
    if not 1 <= len(words) <= MAX_STEPS:
        raise InputError(
            f"{len(words):,} values were given.",
            f"A sequence has 1 to {MAX_STEPS:,} values.",
            "Write numbers with commas between them, such as 0.1, 0.5, 0.3.",
        )
    return tuple(_number(word, place) for place, word in enumerate(words, start=1))


def expected_labels(values: Sequence[float], target: str) -> tuple[int, ...]:
    """The actual label of each step, with exact decimal sums: 0.1 + 0.2 - 0.3 is 0, not 5.6e-17."""
    exact = np.array([[Fraction(repr(float(value))) for value in values]], dtype=object)
    return tuple(label(exact, target)[0].tolist())


def score_sequence(scorer: Scorer, values: Sequence[float], target: str) -> SequenceScore:
    """The prediction of a network for each step, with the actual label."""
    row = np.asarray(values, np.float64)[np.newaxis]
    start = time.perf_counter()
    encoded = Encoded(row[:, :, np.newaxis].astype(np.float32), np.array([row.shape[1]], np.int32))
    (probabilities,) = scorer.probabilities_of(encoded)
    return SequenceScore(
        values=tuple(values),
        expected=expected_labels(values, target),
        predicted=tuple(probabilities.argmax(axis=-1).tolist()),
        probabilities=tuple(probabilities[:, 1].tolist()),
        milliseconds=(time.perf_counter() - start) * 1000,
    )


def step_table(score: SequenceScore) -> pd.DataFrame:
    """A row a step; labels as a sign and a number, the probability of label 1 in per cent."""
    labels = zip(score.expected, score.predicted, strict=True)
    return pd.DataFrame(
        {
            "step": range(1, len(score.values) + 1),
            "value": score.values,
            "expected": [_SIGNS[label] for label in score.expected],
            "predicted": [_SIGNS[label] for label in score.predicted],
            "probability": [100 * share for share in score.probabilities],
            "correct": ["✓" if expected == predicted else "✗ wrong" for expected, predicted in labels],
        }
    )


def _number(word: str, place: int) -> float:
    try:
        value = float(word)
    except ValueError:
        value = float("nan")
    if not abs(value) <= _LARGEST:
        excerpt = word if len(word) <= 20 else f"{word[:20]}…"
        raise InputError(f"Value {place} is {excerpt!r}.", "Each value must be a number.", "Correct it, or delete it.")
    return value
