import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config import DatasetConfig
from core.data import sources
from core.data.sources.cumulative_sum import label


def config(task, **values):
    return DatasetConfig(name="cumulative_sum", target=task, **values)


def test_past_labels_begin_where_the_sum_exceeds_a_quarter_of_the_steps():
    assert label(np.array([[0.5, 0.4, 0.2, 0.9]]), "past").tolist() == [[0, 0, 1, 1]]


def test_future_labels_ask_for_this_and_all_later_values():
    assert label(np.array([[-0.5, 0.2, 0.1, -0.1]]), "future").tolist() == [[0, 1, 0, 0]]


def test_both_labels_weigh_what_was_against_what_comes():
    assert label(np.array([[0.1, -0.3, 0.4, 0.2]]), "both").tolist() == [[1, 1, 0, 0]]


@given(st.integers(0, 10_000), st.sampled_from(["past", "future", "both"]), st.integers(2, 12))
def test_labels_agree_with_adding_up_step_by_step(seed, task, num_steps):
    dataset = sources.load(config(task, seed=seed, num_rows=10, num_steps=num_steps))
    values = np.random.default_rng(seed).random((1010, num_steps)) - (0 if task == "past" else 0.5)
    np.testing.assert_allclose(dataset.values[:, :, 0], values, atol=1e-6)
    for step in range(num_steps):
        before, after = values[0, : step + 1].sum(), values[0, step + 1 :].sum()
        if task == "past":
            expected = before > num_steps / 4
        elif task == "future":
            expected = values[0, step:].sum() > 0
        else:
            expected = before < after
        assert dataset.labels[0, step] == expected


@pytest.mark.parametrize("task", ["past", "future", "both"])
def test_the_test_sequences_are_fresh_and_the_seed_decides_all(task):
    dataset = sources.load(config(task, num_rows=50))
    assert (len(dataset.labels), dataset.num_test) == (1050, 1000)
    assert len(np.unique(dataset.values[:, :, 0], axis=0)) == 1050
    again, other = sources.load(config(task, num_rows=50)), sources.load(config(task, num_rows=50, seed=7))
    np.testing.assert_array_equal(dataset.values, again.values)
    assert not np.array_equal(dataset.values, other.values)


def test_without_num_rows_a_thousand_sequences_are_drawn():
    assert len(sources.load(config("past")).labels) == 2000


def test_the_three_parts_are_divided_though_steps_have_labels():
    settings = config("both", num_rows=100)
    parts = sources.split(sources.load(settings), settings, validation_split=0.2)
    assert (len(parts.train), len(parts.validation), len(parts.test)) == (80, 20, 1000)
