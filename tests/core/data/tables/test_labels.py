import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.config import DatasetConfig
from core.data.tables.labels import classes_of_labels, to_classes


@pytest.mark.parametrize(
    ("labels", "names", "numbers"),
    [
        (["4.0", "0.0", "4", "0"], ("0", "4"), [1, 0, 1, 0]),
        (["10", "9", "-1"], ("-1", "9", "10"), [2, 1, 0]),
        (["1.50", "0.5", "1.5"], ("0.5", "1.5"), [1, 0, 1]),
        (["-0.0", "0", "100"], ("0", "100"), [0, 0, 1]),
        (["True", "FALSE", "true"], ("false", "true"), [1, 0, 1]),
        ([" pos", "neg ", "pos"], ("neg", "pos"), [1, 0, 1]),
        (["b", "A", "c"], ("A", "b", "c"), [1, 0, 2]),
        (["1", "x", "1.0"], ("1", "1.0", "x"), [0, 2, 1]),
        (["nan", "inf"], ("inf", "nan"), [1, 0]),
        (["1_0", "10"], ("10", "1_0"), [1, 0]),
    ],
)
def test_labels_become_classes(labels, names, numbers):
    codes, class_names = to_classes(pd.Series(labels, dtype=str))
    assert class_names == names
    assert codes.tolist() == numbers


@settings(deadline=None)
@given(st.lists(st.text(max_size=8).filter(lambda label: label.strip() == label and label), min_size=1))
def test_words_are_classes_as_they_stand(labels):
    labels = [f"class {label}" for label in labels]
    codes, names = to_classes(pd.Series(labels, dtype=str))
    assert [names[code] for code in codes] == labels
    assert len(set(names)) == len(names)


@settings(deadline=None)
@given(st.lists(st.integers(-(10**30), 10**30), min_size=1))
def test_numbers_keep_their_value_and_order(labels):
    codes, names = to_classes(pd.Series([str(label) for label in labels], dtype=str))
    assert [int(names[code]) for code in codes] == labels
    assert [int(name) for name in names] == sorted(set(labels))


def classes(numbers, **settings):
    return classes_of_labels(numbers, DatasetConfig(**settings))


def test_the_most_frequent_spelling_names_a_class():
    merged = classes({"Spam": 2, "spam ": 3, "SPAM": 1, "not  spam": 1, "Not spam": 1})
    assert merged.names == {
        "Spam": "spam", "spam ": "spam", "SPAM": "spam", "not  spam": "not  spam", "Not spam": "not  spam",
    }  # fmt: skip
    assert merged.spellings == {"spam": {"Spam": 2, "SPAM": 1}, "not  spam": {"Not spam": 1}}
    apart = classes({"Spam": 2, "spam ": 3}, merge_spellings=False)
    assert (apart.names, apart.spellings) == ({"Spam": "Spam", "spam ": "spam"}, {})


def test_missing_labels_are_dropped_so_that_numbers_stay_numbers():
    read = classes({"0.0": 3, "1.0": 3, "1": 1, "nan": 2, "": 1, " \\N": 1})
    assert read.names == {"0.0": "0", "1.0": "1", "1": "1", "": ""}
    assert read.dropped == {"nan": "missing_label", " \\N": "missing_label"}
    assert read.kind == "numbers"
    kept = classes({"NA": 1, "DE": 2}, drop_missing_labels=False)
    assert (kept.names, kept.dropped) == ({"NA": "NA", "DE": "DE"}, {})
    assert classes({"none": 1}).dropped == {}


def test_classes_are_merged_renamed_and_dropped():
    read = classes({"1": 1, "2.0": 1, "3": 1, "4": 1, "5": 1}, classes="1 and 2: bad; 3: drop; 4: good")
    assert read.names == {"1": "bad", "2.0": "bad", "4": "good", "5": "5"}
    assert (read.dropped, read.unknown) == ({"3": "dropped_class"}, ())


def test_a_rule_means_every_spelling_and_its_class_the_one_there_is():
    read = classes({"Pos": 1, "pos": 2, "Positive": 1}, classes="POS: positive; 7: x")
    assert read.names == {"Pos": "positive", "pos": "positive", "Positive": "positive"}
    assert read.unknown == ("7",)
    apart = classes({"Pos": 1, "pos": 2}, classes="pos: positive", merge_spellings=False)
    assert apart.names == {"Pos": "Pos", "pos": "positive"}


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=4), st.integers(1, 9), min_size=1))
def test_every_label_has_a_class_or_a_reason(numbers):
    read = classes(numbers)
    assert set(read.names) | set(read.dropped) == set(numbers)
    assert set(read.names).isdisjoint(read.dropped)
    assert all(name.strip() == name for name in read.names.values())
