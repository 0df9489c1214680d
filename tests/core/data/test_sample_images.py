import subprocess

import numpy as np
import pytest

from core.config import DatasetConfig
from core.data import sample_images, sources
from core.errors import DatasetError

DIGITS = DatasetConfig(name="digits", num_rows=400)


def test_specimens_are_test_images_three_of_each_digit():
    found = sample_images.read_specimens(DIGITS)
    assert found.labels == tuple(digit for digit in "0123456789" for _ in range(3))
    assert found.images.shape == (30, 28, 28)
    whole = sources.load(DIGITS)
    places = {row: place for place, row in enumerate(whole.rows.tolist())}
    for image, label, row in zip(found.images, found.labels, found.rows, strict=True):
        np.testing.assert_array_equal(image, whole.values[places[row]])
        assert whole.class_names[whole.labels[places[row]]] == label


@pytest.mark.parametrize("validation_split", [0, 0.2])
def test_no_training_has_seen_them(validation_split):
    whole = sources.load(DIGITS)
    parts = sources.split(whole, DIGITS, validation_split)
    trained = set(whole.rows[parts.train].tolist()) | set(whole.rows[parts.validation].tolist())
    assert trained.isdisjoint(sample_images.read_specimens(DIGITS).rows)


def test_another_process_reads_the_same():
    here, there = sample_images.read_specimens(DIGITS), sample_images.read_specimens_aside(DIGITS)
    assert here.rows == there.rows
    np.testing.assert_array_equal(here.images, there.images)


def test_what_is_wrong_with_the_data_comes_back(tmp_path):
    with pytest.raises(DatasetError, match=r"gone\.npz"):
        sample_images.read_specimens_aside(DatasetConfig(name="mnist", path=str(tmp_path / "gone.npz")))


def test_a_process_that_dies_is_told(monkeypatch):
    died = subprocess.CompletedProcess([], returncode=-9, stdout=b"", stderr=b"")
    monkeypatch.setattr("core.data.preview.subprocess.run", lambda *_, **__: died)
    with pytest.raises(DatasetError, match="killed by the signal SIGKILL"):
        sample_images.read_specimens_aside(DIGITS)
