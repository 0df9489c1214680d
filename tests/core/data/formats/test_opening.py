import bz2
import csv
import gzip
import io
import lzma
import os
import re
import tempfile
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.config import FileSettings
from core.data.formats.opening import open_table
from core.data.sources.own_file import read_table
from core.data.tables.text_table import read_csv
from core.errors import DatasetError

# Letters of several languages, signs that divide and quote, and those that end lines; Excel cannot hold all of them.
_SIGNS = "abé ßЖщ字語ありن😀,;|\t\"'\\{}[]:=-+@#_0123456789.\u2028\xa0"
_NAMES = st.lists(st.text("abcЖ字 _", min_size=1, max_size=6).map(str.strip).filter(bool), min_size=2, max_size=4)
_ENDINGS = "\r\n"
_BACKSLASH_BEFORE_QUOTE = re.compile(r"""\\+(?=["'])""")  # whether it escapes the quote, a CSV file does not say


def as_csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False, quoting=csv.QUOTE_ALL).encode()


def as_excel(frame: pd.DataFrame) -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in [list(frame.columns), *frame.to_numpy().tolist()]:
        book.active.append(row)
        for cell in book.active[book.active.max_row]:
            cell.data_type = "s"  # also what looks like a formula
    book.save(stream)
    return stream.getvalue()


def as_zip(content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner", content)
    return stream.getvalue()


WRITERS = {
    "csv": as_csv,
    "json_lines": lambda frame: frame.to_json(orient="records", lines=True, force_ascii=False).encode(),
    "json": lambda frame: frame.to_json(orient="split", index=False).encode(),
    "parquet": lambda frame: frame.to_parquet(index=False),
    "excel": as_excel,
}
COMPRESSIONS = {"": bytes, "gzip": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zip": as_zip}


def tables(kind: str) -> st.SearchStrategy[pd.DataFrame]:
    """Tables whose last row and last column have something in each cell, as formats need not keep blank ones."""
    signs = _SIGNS if kind == "excel" else _SIGNS + _ENDINGS
    cells = st.text(signs, max_size=8)
    if kind == "csv":
        cells = cells.map(lambda cell: _BACKSLASH_BEFORE_QUOTE.sub("", cell))
    if kind == "excel":
        cells = cells.filter(lambda cell: cell == cell.strip())
    filled = st.text("xyЖ字", min_size=1, max_size=4)

    def rows(names: list[str]) -> st.SearchStrategy[pd.DataFrame]:
        row = st.tuples(*[cells] * (len(names) - 1), filled)
        last = st.tuples(*[filled] * len(names))
        frames = st.tuples(st.lists(row, max_size=5), last)
        return frames.map(lambda parts: pd.DataFrame([*parts[0], parts[1]], columns=names, dtype=object))

    return _NAMES.filter(lambda names: len({*names}) == len(names)).flatmap(rows)


@settings(max_examples=int(os.environ.get("BOTHWAYS_EXAMPLES", "200")), deadline=None)
@given(st.data(), st.sampled_from(sorted(WRITERS)), st.sampled_from(sorted(COMPRESSIONS)))
def test_any_table_in_any_format_is_read_back_equal(data, kind, compression):
    frame = data.draw(tables(kind))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.csv"
        path.write_bytes(COMPRESSIONS[compression](WRITERS[kind](frame)))
        with open_table(path, FileSettings(header="yes")) as table:
            read, reading = table.read_frame(lambda defect: pytest.fail(str(defect)))
    is_one_object = kind == "json_lines" and len(frame) == 1
    assert (reading.format, reading.compression) == ("json" if is_one_object else kind, compression)
    assert list(read.columns) == list(frame.columns)
    assert read.to_numpy().tolist() == frame.to_numpy().tolist()
    assert read.index.tolist() == list(range(1, len(frame) + 1))


def test_all_rows_of_a_compressed_file_train_and_score(write):
    lines = "".join(
        f'{{"text": "good film {number}", "label": "{"good" if number % 2 else "bad"}"}}\n' for number in range(20)
    )
    path = write(gzip.compress(lines.encode()), "reviews.jsonl.gz")
    frame, reading = read_table(path)
    assert (len(frame), reading.format, reading.compression) == (20, "json_lines", "gzip")
    assert reading.notes[:2] == ("Read as JSON lines in UTF-8, 20 rows.", "The file is compressed (gzip).")
    assert read_csv(path, "text").frame.equals(frame)


def test_a_file_of_an_archive_or_a_sheet_is_chosen_by_its_name(write):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("train.csv", "text,label\na,1\n")
        archive.writestr("test.csv", "text,label\nb,0\n")
    path = write(stream.getvalue(), "all.zip")
    with pytest.raises(DatasetError, match=r"'train\.csv', 'test\.csv'"):
        open_table(path, FileSettings())
    frame, reading = read_table(path, FileSettings(sheet="test.csv"))
    assert frame["text"].tolist() == ["b"]
    assert "The file is compressed (zip); of its files, 'test.csv' was read." in reading.notes


def test_a_compressed_file_in_a_compressed_file_is_refused(write):
    with pytest.raises(DatasetError, match="is a gzip file in a gzip file"):
        open_table(write(gzip.compress(gzip.compress(b"text,label\na,1\n")), "a.gz"), FileSettings())


def test_a_doubt_about_the_format_is_in_the_notes(write):
    table = read_csv(write("A film to remember, and long\nAwful and boring, and short\n"))
    assert table.frame["text"].tolist() == ["A film to remember, and long", "Awful and boring, and short"]
    assert [doubt.setting for doubt in table.reading.doubts] == ["dataset.format"]
    assert "Set dataset.format to csv" in " ".join(table.notes)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("csv", "text,label\nà la carte,good\n"),
        ("lines", "__label__good à la carte\n__label__bad dull\n"),
        ("json_lines", '{"text": "à la carte", "label": "good"}\n{"text": "dull", "label": "bad"}\n'),
        ("json", '[{"text": "à la carte", "label": "good"}]\n'),
    ],
)
def test_a_doubt_about_the_encoding_reaches_every_format_of_text(write, kind, content):
    with open_table(write(content.encode("cp1252")), FileSettings()) as table:
        frame, reading = table.read_frame(lambda defect: pytest.fail(str(defect)))
    assert (reading.format, frame["text"].tolist()[0]) == (kind, "à la carte")
    assert [(doubt.setting, doubt.choices[:2]) for doubt in reading.doubts] == [
        ("dataset.encoding", ("cp1252", "cp1251"))
    ]


def test_lines_without_labels_are_refused_for_training(write):
    path = write("lovely superb day\ndreary cold night\n")
    with pytest.raises(DatasetError, match="one text on each line, and no labels"):
        read_table(path)
    with pytest.raises(DatasetError, match="has only one column: 'text'"):
        read_table(write('{"text": "a"}\n{"text": "b"}\n'))


def test_a_line_that_is_not_json_is_kept_with_its_problem_when_scored(write):
    table = read_csv(write('{"text": "a"}\n{"text": \n{"text": "c"}\n'), "text")
    assert table.frame["text"].tolist() == ["a", "", "c"]
    assert table.problems == {2: "The line is not a JSON object: expecting value at character 9."}


def test_a_last_line_that_was_cut_is_a_row_with_a_problem(write):
    path = write('{"text": "a", "label": "x"}\n' * 30 + '{"text": "cut')
    frame, reading = read_table(path, FileSettings(on_bad_rows="skip"))
    assert (len(frame), [row for row, _ in reading.bad_rows]) == (30, [31])
    table = read_csv(path, "text")
    assert (len(table.frame), table.frame["text"][31], list(table.problems)) == (31, "", [31])


def test_temporary_files_are_removed_when_opening_fails(write, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    with pytest.raises(DatasetError, match="is a PNG image"):
        open_table(write(gzip.compress(b"\x89PNG\r\n")), FileSettings())
    assert list((tmp_path / "temporary").iterdir()) == []
