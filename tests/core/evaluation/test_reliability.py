import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.evaluation.predictions import Predictions
from core.evaluation.reliability import MIN_ROWS, reliability

LABELS = np.array([0, 0, 1, 1], np.int32)
PROBABILITIES = np.array([[0.9, 0.1], [0.4, 0.6], [0.2, 0.8], [0.3, 0.7]], np.float32)


def network(labels, probabilities, rows=None):
    rows = np.arange(len(labels)) if rows is None else np.asarray(rows)
    return Predictions(rows, np.asarray(labels), probabilities, np.full(len(labels), 3))


def sure(confidence, rows):
    """Rows of two classes of which the first is predicted with this probability, in float32 as networks give it."""
    return np.tile(np.array([[confidence, 1 - confidence]], np.float32), (rows, 1))


@given(arrays(np.float64, st.tuples(st.integers(1, 40), st.integers(2, 4)), elements=st.floats(0.01, 1)), st.data())
def test_every_row_is_in_one_bin_and_every_share_in_its_interval(weights, data):
    probabilities = weights / weights.sum(axis=1, keepdims=True)
    labels = np.array(data.draw(st.lists(st.integers(0, 1), min_size=len(weights), max_size=len(weights))))
    networks = [network(labels, probabilities)] * data.draw(st.integers(1, 3))
    bins = reliability(networks, data.draw(st.integers(1, 20)))
    assert bins["count"].sum() == len(networks) * len(labels)
    assert bins["rows"].sum() == len(labels)
    assert (bins["count"] > 0).all()
    assert bins["confidence"].is_monotonic_increasing
    with_interval = bins[bins["low"].notna()]
    assert (with_interval["low"] <= with_interval["accuracy"] + 1e-9).all()
    assert (with_interval["accuracy"] <= with_interval["high"] + 1e-9).all()
    right = (probabilities.argmax(axis=1) == labels).mean()
    assert np.average(bins["accuracy"], weights=bins["count"]) == pytest.approx(right)


def test_one_network_has_wilson_s_interval_with_student_s_t():
    bins = reliability([network(np.repeat([0, 1], [900, 100]), sure(0.75, 1000))])
    assert list(bins) == ["confidence", "accuracy", "count", "rows", "low", "high"]
    # Wilson's interval of 900 in 1,000 is 0.8799 to 0.9171
    assert bins.iloc[0].tolist() == pytest.approx([0.75, 0.9, 1000, 1000, 0.8799, 0.9171], abs=2e-4)


def test_five_copies_of_a_network_have_the_interval_of_one():
    labels = np.repeat([0, 1], [70, 30])
    (one,), (five,) = (
        reliability([network(labels, sure(0.75, 100))] * number)[["count", "low", "high"]].to_numpy()
        for number in (1, 5)
    )
    assert five[0] == 5 * one[0]
    assert five[1:] == pytest.approx(one[1:], abs=2e-3)


def test_a_bin_where_all_are_right_counts_each_row_once():
    labels = np.repeat([0, 0, 1], [100, 60, 40])
    probabilities = np.concatenate([sure(0.95, 100), sure(0.75, 100)])
    bins = reliability([network(labels, probabilities)] * 3)
    assert bins["accuracy"].tolist() == pytest.approx([0.6, 1.0])
    assert bins["low"].iloc[1] == pytest.approx(0.963, abs=2e-3)  # Wilson's of 100 in 100, not of 300 in 300


def test_a_bin_with_few_rows_has_no_interval_however_many_seeds():
    few = network(np.zeros(MIN_ROWS - 1, int), sure(0.75, MIN_ROWS - 1))
    assert reliability([few] * 20)[["low", "high"]].isna().all(axis=None)
    enough = network(np.zeros(MIN_ROWS, int), sure(0.75, MIN_ROWS))
    assert reliability([enough])[["low", "high"]].notna().all(axis=None)


def test_rows_are_matched_by_their_number_in_the_data_set():
    shifted = [network([0] * 20, sure(0.75, 20), range(start, start + 20)) for start in (0, 10)]
    assert reliability(shifted)["rows"].tolist() == [30]


def test_a_confidence_between_two_bins_belongs_to_the_lower_certainty_to_the_last():
    edges = np.array([[0.5, 0.5], [1.0, 0.0], [0.500001, 0.499999], [1.0000001, 0.0]])
    assert reliability([network(np.zeros(4, int), edges)], num_bins=2)["count"].tolist() == [1, 3]


def test_the_steps_of_a_sequence_count_all_and_their_sequence_once():
    steps = reliability([network(LABELS.reshape(2, 2), PROBABILITIES.reshape(2, 2, 2))])
    single = reliability([network(LABELS, PROBABILITIES)])
    columns = ["confidence", "accuracy", "count"]
    pd.testing.assert_frame_equal(steps[columns], single[columns])
    assert reliability([network(LABELS.reshape(2, 2), PROBABILITIES.reshape(2, 2, 2))], 1)["rows"].tolist() == [2]
