import numpy as np
import pytest
from scipy.sparse import csr_matrix

from core.data.text.count_ratios import log_count_ratios


def test_a_ratio_is_that_of_the_smoothed_shares_of_texts():
    presence = csr_matrix(np.array([[1, 1, 0], [1, 0, 0], [0, 1, 0]], np.float32))
    ratios = log_count_ratios(presence, np.array([True, True, False]))
    expected = [np.log(3 / 4) - np.log(1 / 3), np.log(2 / 4) - np.log(2 / 3), 0.0]
    assert ratios == pytest.approx(expected)
