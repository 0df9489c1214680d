from dataclasses import replace

import numpy as np
import pytest

from core.data.fingerprint import fingerprint
from core.data.sources import Dataset

TEXTS = Dataset("texts", ["a b", "c"], np.array([0, 1], np.int32), ("x", "y"), np.array([1, 2]))
IMAGES = replace(TEXTS, texts=[], values=np.zeros((2, 28, 28), np.float32))


def test_equal_data_have_one_fingerprint_whatever_they_are_called():
    assert fingerprint(TEXTS) == fingerprint(replace(TEXTS, name="other", notes=("read",)))


@pytest.mark.parametrize(
    "other",
    [
        replace(TEXTS, texts=["a", "b c"]),
        replace(TEXTS, labels=np.array([1, 0], np.int32)),
        replace(TEXTS, class_names=("x", "z")),
        replace(TEXTS, rows=np.array([1, 3])),
        replace(TEXTS, num_test=1),
        IMAGES,
        replace(IMAGES, values=np.ones((2, 28, 28), np.float32)),
    ],
)
def test_other_data_have_another(other):
    assert fingerprint(other) != fingerprint(TEXTS)
