import numpy as np
import pytest

from core.data.sources.series.scaling import Scaling

VALUES = np.array([[[0.0, 5.0], [2.0, 5.0]], [[4.0, 5.0], [99.0, 99.0]]])  # the second series has one step
LENGTHS = np.array([2, 1])


@pytest.mark.parametrize(
    ("method", "first", "last"),
    [("standard", -(1.5**0.5), 1.5**0.5), ("min_max", 0.0, 1.0), ("none", 0.0, 4.0)],
)
def test_each_channel_is_scaled_by_the_steps_that_are_read(method, first, last):
    scaled = Scaling.fit(VALUES, LENGTHS, method).apply(VALUES, LENGTHS)
    assert (scaled[0, 0, 0], scaled[1, 0, 0]) == pytest.approx((first, last))
    assert scaled[1, 1].tolist() == [0, 0]  # padding
    assert scaled.dtype == np.float32


def test_a_channel_that_never_changes_is_not_divided_by_zero():
    for method in ("standard", "min_max"):
        assert Scaling.fit(VALUES, LENGTHS, method).apply(VALUES, LENGTHS)[0, :, 1].tolist() == [0, 0]


def test_a_stored_scaling_is_the_same(tmp_path):
    scaling = Scaling.fit(VALUES, LENGTHS, "standard")
    scaling.save(tmp_path)
    stored = Scaling.load(tmp_path / "scaling.json")
    np.testing.assert_array_equal(stored.apply(VALUES, LENGTHS), scaling.apply(VALUES, LENGTHS))
