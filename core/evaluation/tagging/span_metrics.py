"""Span metrics: precision, recall and F1 of predicted spans, of which both ends and the type must be right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from core.data.text.tokens import Tokens
from core.evaluation.tagging.tag_spans import Span, spans_of_sentences

if TYPE_CHECKING:
    from nervaluate.entities import Entity
    from nervaluate.strategies import EvaluationStrategy


@dataclass(frozen=True)
class SpanScore:
    """How many spans are right, predicted and actual; shares of none are 0, as conlleval has it."""

    correct: int
    predicted: int
    actual: int

    @property
    def precision(self) -> float:
        """Correct ones among the predicted."""
        return self.correct / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Correct ones among the actual."""
        return self.correct / self.actual if self.actual else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.correct / (self.predicted + self.actual) if self.predicted + self.actual else 0.0


@dataclass(frozen=True)
class SpanMetrics:
    """Scores of the spans of all sentences.

    Args:
        overall: of all types together, which is micro-averaged.
        by_type: in alphabetical order.
        boundaries: spans whose ends are right, whatever their type.
        counts: correct, predicted and actual spans of each sentence, (n, 3), int64, for statistics that resample
            sentences.
    """

    overall: SpanScore
    by_type: Mapping[str, SpanScore]
    boundaries: SpanScore
    counts: np.ndarray


def span_metrics(actual: Tokens, predicted: Tokens) -> SpanMetrics:
    """Compare the spans of predicted tags with those of the actual ones, as conlleval does.

    Raises:
        ValueError: when the sentences are not as long.
    """
    if not np.array_equal(actual.lengths, predicted.lengths):
        raise ValueError("predicted and actual tags are of sentences of different lengths")
    from nervaluate.strategies import ExactEvaluation, StrictEvaluation

    sentences = [
        _Sentence(_entities(spans), _entities(guesses))
        for spans, guesses in zip(spans_of_sentences(actual), spans_of_sentences(predicted), strict=True)
    ]
    strict = StrictEvaluation()
    counts = np.array([_counts(sentence, strict) for sentence in sentences], np.int64).reshape(-1, 3)
    types = sorted({entity.label for sentence in sentences for entities in sentence for entity in entities})
    by_type = {name: _score([_counts(_of_type(sentence, name), strict) for sentence in sentences]) for name in types}
    boundaries = _score([_counts(sentence, ExactEvaluation()) for sentence in sentences])
    return SpanMetrics(_score(counts), by_type, boundaries, counts)


class _Sentence(NamedTuple):
    """The actual and the predicted spans of a sentence, as nervaluate has them."""

    actual: "list[Entity]"
    predicted: "list[Entity]"


def _entities(spans: Sequence[Span]) -> "list[Entity]":
    from nervaluate.entities import Entity

    return [Entity(span.type, span.start, span.end - 1) for span in spans]


def _of_type(sentence: _Sentence, name: str) -> _Sentence:
    return _Sentence(*([entity for entity in entities if entity.label == name] for entities in sentence))


def _counts(sentence: _Sentence, evaluation: "EvaluationStrategy") -> tuple[int, int, int]:
    """Correct, predicted and actual spans."""
    if not sentence.actual or not sentence.predicted:  # most sentences have none
        return 0, len(sentence.predicted), len(sentence.actual)
    result, _ = evaluation.evaluate(sentence.actual, sentence.predicted, [])
    return result.correct, result.actual, result.possible


def _score(counts: np.ndarray | Sequence[tuple[int, int, int]]) -> SpanScore:
    return SpanScore(*np.asarray(counts, np.int64).reshape(-1, 3).sum(axis=0).tolist())
