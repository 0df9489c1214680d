import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.tables.labels import to_classes


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
