import json

import pandas as pd
import pytest

from core.data.formats.typed.json_table import JsonTable
from core.errors import DatasetError

FRAME = pd.DataFrame({"text": ["a", "b", "c"], "label": [1, 0, 1]})
ROWS = {"text": ["a", "b", "c"], "label": ["1", "0", "1"]}


def read(path):
    with JsonTable(path) as table:
        frame, reading = table.read_frame(lambda _: None)
        assert table.first_rows(2) == frame.head(2).to_numpy().tolist()
    assert (reading.format, reading.num_read, reading.columns) == ("json", len(frame), tuple(frame.columns))
    return frame.to_dict("list")


@pytest.mark.parametrize("orient", ["records", "columns", "index", "split", "table"])
def test_every_layout_of_pandas_with_names_is_read(write, orient):
    rows = read(write(FRAME.to_json(orient=orient)))
    assert {name: rows[name] for name in ROWS} == ROWS


@pytest.mark.parametrize(
    "document",
    [
        {"text": ["a", "b", "c"], "label": [1, 0, 1]},
        {"version": "1", "about": {"by": "me"}, "data": FRAME.to_dict("records")},
        {"x": {"text": "a", "label": 1}, "y": {"text": "b", "label": 0}, "z": {"text": "c", "label": 1}},
    ],
)
def test_layouts_of_others_are_read(write, document):
    assert read(write(json.dumps(document, indent=2))) == ROWS


def test_lists_of_strings_or_of_lists_have_columns_too(write):
    assert read(write('["a", "b"]')) == {"text": ["a", "b"]}
    assert read(write('[["a", 0], ["b", 1]]')) == {"column 1": ["a", "b"], "column 2": ["0", "1"]}


def test_one_object_is_one_row_and_several_are_several(write):
    assert read(write('{"text": "a", "tags": ["x", "y"]}')) == {"text": ["a"], "tags": ["x|y"]}
    assert read(write('{\n"text": "a"}\n {"text":\n"b"}')) == {"text": ["a", "b"]}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[{"a": 1},\n{"a": }]', "Expecting value in line 2, column 7"),
        ('[{"a": 1}\n{"a": 2}]', "Expecting ',' delimiter in line 2, column 1"),
        ('[{"a": 1}]\n]', "Extra data in line 2, column 1"),
        ('[{"a": 1},', "Expecting value in line 1, column 11"),
        ('{"a": [1, 2], "b": [1]}', r"has columns of 2, 1 values"),
        ('[{"a": 1}, true]', "item 2 is neither an object, a list nor a string"),
        ('{"columns": ["a", "b"], "data": [[1, 2], [3]]}', "item 2 does not have a value for each of the 2 columns"),
        ("[]", "has no row"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(write, text, problem):
    with pytest.raises(DatasetError, match=problem):
        JsonTable(write(text))


def test_a_document_of_more_than_a_gigabyte_is_refused_before_it_is_read(write, monkeypatch):
    monkeypatch.setattr("core.data.formats.typed.json_table._LARGEST", 10)
    with pytest.raises(DatasetError, match="Save it as JSON lines or as Parquet"):
        JsonTable(write('[{"a": "long enough"}]'))
