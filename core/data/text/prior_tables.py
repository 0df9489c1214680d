"""PriorTables: which class each word, and each pair and triple of neighbouring words, points to."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from core.system.files import write_whole

PRIORS_FILE = "priors.npz"
LONGEST = 3  # words of an n-gram
UNKNOWN = -1
_NO_KEY = -2


@dataclass(frozen=True)
class PriorTables:
    """Numbers of n-grams, zeros for those that have none.

    Args:
        words: of each word number, shape (num_words, num_numbers), float32.
        keys: of the pairs, then of the triples, in rising order, shape (num_ngrams,), int64: the place of the n-gram
            without its last word among those of its length (of a pair the word number), times `num_words`, plus the
            number of the last word.
        numbers: of the pairs, then of the triples, shape (num_ngrams, num_numbers), float32.
    """

    words: np.ndarray
    keys: tuple[np.ndarray, ...]
    numbers: tuple[np.ndarray, ...]

    def features(self, ids: np.ndarray) -> np.ndarray:
        """The numbers of each word, and of the pair and the triple that end there, side by side.

        Args:
            ids: word numbers, shape (n, t).

        Returns:
            Shape (n, t, LONGEST * num_numbers).
        """
        features, shorter = [self.words[ids]], ids.astype(np.int64)
        for keys, numbers in zip(self.keys, self.numbers, strict=True):
            before = np.full_like(shorter, UNKNOWN)
            before[:, 1:] = shorter[:, :-1]
            own_keys = np.where(before == UNKNOWN, _NO_KEY, before * len(self.words) + ids)
            places = np.searchsorted(keys, own_keys)
            is_known = np.append(keys, UNKNOWN)[places] == own_keys
            values = np.zeros((*ids.shape, self.words.shape[1]), np.float32)
            values[is_known] = numbers[places[is_known]]
            features.append(values)
            shorter = np.where(is_known, places, UNKNOWN)
        return np.concatenate(features, axis=-1)

    def save(self, path: Path) -> None:
        """Write `priors.npz`, whole or not at all."""
        arrays = {"words": self.words}
        for length, (keys, numbers) in enumerate(zip(self.keys, self.numbers, strict=True), start=2):
            arrays |= {f"keys_{length}": keys, f"numbers_{length}": numbers}

        def write(unfinished: Path) -> None:
            with unfinished.open("wb") as file:  # by its name alone, NumPy would add an ending
                np.savez_compressed(file, allow_pickle=False, **arrays)

        write_whole(write, path)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote."""
        with np.load(path) as arrays:
            lengths = range(2, LONGEST + 1)
            keys, numbers = (tuple(arrays[f"{name}_{length}"] for length in lengths) for name in ("keys", "numbers"))
            return cls(arrays["words"], keys, numbers)
