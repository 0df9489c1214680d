import json

import pytest

from core.data.formats.doubt import Doubt
from core.data.formats.file_reading import FileReading, file_fields, plain_fields

DOUBT = Doubt("dataset.header", "The first row may be data.", ("yes", "no"))


@pytest.mark.parametrize(
    ("fields", "notes"),
    [
        ({}, ()),
        ({"encoding": "utf-8", "delimiter": ";", "columns": ("a", "b"), "num_read": 1_200},
         ("Read as UTF-8, columns separated by semicolons, 1,200 rows.",)),
        ({"encoding": "utf-8", "columns": ("a",), "num_read": 1}, ("Read as UTF-8, one column, 1 row.",)),
        ({"format": "json_lines", "encoding": "cp1251", "is_damaged": True},
         ("Read as JSON lines in CP1251.", "Some bytes are not valid CP1251; they were read as �.")),
        ({"format": "excel", "sheet": "one", "num_read": 2}, ("Read as Excel, sheet 'one', 2 rows.",)),
        ({"format": "parquet", "sheet": "train"}, ("Read as Parquet, split 'train'.",)),
        ({"format": "json", "compression": "zip", "sheet": "a.json"},
         ("Read as JSON.", "The file is compressed (zip); of its files, 'a.json' was read.")),
        ({"doubts": (DOUBT,)}, ("The first row may be data. Set dataset.header to no if this is wrong.",)),
        ({"num_guarded": 1}, ("1 cell is guarded against formulas of spreadsheets; the apostrophe was removed.",)),
        ({"bad_rows": ((3, "It is open."), (4, "x."), (5, "y."), (6, "z."))},
         ("Row 3 was skipped. It is open.", "Row 4 was skipped. x.", "Row 5 was skipped. y.")),
    ],
)  # fmt: skip
def test_what_was_detected_is_said(fields, notes):
    assert tuple(FileReading(**fields).file_notes()) == notes


def test_a_rare_dialect_is_said():
    reading = FileReading(
        encoding="utf-8", delimiter="|", quotechar="'", escapechar="\\", skipinitialspace=True, skiprows=1,
        has_header=False, columns=tuple(f"column {number}" for number in range(1, 6)), decimal=",",
    )  # fmt: skip
    assert tuple(reading.file_notes())[1:] == (
        "1 line before the table was skipped.",
        "Cells are enclosed in single quotes.",
        "The character after a \\ belongs to the text.",
        "Spaces after a delimiter were left out.",
        "The file has no header row, so its columns are called column 1, column 2, column 3 and so on.",
        "Labels have a decimal comma; it was read as a point.",
    )


def test_plain_fields_are_json_and_give_the_reading_back():
    reading = FileReading("csv", columns=("a", "b"), renamed=("b",), bad_rows=((3, "It is open."),), doubts=(DOUBT,))
    stored = json.loads(json.dumps(plain_fields(reading)))
    assert FileReading(**{**stored, **file_fields(stored)}) == reading
