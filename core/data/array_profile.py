"""Array profile: what images, sequences and series look like before a network is trained on them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.data.reading import Reading
from core.data.sources import Dataset, Split

NUM_EXAMPLES = 6  # of each class of images and series; of sequences


@dataclass(frozen=True)
class ArrayProfile:
    """What the Data page shows of images, sequences or series.

    Args:
        class_balance: a row for each part and class: `part`, `label`, `num_rows` (steps, where each step has a label),
            `share` (of the part's rows or steps).
        shapes: of the values, by part.
        label_shapes: of the labels, by part.
        values: some examples, shape (n, steps, num_features): the first of each class, or the first sequences.
        labels: of these examples, shape (n,) or (n, steps).
        reading: what was read or drawn.
        lengths: steps of these examples, (n,), of series; None for all others.
    """

    class_balance: pd.DataFrame
    shapes: dict[str, str]
    label_shapes: dict[str, str]
    values: np.ndarray
    labels: np.ndarray
    reading: Reading
    lengths: np.ndarray | None = None


def profile_array(dataset: Dataset, parts: Split) -> ArrayProfile:
    """Summarize images, sequences or series as they were split."""
    rows = {part: getattr(parts, part) for part in ("train", "validation", "test")}
    examples = _examples(dataset)
    balance = [_class_balance(dataset, part, indices) for part, indices in rows.items() if len(indices)]
    return ArrayProfile(
        class_balance=pd.concat(balance, ignore_index=True),
        shapes={part: str((len(indices), *dataset.arrays.shape[1:])) for part, indices in rows.items()},
        label_shapes={part: str((len(indices), *dataset.labels.shape[1:])) for part, indices in rows.items()},
        values=dataset.arrays[examples],
        labels=dataset.labels[examples],
        reading=dataset.reading,
        lengths=None if dataset.lengths is None else dataset.lengths[examples],
    )


def _examples(dataset: Dataset) -> np.ndarray:
    """The first sequences; of images and series, which may be sorted by label, the first of each class."""
    if dataset.labels.ndim == 2:
        return np.arange(len(dataset.labels))[:NUM_EXAMPLES]
    of_classes = [np.flatnonzero(dataset.labels == label)[:NUM_EXAMPLES] for label in range(dataset.num_classes)]
    return np.concatenate(of_classes)


def _class_balance(dataset: Dataset, part: str, indices: np.ndarray) -> pd.DataFrame:
    counts = np.bincount(dataset.labels[indices].ravel(), minlength=dataset.num_classes)
    return pd.DataFrame(
        {"part": part, "label": dataset.class_names, "num_rows": counts, "share": counts / counts.sum()}
    )
