import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from core.config import DatasetConfig
from core.datasets import Dataset, split
from core.errors import DatasetError


def make_dataset(*counts: int) -> Dataset:
    labels = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    names = tuple(f"class {number}" for number in range(len(counts)))
    return Dataset("own.csv", [f"text {i}" for i in range(len(labels))], labels, names, np.arange(1, len(labels) + 1))


@settings(deadline=None)
@given(
    st.lists(st.integers(10, 60), min_size=2, max_size=5),
    st.floats(0.1, 0.8),
    st.floats(0.1, 0.8),
    st.integers(0, 2**31 - 1),
)
def test_parts_are_disjoint_and_complete_and_know_every_class(counts, test_size, validation, seed):
    dataset = make_dataset(*counts)
    try:
        parts = split(dataset, DatasetConfig(test_size=test_size, seed=seed), validation)
    except DatasetError:
        reject()
    together = np.concatenate([parts.train, parts.validation, parts.test])
    assert sorted(together.tolist()) == list(range(sum(counts)))
    assert set(dataset.labels[parts.train]) == set(dataset.labels[parts.test]) == set(range(len(counts)))


def test_the_split_follows_the_seed_and_keeps_the_balance():
    dataset = make_dataset(300, 600)
    config = DatasetConfig(test_size=1 / 3, seed=42)
    first, again = split(dataset, config, 0.1), split(dataset, config, 0.1)
    other = split(dataset, DatasetConfig(test_size=1 / 3, seed=43), 0.1)
    assert first.test.tolist() == again.test.tolist() != other.test.tolist()
    assert [len(first.train), len(first.validation), len(first.test)] == [540, 60, 300]
    assert [np.mean(dataset.labels[part]) for part in (first.train, first.validation, first.test)] == [
        pytest.approx(2 / 3)
    ] * 3


def test_the_rows_of_a_part_are_shuffled():
    parts = split(make_dataset(100, 100), DatasetConfig(), 0.1)
    assert parts.train.tolist() != sorted(parts.train.tolist())


def test_the_validation_split_leaves_the_test_rows_alone():
    dataset = make_dataset(100, 100)
    few, many = (split(dataset, DatasetConfig(), share) for share in (0.1, 0.5))
    assert few.test.tolist() == many.test.tolist()


def test_a_class_too_small_is_named_with_its_count():
    with pytest.raises(DatasetError, match="the class 'class 1' has 2 of the rows"):
        split(make_dataset(50, 2), DatasetConfig(), 0.1)


def test_a_class_that_no_drawn_row_has_is_named():
    with pytest.raises(DatasetError, match="the class 'class 1' has 0 of the rows"):
        split(make_dataset(50, 0), DatasetConfig(), 0.1)


def test_a_class_missing_from_the_test_part_is_named():
    with pytest.raises(DatasetError, match="'class 1' has 3 rows, and 0 of them fall into the test part"):
        split(make_dataset(100, 3), DatasetConfig(test_size=0.1), 0.1)


def test_a_part_too_small_is_named():
    with pytest.raises(DatasetError, match="has 10 usable rows, which leaves 1 for the validation part"):
        split(make_dataset(5, 5), DatasetConfig(), 0.1)
