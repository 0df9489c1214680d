"""Token metrics: how many tags are right, over all tokens and over the words that training never saw."""

from dataclasses import dataclass

import numpy as np

from core.training.macro_f1 import macro_f1


@dataclass(frozen=True)
class TokenMetrics:
    """Scores of predicted tags.

    Args:
        accuracy: share of right tags.
        macro_f1: mean F1 of the classes, each with the same weight.
        num_tokens: what both are of.
        known_accuracy: share of right tags of words that training has; None where no token is of one.
        unknown_accuracy: likewise of the other words.
        num_unknown: tokens of such words.
    """

    accuracy: float
    macro_f1: float
    num_tokens: int
    known_accuracy: float | None
    unknown_accuracy: float | None
    num_unknown: int


def token_metrics(actual: np.ndarray, predicted: np.ndarray, num_classes: int, is_known: np.ndarray) -> TokenMetrics:
    """Compare predicted tags with the actual ones.

    Args:
        actual: class numbers of at least one token, (num_tokens,).
        predicted: class numbers of the same tokens.
        is_known: whether training has the word of each token, as `known_words` says.
    """
    is_right = actual == predicted
    return TokenMetrics(
        accuracy=float(is_right.mean()),
        macro_f1=macro_f1(actual, predicted, num_classes),
        num_tokens=len(actual),
        known_accuracy=_share(is_right[is_known]),
        unknown_accuracy=_share(is_right[~is_known]),
        num_unknown=int((~is_known).sum()),
    )


def known_words(training: np.ndarray, words: np.ndarray) -> np.ndarray:
    """Whether each of some words is among those of training, bool; both are numbers of words."""
    size = int(max(training.max(initial=-1), words.max(initial=-1))) + 1
    is_known = np.zeros(size, bool)
    is_known[training] = True
    return is_known[words]


def _share(is_right: np.ndarray) -> float | None:
    return float(is_right.mean()) if is_right.size else None
