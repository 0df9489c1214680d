import numpy as np
import pandas as pd
import pytest

from core.data.reading import Reading
from core.data.sources.series.layouts.wide_rows import cells_of, has_numbers, is_numeric, read_ucr, read_wide
from core.errors import DatasetError


def ucr(*lines, **options):
    return read_ucr(enumerate(lines, start=1), "x.tsv", Reading(), **options)


def wide(columns, label=None, **options):
    frame = pd.DataFrame(columns, index=range(1, 1 + len(next(iter(columns.values())))))
    return read_wide(frame, "x.csv", Reading(), label, **options)


def test_lines_of_numbers_are_told_from_all_others():
    assert is_numeric(cells_of("  1.0e+00  -2.5  NaN "))
    assert is_numeric(cells_of("1,2,?"))
    assert not is_numeric(cells_of("id,1,2"))
    assert not is_numeric(cells_of("1\t2"))
    assert not is_numeric(cells_of("?,1,2"))


def test_the_label_comes_first_and_missing_values_at_the_end_are_no_steps():
    table = ucr("1.0e+00\t0.5\tNaN\t2", "-1\t1\t2\tNaN", "")
    assert table.labels == ["1", "-1"]
    np.testing.assert_array_equal(table.values[0][:, 0], [0.5, np.nan, 2])
    assert table.values[1][:, 0].tolist() == [1, 2]
    (doubt,) = table.reading.doubts
    assert doubt.choices == ("first", "last")


def test_a_line_with_another_number_of_values_is_named():
    with pytest.raises(DatasetError, match=r"x\.tsv: line 2 has 2 numbers; line 1 has 3\.") as caught:
        ucr("1\t2\t3", "1\t2")
    assert "filled with NaN" in caught.value.hint


def test_numeric_columns_are_the_steps_and_others_are_reported():
    table = wide({"name": ["x", "y", "z"], "t0": ["1", "", "3"], "t1": ["4", "5", ""], "Class": ["a", "b", "a"]})
    np.testing.assert_array_equal(table.values[1][:, 0], [np.nan, 5])
    assert table.values[2][:, 0].tolist() == [3]
    assert (table.labels, table.reading.label_column) == (["a", "b", "a"], "Class")
    assert table.reading.remarks[1] == "Columns that are not read: 'name'."


def test_the_only_column_of_few_words_is_the_label():
    table = wide({"t0": ["1"] * 4, "t1": ["2"] * 4, "kind": ["a", "b", "a", "b"]})
    assert table.labels == ["a", "b", "a", "b"]
    with pytest.raises(DatasetError, match="cannot be detected"):
        wide({"t0": ["1", "2"], "t1": ["3", "4"]})
    unlabelled = wide({"t0": ["1", "2"], "t1": ["3", "4"]}, needs_labels=False)
    assert unlabelled.labels == ["", ""]
    assert unlabelled.reading.remarks == ("A series is in each row: its 2 steps in the columns 't0' to 't1'.",)


def test_a_word_among_numbers_is_refused_with_its_row():
    columns = {"t0": [str(number) for number in range(20)], "t1": ["1"] * 19 + ["oops"], "label": ["a", "b"] * 10}
    with pytest.raises(DatasetError, match=r"x\.csv: row 20 has 'oops'"):
        wide(columns)


def test_one_column_of_numbers_is_no_series():
    with pytest.raises(DatasetError, match="has 1 column of numbers"):
        wide({"t0": ["1", "2"], "label": ["a", "b"]})


@pytest.mark.parametrize(
    ("cells", "expected"), [(["1", "", "?"], True), (["", ""], False), (["1", "a"], False), (["a"], False)]
)
def test_a_column_is_of_numbers_where_most_filled_cells_are(cells, expected):
    assert has_numbers(pd.Series(cells)) is expected
