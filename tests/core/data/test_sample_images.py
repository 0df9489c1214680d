import numpy as np
import pytest

from core.config import DatasetConfig
from core.data import sample_images, sources

DIGITS = DatasetConfig(name="digits", num_rows=400)


def test_sample_images_are_test_images_three_of_each_digit():
    examples = sample_images.sample_images(DIGITS)
    assert examples.labels == tuple(digit for digit in "0123456789" for _ in range(3))
    assert examples.images.shape == (30, 28, 28)
    whole = sources.load(DIGITS)
    places = {row: place for place, row in enumerate(whole.rows.tolist())}
    for image, label, row in zip(examples.images, examples.labels, examples.rows, strict=True):
        np.testing.assert_array_equal(image, whole.values[places[row]])
        assert whole.class_names[whole.labels[places[row]]] == label


@pytest.mark.parametrize("validation_split", [0, 0.2])
def test_no_training_has_seen_them(validation_split):
    whole = sources.load(DIGITS)
    parts = sources.split(whole, DIGITS, validation_split)
    trained = set(whole.rows[parts.train].tolist()) | set(whole.rows[parts.validation].tolist())
    assert trained.isdisjoint(sample_images.sample_images(DIGITS).rows)
