"""Array profile: what images, sequences and series look like before a network is trained on them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.data.reading import Reading
from core.data.sources import Dataset, Split

NUM_EXAMPLES = 6  # of each class of images and series; of sequences


@dataclass(frozen=True)
class SampleSeries:
    """Test series, which no training on this data set has seen, with their true labels.

    Args:
        values: (n, steps, num_channels), with zeros after the end of each.
        labels: the name of each series' class.
        lengths: steps of each, (n,).
        rows: the row number of each in the source, (n,).
    """

    values: np.ndarray
    labels: tuple[str, ...]
    lengths: np.ndarray
    rows: np.ndarray


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
        test_series: the first test series of each class; None for all others.
    """

    class_balance: pd.DataFrame
    shapes: dict[str, str]
    label_shapes: dict[str, str]
    values: np.ndarray
    labels: np.ndarray
    reading: Reading
    lengths: np.ndarray | None = None
    test_series: SampleSeries | None = None


def profile_array(dataset: Dataset, parts: Split) -> ArrayProfile:
    """Summarize images, sequences or series as they were split."""
    rows = {part: getattr(parts, part) for part in ("train", "validation", "test")}
    examples = _examples(dataset, np.arange(len(dataset.labels)))
    balance = [_class_balance(dataset, part, indices) for part, indices in rows.items() if len(indices)]
    return ArrayProfile(
        class_balance=pd.concat(balance, ignore_index=True),
        shapes={part: str((len(indices), *dataset.arrays.shape[1:])) for part, indices in rows.items()},
        label_shapes={part: str((len(indices), *dataset.labels.shape[1:])) for part, indices in rows.items()},
        values=dataset.arrays[examples],
        labels=dataset.labels[examples],
        reading=dataset.reading,
        lengths=None if dataset.lengths is None else dataset.lengths[examples],
        test_series=_test_series(dataset, parts),
    )


def _test_series(dataset: Dataset, parts: Split) -> SampleSeries | None:
    if dataset.lengths is None:
        return None
    rows = _examples(dataset, np.sort(parts.test))
    labels = tuple(dataset.class_names[number] for number in dataset.labels[rows])
    return SampleSeries(dataset.arrays[rows], labels, dataset.lengths[rows], dataset.rows[rows])


def _examples(dataset: Dataset, rows: np.ndarray) -> np.ndarray:
    """The first sequences; of images and series, which may be sorted by label, the first of each class."""
    if dataset.labels.ndim == 2:
        return rows[:NUM_EXAMPLES]
    of_classes = [rows[dataset.labels[rows] == label][:NUM_EXAMPLES] for label in range(dataset.num_classes)]
    return np.concatenate(of_classes)


def _class_balance(dataset: Dataset, part: str, indices: np.ndarray) -> pd.DataFrame:
    counts = np.bincount(dataset.labels[indices].ravel(), minlength=dataset.num_classes)
    return pd.DataFrame(
        {"part": part, "label": dataset.class_names, "num_rows": counts, "share": counts / counts.sum()}
    )
