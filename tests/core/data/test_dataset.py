from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st
from sklearn.model_selection import train_test_split

from core.config import DatasetConfig
from core.data.dataset import NO_LABEL
from core.data.reading import Reading
from core.data.sources import Dataset, split
from core.data.text.tokens import number_words
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


def test_each_split_number_divides_the_same_rows_differently():
    dataset = make_dataset(300, 600)
    parts = [split(dataset, DatasetConfig(test_size=1 / 3, split=number), 0.1) for number in (0, 1, 2)]
    assert len({tuple(sorted(one.test)) for one in parts}) == 3
    assert [len(one.test) for one in parts] == [300] * 3
    assert np.mean(dataset.labels[parts[1].test]) == pytest.approx(2 / 3)
    next_seed = split(dataset, DatasetConfig(test_size=1 / 3, seed=43), 0.1)
    assert parts[1].test.tolist() != next_seed.test.tolist()


def test_the_first_split_is_that_of_earlier_versions():
    parts = split(make_dataset(10, 10), DatasetConfig(test_size=0.3, split=0), 0.2)
    expected = train_test_split(np.arange(20), test_size=0.3, random_state=42, stratify=make_dataset(10, 10).labels)[1]
    assert parts.test.tolist() == expected.tolist()


def test_a_split_of_data_with_their_own_test_set_changes_the_validation_set_only():
    dataset = replace(make_dataset(100, 100), num_test=60)
    first, second = (split(dataset, DatasetConfig(split=number), 0.2) for number in (0, 1))
    assert first.test.tolist() == second.test.tolist() == list(range(140, 200))
    assert sorted(first.validation) != sorted(second.validation)


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


def with_test_part(labels: list, num_test: int, num_classes: int = 2) -> Dataset:
    names = tuple(f"class {number}" for number in range(num_classes))
    rows = np.arange(1, len(labels) + 1)
    return Dataset("own.npz", [], np.array(labels, np.int32), names, rows, num_test=num_test)


@pytest.mark.parametrize(
    ("num_rest", "validation", "named"),
    [
        (50, 0.1, "has 50 rows beside its own test part, which leaves 5 for the validation part"),
        (50, 0.9, "which leaves 5 for the training part"),
        (9, 0, "which leaves 9 for the training part"),
        (0, 0.1, "which leaves 0 for the training part"),
    ],
)
def test_parts_too_small_beside_an_own_test_part_are_named(num_rest, validation, named):
    dataset = with_test_part([number % 10 for number in range(num_rest + 20)], 20, num_classes=10)
    with pytest.raises(DatasetError, match=named) as caught:
        split(dataset, DatasetConfig(), validation)
    assert "dataset.num_rows" in caught.value.hint
    assert "train.validation_split" in caught.value.hint


@pytest.mark.parametrize(("num_ones", "validation", "least"), [(1, 0.1, 2), (0, 0, 1)])
def test_a_class_too_small_beside_an_own_test_part_is_named(num_ones, validation, least):
    dataset = with_test_part([1] * num_ones + [0] * 50 + [0, 1] * 10, 20)
    with pytest.raises(DatasetError, match="fall into the training and validation part") as caught:
        split(dataset, DatasetConfig(), validation)
    assert f"{num_ones} of them" in caught.value.problem
    assert f"at least {least}" in caught.value.expected
    assert "dataset.num_rows" in caught.value.hint


@pytest.mark.parametrize("validation", [0, 0.1])
@pytest.mark.parametrize("num_test", [0, 10])
def test_a_class_that_no_step_has_is_named(num_test, validation):
    with pytest.raises(DatasetError, match="the class 'class 1' has 0"):
        split(with_test_part([[0, 0, 0]] * 40, num_test), DatasetConfig(), validation)


def test_steps_of_both_classes_are_divided_with_or_without_an_own_test_part():
    labels = [[0, 1, 1]] * 40
    assert len(split(with_test_part(labels, 10), DatasetConfig(), 0.1).validation) == 3
    assert len(split(with_test_part(labels, 0), DatasetConfig(test_size=0.25), 0).test) == 10


TEXTS = Dataset("texts", ["a b", "c"], np.array([0, 1], np.int32), ("x", "y"), np.array([1, 2]))
IMAGES = replace(TEXTS, texts=[], values=np.zeros((2, 28, 28), np.float32))


def test_equal_data_have_one_fingerprint_under_any_name():
    assert TEXTS.fingerprint() == replace(TEXTS, name="other", reading=Reading(remarks=("Read.",))).fingerprint()


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
def test_other_data_have_another_fingerprint(other):
    assert other.fingerprint() != TEXTS.fingerprint()


@given(st.lists(st.integers(8, 40), min_size=2, max_size=4), st.booleans(), st.integers(0, 99), st.floats(0, 0.4))
def test_fewer_training_rows_are_a_part_of_more_and_other_parts_stay(counts, stratify, seed, validation):
    dataset = make_dataset(*counts)
    config = DatasetConfig(stratify=stratify, seed=seed)
    try:
        whole = split(dataset, config, validation)
        sizes = range(len(counts) * 4, len(whole.train) + 1)
        parts = [split(dataset, config.model_copy(update={"train_rows": size}), validation) for size in sizes]
    except DatasetError:
        reject()
    assume(parts)
    for smaller, larger in zip(parts, [*parts[1:], whole], strict=True):
        assert set(smaller.train) <= set(larger.train)
        assert smaller.validation.tolist() == whole.validation.tolist()
        assert smaller.test.tolist() == whole.test.tolist()
    for size, part in zip(sizes, parts, strict=True):
        assert len(part.train) == size
        if stratify:
            shares = np.bincount(dataset.labels[whole.train]) / len(whole.train)
            assert np.abs(np.bincount(dataset.labels[part.train]) - size * shares).max() <= len(counts)


def test_more_training_rows_than_there_are_are_refused():
    with pytest.raises(DatasetError, match="train_rows is 600, but the training set"):
        split(make_dataset(300, 600), DatasetConfig(test_size=1 / 3, train_rows=600), 0.1)


def make_label_sets(labels) -> Dataset:
    labels = np.asarray(labels, np.int32)
    names = tuple(f"label {number}" for number in range(labels.shape[1]))
    return Dataset("own.csv", [f"text {i}" for i in range(len(labels))], labels, names, np.arange(1, len(labels) + 1))


def test_a_split_of_texts_with_several_labels_keeps_the_share_of_each():
    draw = np.random.default_rng(0)
    dataset = make_label_sets(draw.random((900, 4)) < [0.5, 0.3, 0.1, 0.02])
    parts = split(dataset, DatasetConfig(test_size=1 / 3), 0.25)
    shares = dataset.class_counts() / 900
    for part in (parts.train, parts.validation, parts.test):
        np.testing.assert_allclose(dataset.class_counts(part) / len(part), shares, atol=0.012)
    assert sorted([*parts.train, *parts.validation, *parts.test]) == list(range(900))
    kept = split(dataset, DatasetConfig(test_size=1 / 3, train_rows=200), 0.25).train
    np.testing.assert_allclose(dataset.class_counts(kept) / 200, shares, atol=0.02)


def test_more_combinations_than_rows_of_a_part_are_split_without_strata():
    draw = np.random.default_rng(0)
    dataset = make_label_sets(draw.random((60, 12)) < 0.5)
    parts = split(dataset, DatasetConfig(test_size=0.1), 0)
    assert (len(parts.train), len(parts.test)) == (54, 6)


def test_a_label_of_too_few_rows_or_of_nearly_all_is_refused():
    labels = np.tile([[1, 0], [0, 1], [0, 0]], (10, 1))
    with pytest.raises(DatasetError, match="'label 2' has 2 of the rows"):
        split(make_label_sets(np.column_stack([labels, np.arange(30) < 2])), DatasetConfig(), 0)
    with pytest.raises(DatasetError, match="'label 2' is a label of all rows, or of all but 2"):
        split(make_label_sets(np.column_stack([labels, np.arange(30) > 1])), DatasetConfig(), 0)


def make_sentences(lengths: list[int], num_groups: int | None = None) -> Dataset:
    """Sentences of these lengths, whose labels alternate; without groups, or with as many, one after the other."""
    words = [[f"word{place}" for place in range(length)] for length in lengths]
    labels = np.full((len(lengths), max(lengths)), NO_LABEL, np.int32)
    for row, length in enumerate(lengths):
        labels[row, :length] = np.arange(length) % 2
    return Dataset(
        "sentences", [" ".join(some) for some in words], labels, ("even", "odd"), np.arange(1, len(lengths) + 1),
        tokens=number_words(words), groups=None if num_groups is None else np.arange(len(lengths)) % num_groups,
    )  # fmt: skip


def test_only_the_labels_of_tokens_are_counted():
    dataset = make_sentences([1, 4, 3])
    assert dataset.class_counts().tolist() == [5, 3]
    assert dataset.class_counts(np.array([0, 2])).tolist() == [3, 1]
    assert (dataset.has_step_labels, dataset.has_label_sets) == (True, False)


def test_sentences_are_split_by_sentence_or_by_group():
    lengths = [1 + number % 7 for number in range(60)]
    config = DatasetConfig(test_size=0.25)
    parts = split(make_sentences(lengths), config, 0.2)
    assert [len(rows) for rows in (parts.train, parts.validation, parts.test)] == [36, 9, 15]
    grouped = make_sentences(lengths, num_groups=8)
    parts = split(grouped, config, 0.2)
    groups = [set(grouped.groups[rows].tolist()) for rows in (parts.train, parts.validation, parts.test)]
    assert [len(some) for some in groups] == [4, 2, 2]
    assert len(set.union(*groups)) == 8
    other = split(grouped, DatasetConfig(test_size=0.25, split=1), 0.2)
    assert set(other.test.tolist()) != set(parts.test.tolist())


def test_too_few_groups_or_a_label_that_no_training_token_has_are_refused():
    with pytest.raises(DatasetError, match="4 usable groups of rows"):
        split(make_sentences([3] * 40, num_groups=4), DatasetConfig(test_size=0.4), 0.2)
    dataset = make_sentences([3] * 40)
    dataset.labels[dataset.labels == 1] = 0
    parts = split(dataset, DatasetConfig(), 0.0)  # a small sample may lack a rare label
    dataset.labels[parts.test[0], 0] = 1
    with pytest.raises(DatasetError, match=r"'odd' has 1 token, the first in row .*, and 0 of them fall into the"):
        split(dataset, DatasetConfig(), 0.0)


def test_the_fingerprint_of_sentences_knows_where_tokens_end_and_the_groups():
    words = number_words([["New York", "is"], ["big", "too"]])
    others = number_words([["New", "York is"], ["big", "too"]])
    dataset = replace(make_sentences([2, 2]), texts=["New York is", "big too"], tokens=words)
    changed = [replace(dataset, tokens=others), replace(dataset, groups=np.array([1, 2]))]
    assert len({one.fingerprint() for one in (dataset, *changed)}) == 3


def test_the_fingerprint_of_texts_is_that_of_earlier_versions():
    assert make_dataset(2, 3).fingerprint() == "77c514ebeae96f3d"


def test_rows_with_several_labels_may_be_fewer_than_labels_in_a_part():
    labels = np.tile(np.triu(np.ones((12, 12), np.int32)), (5, 1))[:, 1:]  # a row has any number of eleven labels
    names = tuple(f"label {number}" for number in range(11))
    texts = [f"text {number}" for number in range(60)]
    dataset = Dataset("own.csv", texts, labels, names, np.arange(1, 61), num_test=20)
    assert len(split(dataset, DatasetConfig(), 0.2).validation) == 8
