"""Token disagreements: the test sentences in which only one of two arms labels some tokens correctly."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from core.comparison.rows.disagreements import texts_of
from core.data.dataset import NO_LABEL
from core.evaluation.predictions import Predictions, aligned
from core.system.formatting import counted

Side = Literal["either", "a", "b"]


@dataclass(frozen=True)
class TokenDisagreement:
    """A test sentence in which two arms are right about different tokens; labels are class numbers.

    Args:
        row: of the data set.
        words: of the sentence; empty where they are not known.
        actual, predicted_a, predicted_b: the label of each token.
    """

    row: int
    words: tuple[str, ...]
    actual: tuple[int, ...]
    predicted_a: tuple[int, ...]
    predicted_b: tuple[int, ...]

    def differences(self, names: Sequence[str]) -> str:
        """The tokens that the arms label differently, each with its actual label and those of arms a and b."""
        words = self.words or [f"token {place}" for place in range(1, len(self.actual) + 1)]
        labels = zip(words, self.actual, self.predicted_a, self.predicted_b, strict=True)
        return "; ".join(
            f"{word}: {names[actual]} ({names[of_a]} | {names[of_b]})"
            for word, actual, of_a, of_b in labels
            if of_a != of_b
        )


@dataclass(frozen=True)
class TokenCounts:
    """Test tokens by which of two arms labels them correctly, the prediction of an arm being that of its seeds' mean.

    Args:
        num_sentences: with a token that only one arm labels correctly.
    """

    only_a: int
    only_b: int
    num_tokens: int
    num_sentences: int

    def sentence(self, name_a: str, name_b: str) -> str:
        """The numbers in words, with the names of the arms."""
        are = "is" if self.only_a == 1 else "are"
        return (
            f"{counted(self.num_sentences, 'test sentence has', 'test sentences have')} a token that only one arm "
            f"labels correctly, by the mean of its seeds. Of {self.num_tokens:,} tokens, {self.only_a:,} {are} right "
            f"only in {name_a} and {self.only_b:,} only in {name_b}."
        )


def token_disagreements(
    predictions_a: Sequence[Predictions],
    predictions_b: Sequence[Predictions],
    test_rows: pd.DataFrame | None,
    side: Side = "either",
    most: int = 20,
) -> tuple[TokenCounts, list[TokenDisagreement]]:
    """Count the tokens that only one arm labels correctly, and list the sentences with the largest share of them.

    Args:
        predictions_a: of arm a, one for each seed, at least one.
        predictions_b: of arm b, likewise.
        test_rows: with the texts, as `sentence_features` returns them; None where they are not known.
        side: the arm that is right in the sentences that are listed.
        most: sentences to list.
    """
    both = aligned([*predictions_a, *predictions_b])
    labels, is_labelled = both[0].labels, both[0].is_labelled
    of_a, of_b = (_predicted(some) for some in (both[: len(predictions_a)], both[len(predictions_a) :]))
    only_a, only_b = (of_a == labels) & (of_b != labels), (of_b == labels) & (of_a != labels)
    only_a, only_b = only_a & is_labelled, only_b & is_labelled
    lengths = is_labelled.sum(axis=1)
    counts = TokenCounts(
        int(only_a.sum()), int(only_b.sum()), int(lengths.sum()), int((only_a | only_b).any(axis=1).sum())
    )
    chosen = {"either": only_a | only_b, "a": only_a, "b": only_b}[side].sum(axis=1) / np.maximum(lengths, 1)
    places = np.argsort(-chosen, kind="stable")[:most]
    places = places[chosen[places] > 0]
    texts = texts_of(both[0].rows[places], test_rows).tolist()
    listed = []
    for place, text in zip(places.tolist(), texts, strict=True):
        end = int(lengths[place])
        words = tuple(text.split(" ")) if isinstance(text, str) else ()
        listed.append(
            TokenDisagreement(
                int(both[0].rows[place]),
                words if len(words) == end else (),
                *(tuple(values[place, :end].tolist()) for values in (labels, of_a, of_b)),
            )
        )
    return counts, listed


def _predicted(networks: Sequence[Predictions]) -> np.ndarray:
    """The label of each token by the mean probabilities of some networks, (n, steps); of one, what it predicts."""
    if len(networks) == 1:
        return networks[0].predicted
    mean = np.mean([one.probabilities for one in networks], axis=0)
    return np.where(networks[0].labels != NO_LABEL, mean.argmax(axis=-1), NO_LABEL)
