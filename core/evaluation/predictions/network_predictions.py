"""Predictions: the probabilities of a network for each test row, with the actual classes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce

import numpy as np

from core.data.dataset import NO_LABEL
from core.evaluation.temperature import tempered


@dataclass(frozen=True)
class Predictions:
    """The probabilities of a network, or of a linear baseline, on the test set, with the actual classes.

    A text that may have several labels has a probability for each of them, and is right when all labels are.

    Args:
        rows: shape (n,), the row numbers in the data set, in the order of the test set.
        labels: actual classes, (n,), or of each step (n, steps), with `NO_LABEL` after the end of a sentence; 0 or 1
            for each of several labels, (n, num_labels).
        probabilities: (n, num_classes) or (n, steps, num_classes), before calibration; or (n, num_labels).
        lengths: shape (n,), the steps of each row that the network read; the words of a text, for a linear baseline.
        num_words: shape (n,), the words of each text that the network read, without padding; None where not stored.
        shuffled_predicted: shape as `labels`, what is predicted for each text with its words shuffled; None where not
            stored.
        temperature: what their logits are divided by to calibrate them; 1 where none was fitted.
        decoded: shape as `labels`, the classes of a sentence's tokens where they were chosen together, with `NO_LABEL`
            after its end; None where each is the most probable one.
    """

    rows: np.ndarray
    labels: np.ndarray
    probabilities: np.ndarray
    lengths: np.ndarray
    num_words: np.ndarray | None = None
    shuffled_predicted: np.ndarray | None = None
    temperature: float = 1.0
    decoded: np.ndarray | None = None

    @property
    def has_label_sets(self) -> bool:
        """Whether each text may have several labels, or none."""
        return self.probabilities.shape == self.labels.shape

    @property
    def has_steps(self) -> bool:
        """Whether each step of a sequence, or token of a sentence, has a label."""
        return self.labels.ndim == 2 and not self.has_label_sets

    @cached_property
    def is_labelled(self) -> np.ndarray:
        """Which labels there are, shape as `labels`: sentences of different lengths have none after their end."""
        return self.labels != NO_LABEL

    @cached_property
    def decisions(self) -> np.ndarray:
        """The probabilities of all classes of each decision: (n, num_classes), or (n, decisions, num_classes).

        Each step of a sequence is a decision, and so is each label of a text that may have several: without or with it.
        """
        return by_label(self.probabilities) if self.has_label_sets else self.probabilities

    @cached_property
    def predicted(self) -> np.ndarray:
        """The most probable class, or 1 for each label that is more probable than not; shape as `labels`.

        Where there is no label, nothing is predicted: `NO_LABEL`. Tokens that were decoded together have those classes.
        """
        if self.decoded is not None:
            return self.decoded
        predicted = self.decisions.argmax(axis=-1)
        return np.where(self.is_labelled, predicted, NO_LABEL) if self.has_steps else predicted

    @cached_property
    def right(self) -> np.ndarray:
        """Shape (n,): 1 for a right row and 0 for a wrong one, or the share of a sequence's steps that are right.

        Of sentences, it is the number of right tokens divided by the mean number of tokens of a sentence: the mean over
        sentences is the share of right tokens.
        Of several labels all must be right: of a hundred labels, 98 are right where none is ever predicted.
        """
        return self._of_rows(self.predicted)

    @cached_property
    def all_right(self) -> np.ndarray:
        """Shape (n,), bool: whether the row is right, or all of its steps."""
        return (self.predicted == self.labels).all(axis=1) if self.has_steps else self.right == 1

    @cached_property
    def over_majority(self) -> np.ndarray:
        """Shape (n,): `right` minus that of always predicting the most frequent class, where each step has a label."""
        most_frequent = np.bincount(self.labels[self.is_labelled], minlength=1).argmax()  # of no rows, any
        return self.right - self._of_rows(np.full_like(self.labels, most_frequent))

    @property
    def shuffled_right(self) -> np.ndarray:
        """The same for texts with their words shuffled.

        Raises:
            ValueError: when `shuffled_predicted` is not stored.
        """
        if self.shuffled_predicted is None:
            raise ValueError("no predictions of shuffled texts are stored")
        return self._of_rows(self.shuffled_predicted)

    def _of_rows(self, predicted: np.ndarray) -> np.ndarray:
        right = (predicted == self.labels).astype(np.float64)
        if self.has_label_sets:
            return right.min(axis=1)
        return self._mean_of_steps(right) if self.has_steps else right

    def _mean_of_steps(self, values: np.ndarray) -> np.ndarray:
        """For each row, the sum over its steps divided by the mean number of steps of a row, (n,)."""
        mean_steps = self.is_labelled.sum() / max(1, len(self.labels))
        return (values * self.is_labelled).sum(axis=1) / max(1, mean_steps)

    @cached_property
    def confidence(self) -> np.ndarray:
        """Shape (n,): the probability of the predicted class, or its mean over the steps of the row itself.

        Of several labels it is the product: the probability that all are right, as far as they do not depend on one
        another.
        """
        of_predicted = self.probability_of_predicted
        if self.has_label_sets:
            return of_predicted.prod(axis=1)
        if not self.has_steps:
            return of_predicted
        return (of_predicted * self.is_labelled).sum(axis=1) / np.maximum(self.is_labelled.sum(axis=1), 1)

    @cached_property
    def probability_of_predicted(self) -> np.ndarray:
        """The probability of each predicted class, float64, shape as `labels`; of any class where there is no label."""
        predicted = np.maximum(self.predicted, 0)[..., np.newaxis]
        return np.take_along_axis(self.decisions, predicted, axis=-1)[..., 0].astype(np.float64)

    @cached_property
    def calibrated(self) -> "Predictions":
        """The same with calibrated probabilities, those that scoring shows."""
        return replace(self, probabilities=tempered(self.probabilities, self.temperature), temperature=1.0)

    def right_at(self, places: np.ndarray) -> np.ndarray:
        """`right` of the rows at these places, (num_places,): that of sentences depends on the mean length of these."""
        is_whole = not self.has_steps or len(places) == len(self.rows)
        return self.right[places] if is_whole else self.at(places).right

    def at(self, places: np.ndarray) -> "Predictions":
        """The predictions at these places, in their order; sentences end with the longest of them."""
        labels, probabilities = self.labels[places], self.probabilities[places]
        decoded = None if self.decoded is None else self.decoded[places]
        if self.has_steps and len(places):
            longest = int(np.flatnonzero((labels != NO_LABEL).any(axis=0)).max(initial=0)) + 1
            labels, probabilities = labels[:, :longest], probabilities[:, :longest]
            decoded = None if decoded is None else decoded[:, :longest]
        return Predictions(
            self.rows[places],
            labels,
            probabilities,
            self.lengths[places],
            None if self.num_words is None else self.num_words[places],
            None if self.shuffled_predicted is None else self.shuffled_predicted[places],
            self.temperature,
            decoded,
        )


def labelled(labels: np.ndarray, probabilities: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each label there is with its probabilities, (m,) and (m, num_classes): of rows, or of all their steps.

    Args:
        labels: (n,), or (n, steps) with `NO_LABEL` after the end of a sentence.
        probabilities: (n, num_classes) or (n, steps, num_classes).
    """
    is_labelled = labels != NO_LABEL
    return labels[is_labelled], probabilities[is_labelled]


def by_label(probabilities: np.ndarray) -> np.ndarray:
    """The probabilities that a text lacks and has each of several labels, (n, num_labels, 2).

    Args:
        probabilities: of having each label, (n, num_labels).
    """
    return np.stack([1 - probabilities, probabilities], axis=-1)


def shared_rows(predictions: Sequence[Predictions]) -> tuple[np.ndarray, ...]:
    """Where in each of several predictions the data set rows are that all of them have.

    The rows come in the order of the first; where all were made on the same test set, that is all rows, in order.

    Returns:
        For each of the predictions the places of the shared rows, all of the same shape (num_shared,).
    """
    if not predictions:
        return ()
    first = predictions[0].rows
    if all(np.array_equal(one.rows, first) for one in predictions):
        return (np.arange(len(first)),) * len(predictions)
    shared = reduce(np.intersect1d, (one.rows for one in predictions))
    rows = first[np.isin(first, shared)]
    return tuple(_places(one.rows, rows) for one in predictions)


def aligned(predictions: Sequence[Predictions]) -> list[Predictions]:
    """The predictions on the rows that all of them have, in one order."""
    return [one.at(places) for one, places in zip(predictions, shared_rows(predictions), strict=True)]


def _places(among: np.ndarray, rows: np.ndarray) -> np.ndarray:
    order = np.argsort(among, kind="stable")
    return order[np.searchsorted(among, rows, sorter=order)]
