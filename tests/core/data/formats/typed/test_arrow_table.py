from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.data.formats.typed import arrow_table
from core.data.formats.typed.arrow_table import ArrowTable
from core.errors import DatasetError

TABLE = pa.table(
    {
        "text": ["a", None],
        "label": pa.array([1.0, None]),
        "small": pa.array([0.1, 2.0], pa.float32()),
        "flag": [True, False],
        "number": [2**60, None],
        "exact": [Decimal("1.50"), None],
        "day": [date(2020, 1, 2), None],
        "time": [datetime(2020, 1, 2, 3, 4, 5), datetime(2020, 1, 2)],
        "kind": pa.array(["x", None]).dictionary_encode(),
        "tags": [["x", "y"], []],
        "nested": [{"a": {"b": "deep"}}, None],
        "picture": [b"\x00", b"\x01"],
        "image": [{"bytes": b"\x00", "path": "p"}, None],
        "nothing": pa.nulls(2),
    }
)
CELLS = {
    "text": ["a", ""], "label": ["1.0", ""], "small": ["0.1", "2"], "flag": ["true", "false"],
    "number": [str(2**60), ""], "exact": ["1.50", ""], "day": ["2020-01-02", ""],
    "time": ["2020-01-02T03:04:05", "2020-01-02"], "kind": ["x", ""], "tags": ["x|y", ""], "nested.a.b": ["deep", ""],
    "image.path": ["p", ""], "nothing": ["", ""],
}  # fmt: skip


def read(*paths, most_rows=None):
    with ArrowTable(paths) as table:
        return table.read_frame(lambda _: None, most_rows)


def test_values_of_all_types_become_strings_and_bytes_are_left_out(tmp_path):
    pq.write_table(TABLE, tmp_path / "a.parquet")
    frame, reading = read(tmp_path / "a.parquet")
    assert frame.to_dict("list") == CELLS
    assert (reading.format, reading.num_read, reading.columns) == ("parquet", 2, tuple(CELLS))


def test_files_of_arrow_are_read_in_both_of_its_formats(tmp_path):
    for name, writer in (("file", pa.ipc.new_file), ("stream", pa.ipc.new_stream)):
        with pa.OSFile(str(tmp_path / name), "wb") as stream, writer(stream, TABLE.schema) as file:
            file.write_table(TABLE)
        assert read(tmp_path / name)[0].to_dict("list") == CELLS


def test_several_files_are_one_table(tmp_path, monkeypatch):
    monkeypatch.setattr(arrow_table, "_ROWS_AT_ONCE", 2)
    paths = [tmp_path / f"{number}.parquet" for number in range(3)]
    for number, path in enumerate(paths):
        pd.DataFrame({"text": [f"{number} {row}" for row in range(5)]}).to_parquet(path)
    frame, reading = read(*paths)
    assert frame["text"].tolist() == [f"{number} {row}" for number in range(3) for row in range(5)]
    assert reading.num_read == 15
    assert frame.index.tolist() == list(range(1, 16))
    assert 4 < len(read(*paths, most_rows=4)[0]) < 15


def test_a_file_of_other_columns_is_refused(tmp_path):
    pd.DataFrame({"text": ["a"]}).to_parquet(tmp_path / "a.parquet")
    pd.DataFrame({"other": ["a"]}).to_parquet(tmp_path / "b.parquet")
    with pytest.raises(DatasetError, match=r"b\.parquet has no column 'text'"):
        read(tmp_path / "a.parquet", tmp_path / "b.parquet")


@pytest.mark.parametrize("content", [b"PAR1", b"PAR1 and no more PAR1", b"ARROW1\0\0", b"text,label\n", b""])
def test_a_damaged_file_is_refused(write, content):
    with pytest.raises(DatasetError, match="is damaged, or no Parquet file"):
        ArrowTable([write(content)])


def test_a_file_that_is_cut_is_refused(tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(TABLE, path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(DatasetError, match="is damaged, or no Parquet file"):
        ArrowTable([path])


def test_a_table_of_bytes_alone_is_refused(tmp_path):
    pd.DataFrame({"picture": [b"\x00"]}).to_parquet(tmp_path / "a.parquet")
    with pytest.raises(DatasetError, match="no column that can be read"):
        ArrowTable([tmp_path / "a.parquet"])


def test_what_expands_to_more_than_the_limit_is_refused(tmp_path, monkeypatch):
    pd.DataFrame({"text": ["x" * 1_000] * 1_000}).to_parquet(tmp_path / "a.parquet")
    monkeypatch.setattr(arrow_table, "LARGEST", 100_000)
    with pytest.raises(DatasetError, match="GB of data"):
        read(tmp_path / "a.parquet")


def test_columns_of_one_name_are_all_read(tmp_path):
    pq.write_table(pa.table([["a"], ["b"], ["c"]], names=["text", "text", ""]), tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet")[0].to_dict("list") == {"text": ["a"], "text (2)": ["b"], "column 3": ["c"]}


@pytest.mark.parametrize(
    ("values", "cells"),
    [
        (pa.array([300_000_000_000, None], pa.timestamp("s")), ["11476-08-15 05:20:00.000", ""]),
        (pa.array([2_932_897, 0], pa.date32()), ["10000-01-01", "1970-01-01"]),
    ],
)
def test_dates_after_the_year_9999_are_read_as_written(tmp_path, values, cells):
    pq.write_table(pa.table({"when": values}), tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet")[0]["when"].tolist() == cells


def test_strings_that_are_no_utf_8_are_refused_with_their_column(tmp_path):
    places, content = pa.py_buffer(b"\0\0\0\0\1\0\0\0"), pa.py_buffer(b"\xff")
    pq.write_table(pa.table({"text": pa.Array.from_buffers(pa.string(), 1, [None, places, content])}), tmp_path / "a")
    with pytest.raises(DatasetError, match="has a value in the column 'text' that cannot be read"):
        read(tmp_path / "a")
