import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from scipy import stats

from core.comparison.rows.slices import MIN_ROWS, slices


def rows_of(num_words, decisive_position=0.5, unknown_share=0.0, negation=False):
    frame = pd.DataFrame({"num_words": num_words})
    return frame.assign(decisive_position=decisive_position, unknown_share=unknown_share, negation=negation)


def groups(frame, name):
    return frame[frame["slice"] == name].set_index("group")


def test_the_gap_of_a_group_is_the_mean_over_seeds_and_rows():
    rows = rows_of([5] * 120, negation=np.arange(120) < 60)
    right_a = np.zeros((2, 120))
    right_b = np.stack([np.ones(120), np.arange(120) % 2])
    right_b[:, 60:] = 0
    frame = groups(slices(rows, right_a, right_b), "negation")
    assert frame.loc["with negation", ["num_rows", "gap", "accuracy_a", "accuracy_b"]].tolist() == [60, 0.75, 0, 0.75]
    assert frame.loc["without negation", "gap"] == 0
    assert frame.loc["with negation", "low"] < 0.75 < frame.loc["with negation", "high"]


def test_lengths_are_split_into_thirds_that_are_named_by_their_range():
    frame = groups(slices(rows_of(np.arange(1, 31) * 100), np.zeros((1, 30)), np.zeros((1, 30))), "length")
    assert frame["num_rows"].to_dict() == {
        "100 to 1,000 words": 10, "1,100 to 2,000 words": 10, "2,100 to 3,000 words": 10,
    }  # fmt: skip


def test_equal_lengths_stay_in_one_group():
    frame = groups(slices(rows_of([7] * 25 + [9] * 5), np.zeros((1, 30)), np.zeros((1, 30))), "length")
    assert frame["num_rows"].to_dict() == {"7 words": 25, "9 words": 5}


def test_positions_are_thirds_of_the_text_without_rows_that_have_none():
    positions = [0.0, 0.33, 0.34, 0.66, 0.67, 1.0, np.nan]
    frame = groups(
        slices(rows_of([5] * 7, positions), np.zeros((1, 7)), np.zeros((1, 7))), "position of the decisive word"
    )
    assert frame["num_rows"].to_dict() == {"first third": 2, "middle third": 2, "last third": 2}


def test_texts_without_unknown_words_are_a_separate_group():
    shares = [0.0] * 4 + [0.1, 0.2, 0.3] * 2 + [np.nan]
    frame = groups(
        slices(rows_of([5] * 11, unknown_share=shares), np.zeros((1, 11)), np.ones((1, 11))), "unknown words"
    )
    assert frame["num_rows"].to_dict() == {"none": 4, "10.0 %": 2, "20.0 %": 2, "30.0 %": 2}


def test_an_empty_group_is_left_out():
    frame = slices(rows_of([5] * 12), np.zeros((1, 12)), np.ones((1, 12)))
    assert frame["group"].tolist() == ["5 words", "middle third", "none", "without negation"]


def test_a_slice_of_few_rows_has_a_gap_but_no_interval():
    rows = rows_of([5] * MIN_ROWS + [6] * (MIN_ROWS - 1))
    number = len(rows)
    frame = groups(slices(rows, np.zeros((1, number)), np.arange(number)[None, :] % 2), "length")
    assert frame["gap"].tolist() == pytest.approx([0.5, 24 / 49])
    assert frame["low"].isna().tolist() == frame["high"].isna().tolist() == [False, True]


def test_without_a_slice_of_enough_rows_there_is_no_interval():
    frame = slices(rows_of([5] * 12), np.zeros((3, 12)), np.ones((3, 12)))
    assert frame["gap"].tolist() == [1] * 4
    assert frame[["low", "high"]].isna().all(axis=None)


def test_the_intervals_are_corrected_for_the_number_of_judged_slices():
    draw = np.random.default_rng(0)
    right_a, right_b = draw.random((1, 2_000)) < 0.7, draw.random((1, 2_000)) < 0.8
    difference = right_b[0].astype(float) - right_a[0]
    frame = slices(rows_of([5] * 2_000), right_a, right_b)
    tail = 1 - 0.025 / len(frame)
    half = stats.t.ppf(tail, 1_999) * difference.std() / np.sqrt(2_000)
    assert frame.iloc[0]["high"] - frame.iloc[0]["low"] == pytest.approx(2 * half, rel=0.02)
    pd.testing.assert_frame_equal(frame, slices(rows_of([5] * 2_000), right_a, right_b))


@settings(max_examples=15)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.floats(0, 1) | st.just(np.nan), st.booleans()), min_size=1, max_size=160),
    st.integers(0, 2**32 - 1),
)
def test_each_row_is_at_most_once_in_a_slice_and_each_gap_in_its_interval(rows, seed):
    words, shares, negation = zip(*rows, strict=True)
    draw = np.random.default_rng(seed)
    right_a, right_b = draw.integers(0, 2, (2, 2, len(rows)))
    frame = slices(rows_of(words, shares, shares, negation), right_a, right_b)
    judged = frame[frame["num_rows"] >= MIN_ROWS]
    assert (judged["low"] <= judged["gap"] + 1e-9).all()
    assert (judged["gap"] <= judged["high"] + 1e-9).all()
    assert frame["low"].notna().sum() == len(judged)
    totals = frame.groupby("slice")["num_rows"].sum()
    assert totals["length"] == totals["negation"] == len(rows)
    assert totals.max() <= len(rows)
    assert (frame["num_rows"] > 0).all()
