import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.tables.label_sets import proposed_separator, to_label_sets

NAMES = st.lists(st.sampled_from(["a", "b", "c", "d e"]), max_size=5)


@given(st.lists(NAMES, min_size=1, max_size=12), st.sampled_from("|;,/"))
def test_every_cell_has_the_labels_that_were_written_into_it(rows, separator):
    cells = pd.Series([separator.join(f" {name} " for name in names) for names in rows], dtype=object)
    labels, names = to_label_sets(cells, separator)
    assert labels.dtype == np.int32
    assert names == tuple(sorted({name for row in rows for name in row}))
    assert [{names[place] for place in np.flatnonzero(row)} for row in labels] == [set(row) for row in rows]


def test_numbers_are_named_and_ordered_as_classes_are():
    labels, names = to_label_sets(pd.Series(["10|9.0", "9", "", "|"], index=[7, 3, 2, 1]), "|")
    assert names == ("9", "10")
    assert labels.tolist() == [[1, 1], [1, 0], [0, 0], [0, 0]]


@pytest.mark.parametrize("separator", ["|", ";", ","])
def test_a_separator_of_recurring_labels_is_proposed(separator):
    cells = [separator.join(names) for names in (["a", "b"], ["b"], ["a"], ["b", "c"], ["c", "a"], [])] * 3
    assert proposed_separator(pd.Series(cells)) == separator


@pytest.mark.parametrize(
    "cells",
    [
        ["pos", "neg"] * 5,  # nothing to separate
        ["Bonn, Germany", "Paris, France"] * 5,  # fewer cells than parts
        [f"{number}|{number + 1}" for number in range(0, 40, 2)],  # nothing recurs
        ["a|b", *["a", "b", "c", "d"] * 10],  # in one cell of many
        [""] * 3,
    ],
)
def test_single_labels_are_left_alone(cells):
    assert proposed_separator(pd.Series(cells)) == ""
