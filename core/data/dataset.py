"""Dataset and Split: labelled examples, and the rows of their three parts."""

import hashlib
import math
import zlib
from dataclasses import dataclass, field

import numpy as np

from core.config import DatasetConfig
from core.data.reading import Reading
from core.data.tables.strata import label_strata
from core.data.text.tokens import Tokens
from core.errors import DatasetError
from core.system.paths import quote

NO_LABEL = -1  # after the end of a sentence


@dataclass(frozen=True)
class Dataset:
    """Labelled texts, images, sequences or sentences from one source.

    Args:
        name: of the source, for people.
        texts: n texts, none of them empty; the tokens of sentences, joined by spaces; no text for images and sequences.
        labels: shape (n,), int32, the number of each example's class, or (n, steps) where each step has a label; of
            texts with several labels (n, num_labels), 1 for each label that the text has; of sentences (n, longest),
            with `NO_LABEL` after the end of each.
        class_names: the name of each class, or label; numbers in numerical order, words in alphabetical order.
        rows: shape (n,), int64, the row number in the source, from 1 for the first data row.
        reading: what was detected, removed or drawn.
        values: shape (n, steps, num_features), float32, with zeros after the end of a series; None for texts.
        num_test: the last rows are a test part that comes with the source; 0 where none does.
        num_validation: the rows before them are a validation part that comes with the source.
        word_index: all words by rank, where a vocabulary comes with the source.
        tokens: of sentences, each of whose tokens has a label; None for all others.
        lengths: shape (n,), int32, the steps of each series; None for all others.
        groups: shape (n,), rows with the same number are in the same part of a split; None where any may be apart.
    """

    name: str
    texts: list[str]
    labels: np.ndarray
    class_names: tuple[str, ...]
    rows: np.ndarray
    reading: Reading = field(default_factory=Reading)
    values: np.ndarray | None = None
    num_test: int = 0
    num_validation: int = 0
    word_index: tuple[str, ...] = ()
    tokens: Tokens | None = None
    lengths: np.ndarray | None = None
    groups: np.ndarray | None = None

    @property
    def num_classes(self) -> int:
        return len(self.class_names)

    @property
    def has_label_sets(self) -> bool:
        """Whether each text may have several labels, or none."""
        return self.labels.ndim == 2 and bool(self.texts) and self.tokens is None

    @property
    def has_step_labels(self) -> bool:
        """Whether each step of a sequence, or token of a sentence, has a label."""
        return self.labels.ndim == 2 and not self.has_label_sets

    def class_counts(self, rows: np.ndarray | slice = slice(None)) -> np.ndarray:
        """How many of these rows, or of their steps, have each class or label, (num_classes,)."""
        labels = self.labels[rows]
        if self.has_label_sets:
            return labels.sum(axis=0)
        return np.bincount(labels[labels != NO_LABEL], minlength=self.num_classes)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was detected, removed or drawn, as sentences."""
        return self.reading.notes

    @property
    def stand_in(self) -> bool:
        """Whether these data stand in for others that could not be read."""
        return bool(self.reading.instead_of)

    @property
    def arrays(self) -> np.ndarray:
        """The values of images, sequences and series.

        Raises:
            TypeError: when the examples are texts.
        """
        if self.values is None:
            raise TypeError(f"{self.name} has texts and no values")
        return self.values

    def fingerprint(self) -> str:
        """A short hash of texts, tokens or values, labels, class names and row numbers; equal for equal data alone."""
        sizes = (self.num_test, len(self.word_index), *([self.num_validation] if self.num_validation else []))
        digest = hashlib.sha256(repr((self.class_names, *sizes)).encode())
        for text in self.texts:
            encoded = text.encode("utf-8", "surrogatepass")
            digest.update(len(encoded).to_bytes(8, "little"))
            digest.update(encoded)
        of_tokens: tuple[np.ndarray, ...] = ()
        if self.tokens is not None:
            of_tokens = (self.tokens.codes, self.tokens.lengths)
            digest.update("\0".join(self.tokens.words).encode("utf-8", "surrogatepass"))
        for array in (self.labels, self.rows, self.values, *of_tokens, self.lengths, self.groups):
            if array is not None:
                digest.update(repr(array.shape).encode())
                digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()[:16]


@dataclass(frozen=True)
class Split:
    """Indices into a data set for its three parts, each in shuffled order."""

    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray


def split(dataset: Dataset, config: DatasetConfig, validation_split: float) -> Split:
    """Divide the rows into test, then validation and training, always the same way for the same seed and split.

    Test and validation parts that come with the source stay as they are. Without a validation split there is none.

    Raises:
        DatasetError: when there are too few rows, or too few of one class, for these parts.
    """
    num_rows = len(dataset.labels)
    rest = np.arange(num_rows - dataset.num_test - dataset.num_validation)
    validation = np.arange(len(rest), num_rows - dataset.num_test)
    is_divided = validation_split > 0 and not dataset.num_validation
    share = validation_split if is_divided else 0
    least = 1 if dataset.num_validation else 2
    if dataset.num_test:
        test = np.arange(num_rows - dataset.num_test, num_rows)
        _check_rest_sizes(dataset, len(rest), share)
        least = 2 if is_divided and not dataset.has_step_labels else 1
        _check_every_class(
            dataset, rest, "training and validation", least, "Raise dataset.num_rows or lower train.validation_split"
        )
    else:
        num_apart = len(rest) if dataset.groups is None else len(np.unique(dataset.groups))
        _check_part_sizes(dataset, num_apart, config.test_size, share)
        _check_class_sizes(dataset)
        rest, test = _divide(dataset, rest, config, config.test_size)
        _check_every_class(dataset, rest, "training and validation", least, "Lower dataset.test_size")
        _check_every_class(dataset, test, "test", 1, "Raise dataset.test_size")
    if not is_divided:
        _check_every_class(dataset, rest, "training", 1, "Lower dataset.test_size")
        return Split(_training_rows(dataset, rest, config), validation if validation_split else rest[:0], test)
    train, validation = _divide(dataset, rest, config, validation_split)
    _check_every_class(dataset, train, "training", 1, "Lower train.validation_split")
    return Split(_training_rows(dataset, train, config), validation, test)


def _training_rows(dataset: Dataset, train: np.ndarray, config: DatasetConfig) -> np.ndarray:
    """The training rows that are used, in their order: a smaller number is a part of a larger one.

    Stratified, each class comes as often among the first rows as among all of them, up to a row.
    """
    if config.train_rows is None:
        return train
    if config.train_rows > len(train):
        raise DatasetError(
            f"dataset.train_rows is {config.train_rows:,}, but the training set of {dataset.name} has {len(train):,} "
            "rows.",
            "It must be at most the rows that are left for training.",
            f"Lower dataset.train_rows to {len(train):,}, or leave it empty to use all.",
        )
    places = np.arange(len(train), dtype=float)
    if (labels := _strata(dataset, train, config)) is not None:
        for label in np.unique(labels):
            of_class = np.flatnonzero(labels == label)
            places[of_class] = (np.arange(len(of_class)) + 0.5) / len(of_class)
    kept = train[np.sort(np.argsort(places, kind="stable")[: config.train_rows])]
    _check_every_class(dataset, kept, "training", 1, "Raise dataset.train_rows")
    return kept


def _divide(dataset: Dataset, indices: np.ndarray, config: DatasetConfig, share: float) -> list[np.ndarray]:
    from sklearn.model_selection import train_test_split  # 80 MB and a second: only for who divides, not for the app

    if dataset.groups is not None:
        groups = train_test_split(np.unique(dataset.groups[indices]), test_size=share, random_state=split_seed(config))
        return [_rows_of(group, indices, dataset.groups) for group in groups]
    labels = _strata(dataset, indices, config, math.ceil(1 / min(share, 1 - share)))
    if dataset.has_label_sets and labels is not None:
        num_smaller = math.ceil(len(indices) * min(share, 1 - share))
        labels = None if len(np.unique(labels)) > num_smaller else labels
    return train_test_split(indices, test_size=share, random_state=split_seed(config), stratify=labels)


def _rows_of(groups: np.ndarray, indices: np.ndarray, group_of: np.ndarray) -> np.ndarray:
    """Those of the indices whose group is one of `groups`, group by group."""
    order = np.argsort(group_of[indices], kind="stable")
    ordered = group_of[indices][order]
    starts, ends = np.searchsorted(ordered, groups), np.searchsorted(ordered, groups, side="right")
    sizes = ends - starts
    within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return indices[order[np.repeat(starts, sizes) + within]]


def _strata(dataset: Dataset, indices: np.ndarray, config: DatasetConfig, least: int = 2) -> np.ndarray | None:
    """What is spread evenly over the parts: the classes, or what rows with several labels have in common."""
    labels = dataset.labels[indices]
    if not config.stratify or dataset.has_step_labels:
        return None
    return label_strata(labels, least) if dataset.has_label_sets else labels


def split_seed(config: DatasetConfig) -> int:
    """The seed that divides the rows: that of the sample for the first split, a hash of it for each other one.

    A hash, because the seed plus the number would give two data seeds the same splits.
    """
    return config.seed if config.split == 0 else zlib.crc32(f"{config.seed}/{config.split}".encode()) & 0x7FFFFFFF


def _check_part_sizes(dataset: Dataset, num_rows: int, test_size: float, validation_split: float) -> None:
    fewest, rows = _fewest_rows(dataset), "rows" if dataset.groups is None else "groups of rows"
    num_test = math.ceil(num_rows * test_size)
    num_validation = math.ceil((num_rows - num_test) * validation_split)
    num_train = num_rows - num_test - num_validation
    of_class = "" if dataset.has_label_sets or dataset.tokens is not None else ", one for each class"
    parts = (("training", num_train), ("validation", num_validation), ("test", num_test))
    for part, size in parts if validation_split else (parts[0], parts[2]):
        if size < fewest:
            raise DatasetError(
                f"{dataset.name} has {num_rows:,} usable {rows}, which leaves {size} for the {part} part.",
                f"Each part needs at least {fewest} {rows}{of_class}.",
                "Use more rows, or change dataset.test_size or train.validation_split.",
            )


def _fewest_rows(dataset: Dataset) -> int:
    """The fewest rows of a part: one for each class; a row with several labels counts for all of them."""
    return 2 if dataset.has_label_sets or dataset.tokens is not None else dataset.num_classes


def _check_rest_sizes(dataset: Dataset, num_rest: int, validation_split: float) -> None:
    fewest = _fewest_rows(dataset)
    num_validation = math.ceil(num_rest * validation_split)
    parts = (("training", num_rest - num_validation), ("validation", num_validation))
    for part, size in parts if validation_split else parts[:1]:
        if size < fewest:
            raise DatasetError(
                f"{dataset.name} has {num_rest:,} rows beside its own test part, which leaves {size} for the {part} "
                "part.",
                f"Each part needs at least {fewest} rows, one for each class.",
                "Raise dataset.num_rows if it is set, or change train.validation_split.",
            )


def _check_class_sizes(dataset: Dataset) -> None:
    if dataset.tokens is not None:
        return
    counts = dataset.class_counts()
    if dataset.has_label_sets and (everywhere := np.flatnonzero(len(dataset.labels) - counts < 3)).size:
        raise DatasetError(
            f"{dataset.name}: {quote(repr(dataset.class_names[everywhere[0]]))} is a label of all rows, or of all but "
            f"{len(dataset.labels) - counts[everywhere[0]]}.",
            "At least 3 rows must lack each label: to train, to validate and to test.",
            "Remove this label, add rows without it, or check dataset.label_separator.",
        )
    rarest = int(counts.argmin())
    if counts[rarest] < 3:
        raise DatasetError(
            f"{dataset.name}: the class {quote(repr(dataset.class_names[rarest]))} has {counts[rarest]} of the rows.",
            "Each class needs at least 3 rows: to train, to validate and to test.",
            "Add rows of this class, remove such classes with dataset.min_class_rows, raise dataset.num_rows if it is "
            "set, or choose another label column.",
        )


def _check_every_class(dataset: Dataset, indices: np.ndarray, part: str, least: int, hint: str) -> None:
    counts, totals = dataset.class_counts(indices), dataset.class_counts()
    if dataset.tokens is not None:  # a rare label may be of training tokens alone, and a small sample may lack it
        counts = np.where((totals > 0) & (part == "training"), counts, least)
    rarest = int(counts.argmin())
    if counts[rarest] < least:
        total = totals[rarest]
        counted = f"{total} {'steps' if dataset.has_step_labels else 'rows'}"
        if dataset.tokens is not None:
            first = dataset.rows[(dataset.labels == rarest).any(axis=1)][0]
            counted = f"{total} {'token' if total == 1 else 'tokens'}, the first in row {first:,}"
        raise DatasetError(
            f"{dataset.name}: the class {quote(repr(dataset.class_names[rarest]))} has {counted}, and "
            f"{counts[rarest]} of them fall into the {part} part.",
            f"That part needs at least {least} of each class.",
            f"{hint}, add rows of this class or remove it.",
        )
