import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config import DatasetConfig
from core.data.sources.cumulative_sum import label
from core.errors import InputError
from core.inference.inputs import sequences


class Guesser:
    """Stands in for a trained network: a fixed probability of label 1 at each step."""

    def __init__(self, *probabilities: float):
        self.probabilities = probabilities

    def probabilities_of(self, encoded):
        assert encoded.inputs.shape == (1, len(self.probabilities), 1)
        assert encoded.inputs.dtype == np.float32
        assert encoded.lengths.tolist() == [len(self.probabilities)]
        return np.array([[(1 - share, share) for share in self.probabilities]])


def test_each_step_has_an_actual_and_a_predicted_label():
    score = sequences.score_sequence(Guesser(0.9, 0.4, 0.6), (0.4, -0.3, 0.2), "future")
    assert score.expected == (1, 0, 1)  # 0.3, -0.1 and 0.2 are still to come
    assert score.predicted == (1, 0, 1)
    assert score.probabilities == pytest.approx((0.9, 0.4, 0.6))
    assert (score.num_right, score.accuracy) == (3, 1)
    wrong = sequences.score_sequence(Guesser(0.9, 0.9), (0.4, -0.5), "future")
    assert (wrong.num_right, wrong.accuracy) == (0, 0)


@pytest.mark.parametrize(("task", "low"), [("past", 0.0), ("future", -0.5), ("both", -0.5)])
def test_a_random_sequence_has_the_training_distribution_and_differs_each_time(task, low):
    config = DatasetConfig(name="cumulative_sum", target=task, num_steps=200)
    generator = np.random.default_rng(0)
    first, second = (sequences.random_sequence(config, generator) for _ in range(2))
    assert first != second
    assert len(first) == 200
    assert low <= min(first) < low + 0.1
    assert low + 0.9 < max(first) < low + 1


@given(st.lists(st.integers(-(10**6), 10**6).map(lambda number: number / 100), min_size=1, max_size=50))
def test_formatted_values_are_parsed_again(values):
    assert sequences.parse_values(sequences.format_values(values)) == pytest.approx(tuple(values), rel=1e-5)


@pytest.mark.parametrize("text", ["0.1,0.5", " 0.1 ; 0.5 ", "0.1 0.5,", "1e-1, .5"])
def test_values_may_be_separated_by_commas_semicolons_or_spaces(text):
    assert sequences.parse_values(text) == (0.1, 0.5)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "0 values were given."),
        (" , ;", "0 values were given."),
        ("0.1, x", "Value 2 is 'x'."),
        ("nan", "Value 1 is 'nan'."),
        ("0.1,-inf", "Value 2 is '-inf'."),
        ("1e99", "Value 1 is '1e99'."),
        ("0," * 1_001, "1,001 values were given."),
        ("<script>" * 9, "Value 1 is '<script><script><scr…'."),
    ],
)
def test_text_that_is_no_sequence_is_refused_with_a_reason(text, problem):
    with pytest.raises(InputError) as error:
        sequences.parse_values(text)
    assert error.value.problem == problem


@pytest.mark.parametrize(
    ("values", "task", "expected"),
    [
        ((0.1, 0.2, -0.3), "future", (0, 0, 0)),
        ((0.3, 0.1, 0.2), "both", (0, 0, 0)),
        ((0.1, 0.2, 0.45, 0.25, 0.3), "past", (0, 0, 0, 0, 1)),
    ],
)
def test_sums_that_are_equal_on_paper_are_equal(values, task, expected):
    assert sequences.expected_labels(values, task) == expected


@given(st.lists(st.floats(-0.5, 0.5), min_size=1, max_size=20), st.sampled_from(["past", "future", "both"]))
def test_expected_labels_are_those_of_the_training_data(values, task):
    row = np.array([values])
    sums = np.cumsum(row, axis=1)
    margins = {"past": sums - len(values) / 4, "future": sums[:, -1:] - sums + row, "both": 2 * sums - sums[:, -1:]}
    clear = np.abs(margins[task][0]) > 1e-9
    expected = np.array(sequences.expected_labels(values, task))
    np.testing.assert_array_equal(expected[clear], label(row, task)[0][clear])


def test_the_table_of_steps_marks_wrong_labels():
    table = sequences.step_table(sequences.score_sequence(Guesser(0.9, 0.9), (0.4, -0.3), "past"))
    assert table["step"].tolist() == [1, 2]
    assert table["expected"].tolist() == ["□ 0", "□ 0"]
    assert table["predicted"].tolist() == ["■ 1", "■ 1"]
    assert table["probability"].tolist() == pytest.approx([90, 90])
    assert table["correct"].tolist() == ["✗ wrong", "✗ wrong"]
