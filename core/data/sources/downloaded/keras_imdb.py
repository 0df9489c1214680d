"""Keras' IMDb reviews: 25,000 to train and 25,000 to test, with Keras' own numbers for the words."""

import json
from pathlib import Path

import numpy as np

from core.config import DatasetConfig
from core.data.dataset import Dataset
from core.data.reading import Reading
from core.data.sources.downloaded.keras_files import download
from core.data.sources.downloaded.npz import read_arrays
from core.data.sources.downloaded.stand_in import load_stand_in
from core.errors import DatasetError
from core.system.paths import check_regular, data_file

WORD_INDEX = "imdb_word_index.json"
_ARRAYS = ("x_train", "y_train", "x_test", "y_test")


def load(config: DatasetConfig) -> Dataset:
    """Read `imdb.npz` and its word index: from `config.path`, from Keras' folder, or from the network.

    Without a path, where the download fails, the packaged reviews stand in, and a note says so. The texts are
    the file's words with spaces between, which are encoded back to exactly Keras' numbers.
    Source: https://keras.io/api/datasets/imdb/.

    Raises:
        DatasetError: when the file at `config.path` cannot be used.
    """
    if config.path:
        path = data_file(config.path)
        return _read(path, path.parent / WORD_INDEX, config)
    try:
        return _read(download("imdb.npz"), download(WORD_INDEX), config)
    except DatasetError as error:
        return load_stand_in(config, error)


def _read(path: Path, word_index_path: Path, config: DatasetConfig) -> Dataset:
    arrays = read_arrays(path, _ARRAYS)
    for part in ("train", "test"):
        _check(path.name, part, arrays[f"x_{part}"], arrays[f"y_{part}"])
    words = _read_words(word_index_path)
    parts = {part: _draw(arrays[f"x_{part}"], arrays[f"y_{part}"], config) for part in ("train", "test")}
    ranks = [*parts["train"][0], *parts["test"][0]]
    num_test = len(parts["test"][0])
    remark = f"{len(ranks) - num_test:,} reviews to train and {num_test:,} to test, split by Keras."
    return Dataset(
        name="Keras' IMDb reviews",
        texts=[" ".join(words[rank - 1] for rank in review if 0 < rank <= len(words)) for review in ranks],
        labels=np.concatenate([parts["train"][1], parts["test"][1]]).astype(np.int32),
        class_names=("negative", "positive"),
        rows=np.concatenate([parts["train"][2], len(arrays["x_train"]) + parts["test"][2]]),
        reading=Reading(remarks=(remark,)),
        num_test=num_test,
        word_index=words,
    )


def _draw(reviews: np.ndarray, labels: np.ndarray, config: DatasetConfig) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Reviews, labels and row numbers of one part; of each part, `num_rows` at most."""
    rows = np.random.default_rng(config.seed).permutation(len(reviews))
    rows = np.sort(rows[: config.num_rows])
    return reviews[rows], labels[rows], rows + 1


def _read_words(path: Path) -> tuple[str, ...]:
    check_regular(path)
    try:
        ranks = json.loads(path.read_text(encoding="utf-8"))
        return tuple(sorted(ranks, key=ranks.__getitem__))
    except (OSError, ValueError, AttributeError, TypeError, LookupError, RecursionError) as error:
        raise DatasetError(
            f"{path.name} cannot be read ({type(error).__name__}).",
            f"The words of imdb.npz are in {WORD_INDEX} beside it.",
            f"Put {WORD_INDEX} into the same folder.",
        ) from None


def _check(name: str, part: str, reviews: np.ndarray, labels: np.ndarray) -> None:
    if reviews.ndim != 1 or reviews.dtype != object or labels.shape != reviews.shape:
        raise DatasetError(
            f"{name}: x_{part} has the shape {reviews.shape} and the type {reviews.dtype.name}, "
            f"y_{part} {labels.shape}.",
            "Reviews are lists of numbers, with one label each.",
            "Choose the imdb.npz that Keras downloads.",
        )
    for row, review in enumerate(reviews, start=1):
        if not (isinstance(review, list) and set(map(type, review)) <= {int}):
            raise DatasetError(
                f"{name}: review {row:,} of x_{part} is not a list of integers.",
                "Each review is a list of the ranks of its words.",
                "Choose the imdb.npz that Keras downloads.",
            )
    if not (np.issubdtype(labels.dtype, np.integer) and set(np.unique(labels)) <= {0, 1}):
        raise DatasetError(
            f"{name}: y_{part} contains labels other than 0 and 1.",
            "A review is labelled 0 (negative) or 1 (positive).",
            "Choose the imdb.npz that Keras downloads.",
        )
