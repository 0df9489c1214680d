"""The files that Keras downloads, in Keras' own folder, so that neither downloads what the other has."""

import os
from pathlib import Path

from core.data.sources.downloaded.fetched_file import fetched_file

_FOLDER = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
_HASHES = {  # as in keras.datasets
    "imdb.npz": "sha256:69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f",
    "imdb_word_index.json": "md5:bfafd718b763782e994055a2d397834f",
    "mnist.npz": "sha256:731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
}


def keras_file(name: str) -> Path:
    """Where Keras keeps the file of this name, whether it exists or not."""
    return Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras") / "datasets" / name


def download(name: str) -> Path:
    """The file of this name in Keras' folder, downloaded first when it is missing or incomplete.

    Raises:
        DatasetError: when it can be neither found nor downloaded.
    """
    return fetched_file(name, _FOLDER, _HASHES[name], keras_file(name).parent)
