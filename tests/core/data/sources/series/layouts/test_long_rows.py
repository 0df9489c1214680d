import numpy as np
import pandas as pd
import pytest

from core.data.reading import Reading
from core.data.sources.series.layouts.long_rows import SeriesColumns, read_long, series_column
from core.errors import DatasetError

COLUMNS = {
    "id": ["b", "b", "a", "a", "b"],
    "time": ["2", "1", "2020-01-02", "2020-01-01", "3"],
    "x": ["20", "10", "2", "", "30"],
    "label": ["up", "", "down", "down", "up"],
}


def frame(**changes):
    return pd.DataFrame(COLUMNS | changes, index=range(1, 6))


def read(table, columns=None):
    columns = columns or SeriesColumns()
    return read_long(table, "x.csv", Reading(), columns, series_column(table, columns))


def test_rows_of_a_series_are_ordered_by_time_and_its_label_is_theirs():
    table = read(frame(time=["2", "1", "2", "1", "3"], y=["1", "2", "3", "4", "5"]))
    assert table.values[0].tolist() == [[10, 2], [20, 1], [30, 5]]
    np.testing.assert_array_equal(table.values[1], [[np.nan, 4], [2, 3]])
    assert (table.labels, table.channels, table.rows.tolist()) == (["up", "down"], ("x", "y"), [1, 3])
    assert table.reading.doubts[0].setting == "dataset.series_column"


def test_rows_keep_their_order_where_times_are_neither_numbers_nor_dates():
    table = read(frame(time=["soon", "later", "x", "y", "z"]))
    assert table.values[0][:, 0].tolist() == [20, 10, 30]
    assert any("keep their order" in remark for remark in table.reading.remarks)


def test_two_labels_of_one_series_are_refused_with_the_row():
    with pytest.raises(DatasetError, match=r"row 5 has the label 'down', and earlier rows of the series 'b' have 'up'"):
        read(frame(label=["up", "up", "down", "down", "down"]))


def test_a_table_lacks_labels_or_numbers():
    with pytest.raises(DatasetError, match="no column called"):
        read(frame().drop(columns="label"))
    with pytest.raises(DatasetError, match="no column of numbers"):
        read(frame(x=["a"] * 5))


def test_an_infinite_value_is_refused_with_its_row():
    with pytest.raises(DatasetError, match="row 2 has 'inf'"):
        read(frame(x=["1", "inf", "3", "4", "5"]))


def test_a_column_of_ids_repeats_its_values():
    assert series_column(frame(), SeriesColumns()) == "id"
    assert series_column(frame(id=list("abcde")), SeriesColumns()) is None
    assert series_column(frame(), SeriesColumns(series="label")) == "label"


def test_irregular_steps_are_reported():
    table = read(frame(time=["1", "2", "1", "2", "9"]))
    assert any("1 series has irregular steps, of 2" in remark for remark in table.reading.remarks)
