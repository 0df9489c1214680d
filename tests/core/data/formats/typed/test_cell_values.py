from datetime import UTC, datetime, time, timedelta

import pandas as pd
import pytest

from core.data.formats.typed.cell_values import ColumnBuilder, flat_cells, number_cell, to_cell
from core.data.tables.labels import to_classes


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (1.0, "1.0"),
        (float("nan"), ""),
        (datetime(2020, 1, 2, tzinfo=UTC), "2020-01-02T00:00:00+00:00"),
        (time(3, 4), "03:04:00"),
        (timedelta(days=1), "1 day, 0:00:00"),
        (b"caf\xc3\xa9 \xff", "café \ufffd"),
        ((1, None, True), "1||true"),
    ],
)
def test_a_value_of_each_type_is_a_string(value, cell):
    assert to_cell(value) == cell


def test_whole_numbers_have_no_decimal_point_where_all_are_floats():
    numbers = (1.0, -0.0, 2.5, 1e20, float("nan"))
    assert [number_cell(number) for number in numbers] == ["1", "0", "2.5", "1e+20", ""]


def test_numbers_of_any_format_are_the_same_classes():
    labels = pd.Series([to_cell(1.0), number_cell(1.0), "1", to_cell(0)])
    assert to_classes(labels)[1] == ("0", "1")


def test_objects_in_objects_are_columns_down_to_eight_levels():
    record: dict = {"end": "x"}
    for _ in range(9):
        record = {"in": record}
    assert flat_cells({"a": {"b": "c"}, "d": "e"}) == {"a.b": "c", "d": "e"}
    assert flat_cells(record) == {".".join(["in"] * 9): '{"end": "x"}'}


def test_equal_cells_of_a_column_with_few_values_are_one_string():
    columns = ColumnBuilder("a.jsonl")
    for _ in range(2):
        columns.add({"label": "".join(["po", "sitive"])})
    first, second = columns.frame(["label"])["label"]
    assert first is second
