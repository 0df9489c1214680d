import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from core.comparison.slices import FEW_ROWS, slices


def rows_of(num_words, decisive_position=0.5, unknown_share=0.0, negation=False):
    frame = pd.DataFrame({"num_words": num_words})
    return frame.assign(decisive_position=decisive_position, unknown_share=unknown_share, negation=negation)


def groups(frame, name):
    return frame[frame["slice"] == name].set_index("group")


def test_the_gap_of_a_group_is_the_mean_over_seeds_and_rows():
    rows = rows_of([5] * 40, negation=np.arange(40) < 20)
    right_a = np.zeros((2, 40))
    right_b = np.stack([np.ones(40), np.arange(40) % 2])
    right_b[:, 20:] = 0
    frame = groups(slices(rows, right_a, right_b), "negation")
    assert frame.loc["with negation", ["num_rows", "gap", "accuracy_a", "accuracy_b"]].tolist() == [20, 0.75, 0, 0.75]
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


def test_the_interval_of_few_rows_is_the_whole_range():
    number = FEW_ROWS - 1
    frame = slices(rows_of([5] * number), np.zeros((1, number)), np.ones((1, number)))
    assert set(frame["num_rows"]) == {number}
    assert frame[["low", "high"]].drop_duplicates().to_numpy().tolist() == [[-1, 1]]


def test_rows_that_do_not_differ_have_the_interval_of_the_rule_of_three():
    frame = slices(rows_of([5] * 30), np.ones((3, 30)), np.ones((3, 30)))
    assert frame["gap"].unique().tolist() == [0]
    np.testing.assert_allclose(frame[["low", "high"]].drop_duplicates(), [[-0.1, 0.1]])
    ceiling = slices(rows_of([5] * 30), np.zeros((3, 30)), np.ones((3, 30)))
    np.testing.assert_allclose(ceiling[["low", "high"]].drop_duplicates(), [[0.9, 1]])


def test_the_interval_of_many_rows_is_as_wide_as_the_normal_one():
    draw = np.random.default_rng(0)
    right_a, right_b = draw.random((1, 2_000)) < 0.7, draw.random((1, 2_000)) < 0.8
    difference = right_b[0].astype(float) - right_a[0]
    half = 1.96 * difference.std() / np.sqrt(2_000)
    frame = slices(rows_of([5] * 2_000), right_a, right_b).iloc[0]
    assert frame.high - frame.low == pytest.approx(2 * half, rel=0.1)
    pd.testing.assert_series_equal(frame, slices(rows_of([5] * 2_000), right_a, right_b).iloc[0])


@settings(max_examples=15)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.floats(0, 1) | st.just(np.nan), st.booleans()), min_size=1, max_size=40),
    st.integers(0, 2**32 - 1),
)
def test_each_row_is_at_most_once_in_a_slice_and_each_gap_in_its_interval(rows, seed):
    words, shares, negation = zip(*rows, strict=True)
    draw = np.random.default_rng(seed)
    right_a, right_b = draw.integers(0, 2, (2, 2, len(rows)))
    frame = slices(rows_of(words, shares, shares, negation), right_a, right_b)
    assert (frame["low"] <= frame["gap"] + 1e-9).all()
    assert (frame["gap"] <= frame["high"] + 1e-9).all()
    totals = frame.groupby("slice")["num_rows"].sum()
    assert totals["length"] == totals["negation"] == len(rows)
    assert totals.max() <= len(rows)
    assert (frame["num_rows"] > 0).all()
