"""PriorTables: which class each word, and each pair of neighbouring words, points to."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from core.data.text.tokenization import PADDING_ID
from core.system.files import write_whole

PRIORS_FILE = "priors.npz"


@dataclass(frozen=True)
class PriorTables:
    """Numbers of words and of pairs of words, zeros for those that no training text has.

    Args:
        words: of each word number, shape (num_words, num_numbers), float32.
        pair_keys: the pairs in rising order, shape (num_pairs,), int64: the number of the first word, times
            `num_words`, plus that of the second.
        pairs: of each pair, shape (num_pairs, num_numbers), float32.
    """

    words: np.ndarray
    pair_keys: np.ndarray
    pairs: np.ndarray

    def features(self, ids: np.ndarray) -> np.ndarray:
        """The numbers of each word, and of the pair that ends there: (n, t, 2 num_numbers) for word numbers (n, t)."""
        before = np.full_like(ids, PADDING_ID)  # padding is in no pair
        before[:, 1:] = ids[:, :-1]
        keys = before.astype(np.int64) * len(self.words) + ids
        places = np.searchsorted(self.pair_keys, keys)
        is_known = np.append(self.pair_keys, -1)[places] == keys
        pairs = np.zeros((*ids.shape, self.words.shape[1]), np.float32)
        pairs[is_known] = self.pairs[places[is_known]]
        return np.concatenate([self.words[ids], pairs], axis=-1)

    def save(self, path: Path) -> None:
        """Write `priors.npz`, whole or not at all."""

        def write(unfinished: Path) -> None:
            with unfinished.open("wb") as file:  # by its name alone, NumPy would add an ending
                np.savez(file, words=self.words, pair_keys=self.pair_keys, pairs=self.pairs)

        write_whole(write, path)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote."""
        with np.load(path) as arrays:
            return cls(arrays["words"], arrays["pair_keys"], arrays["pairs"])
