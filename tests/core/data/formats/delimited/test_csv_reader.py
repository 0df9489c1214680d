import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.config import FileSettings
from core.data.formats.delimited import csv_reader
from core.data.formats.delimited.csv_reader import CsvReader, Defect
from core.data.sources.own_file import read_table
from core.data.tables.text_table import read_csv
from core.errors import DatasetError


def read(path):
    defects = []
    with CsvReader(path) as stream:
        frame, reading = stream.read_frame(defects.append)
    return frame, reading, defects


def rows_of(path):
    return [list(row) for row in read(path)[0].itertuples(index=False)]


def test_blank_rows_count_except_before_the_header_and_at_the_end(write):
    frame, reading, defects = read(write("\n \ntext,label\na,0\n\nb,1\n\n,\n"))
    assert frame.to_dict("index") == {
        1: {"text": "a", "label": "0"},
        2: {"text": "", "label": ""},
        3: {"text": "b", "label": "1"},
    }
    assert (reading.num_read, reading.columns, defects) == (3, ("text", "label"), [])


def test_cells_too_many_are_a_defect_only_where_they_hold_something(write):
    frame, _, defects = read(write("text,label\na,0,\nb,1,,\nc,0, \nd,1,x\n"))
    assert frame["label"].tolist() == ["0", "1", "0", "1,x"]
    assert defects == [Defect("too_many_cells", 4, 3)]


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_quote_left_open_costs_its_own_row_even_the_last_one(write, end):
    frame, _, defects = read(write(f'text,label\n"a, b",0\n"b,1{end}'))
    assert frame.loc[2].tolist() == ['"b', "1"]
    assert defects == [Defect("open_quote", 2, 2)]


def test_rows_after_open_quotes_are_read_with_their_numbers(write, monkeypatch):
    monkeypatch.setattr(csv_reader, "_ROWS_AT_ONCE", 3)
    rows = [f"text {number},{number}" for number in range(10)]
    rows[3:5] = ['"well, quoted",3', '"open,4']
    frame, _, defects = read(write("\n".join(["text,label", *rows, ""])))
    assert frame["label"].tolist() == [str(number) for number in range(10)]
    assert [defect.row for defect in defects] == [5]


def test_an_open_quote_in_the_header_leaves_the_rows_below_readable(write):
    with CsvReader(write('"text,label\na,0\nb,1\n'), FileSettings(quotechar='"')) as stream:
        assert stream.is_first_row_open
        assert [row for row, _ in stream.rows()] == [["a", "0"], ["b", "1"]]


def test_names_that_the_header_repeats_or_omits_are_renamed(write):
    _, reading, _ = read(write("a, a ,,b\n1,2,3,4\n"))
    assert reading.columns == ("a", "a (2)", "column 3", "b")
    assert reading.renamed == ("a (2)", "column 3")


@pytest.mark.parametrize("size", [1, 2, 3, 4, 200])
def test_rows_are_the_same_in_batches_of_any_size(write, monkeypatch, size):
    monkeypatch.setattr(csv_reader, "_ROWS_AT_ONCE", size)
    assert rows_of(write("a,b\n1,2\n3,4\n5,6\n")) == [["1", "2"], ["3", "4"], ["5", "6"]]


def test_a_million_rows_and_one_are_not_read_to_the_end(write):
    with CsvReader(write("a,b\n" + "1,2\n" * 1_000)) as stream:
        frame, _ = stream.read_frame(lambda _: None, most_rows=10)
    assert 10 < len(frame) < 1_000


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.tuples(*[st.text(st.sampled_from('ab,;"\n\r \t'), max_size=6)] * 2), min_size=1, max_size=5),
    st.sampled_from(["", "\n", "\n\n", '"', '\n"x,y']),
)
def test_training_and_scoring_read_the_same_rows_or_name_the_same_one(write, rows, end):
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([("text", "label"), ("first", "one"), *rows])
    path = write(stream.getvalue() + end)
    table = read_csv(path, "text")
    ragged = {row: problem for row, problem in table.problems.items() if "cells" in problem or "quote" in problem}
    if ragged:
        with pytest.raises(DatasetError, match=f"row {min(ragged)}"):
            read_table(path)
    else:
        assert read_table(path)[0].equals(table.frame)


def test_open_quotes_in_endless_rows_end_in_an_error(write, monkeypatch):
    monkeypatch.setattr(csv_reader, "_MOST_LINES_AGAIN", 1_000)
    path = write("text,label\n" + 'a","b""\n' * 100)  # each line opens a quote that none of those below closes
    message = r"quotes opened in 1\d rows and more are never closed"
    with CsvReader(path, FileSettings(quotechar='"')) as stream, pytest.raises(DatasetError, match=message):
        stream.read_frame(lambda _: None)


def test_more_columns_than_a_sheet_has_are_refused(write):
    with pytest.raises(DatasetError, match=r"own\.csv has 16,385 columns"):
        CsvReader(write("a" + "," * 16_384 + "b\n"))
