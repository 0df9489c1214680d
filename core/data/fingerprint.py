"""Fingerprint: whether two data sets hold the same examples and labels in the same rows."""

import hashlib

import numpy as np

from core.data.dataset import Dataset


def fingerprint(dataset: Dataset) -> str:
    """A short hash of texts or values, labels, class names and row numbers; equal for equal data alone."""
    digest = hashlib.sha256(repr((dataset.class_names, dataset.num_test, len(dataset.word_index))).encode())
    for text in dataset.texts:
        encoded = text.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(8, "little"))
        digest.update(encoded)
    for array in (dataset.labels, dataset.rows, dataset.values):
        if array is not None:
            digest.update(repr(array.shape).encode())
            digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()[:16]
