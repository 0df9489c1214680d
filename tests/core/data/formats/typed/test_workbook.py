import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from core.data.formats.typed import workbook
from core.data.formats.typed.workbook import Workbook
from core.errors import DatasetError


@pytest.fixture
def save(tmp_path):
    """Writes a workbook of sheets of rows, and returns its path."""

    def save(**sheets):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        book.save(tmp_path / "a.xlsx")
        return tmp_path / "a.xlsx"

    return save


def read(path, sheet=None, header="yes", most_rows=None):
    with Workbook(path, sheet, header) as table:
        return table.read_frame(lambda _: None, most_rows)


def test_values_of_all_types_become_strings(save):
    values = ["a", 1, 1.5, 10**12, True, None, date(2020, 1, 2), datetime(2020, 1, 2, 3, 4), "=1+1", "007"]
    frame, reading = read(save(one=[[f"c{number}" for number in range(len(values))], values]))
    assert frame.loc[1].tolist() == [
        "a", "1", "1.5", "1000000000000", "true", "", "2020-01-02", "2020-01-02T03:04:00", "", "007",
    ]  # fmt: skip
    assert (reading.format, reading.sheet, reading.num_read, reading.doubts) == ("excel", "one", 1, ())


def test_the_table_may_begin_anywhere_and_have_blank_rows(save):
    rows = [[], [None, "text", "label"], [None, "a", 0], [], [None, "b", 1], []]
    frame, _ = read(save(one=rows))
    assert frame.to_dict("list") == {"text": ["a", "", "b"], "label": ["0", "", "1"]}
    assert read(save(one=rows), most_rows=0)[0].index.tolist() == [1]


def test_the_first_sheet_with_rows_is_read_and_others_are_a_doubt(save):
    path = save(empty=[], first=[["text"], ["a"]], second=[["other"], ["b"]])
    frame, reading = read(path)
    assert (list(frame.columns), reading.sheet) == (["text"], "first")
    assert [(doubt.setting, doubt.choices) for doubt in reading.doubts] == [("dataset.sheet", ("first", "second"))]
    assert reading.doubts[0].problem == "The sheet 'first' was read; 1 other sheet has rows, too."
    frame, reading = read(path, "second")
    assert (list(frame.columns), reading.sheet, reading.doubts) == (["other"], "second", ())


def test_a_sheet_of_remarks_before_the_table_is_not_read(save):
    path = save(about=[["Read me."], ["By us."]], data=[["text", "label"], ["a", "x"]], old=[["text", "label"]])
    frame, reading = read(path)
    assert (list(frame.columns), reading.sheet) == (["text", "label"], "data")
    assert reading.doubts[0].choices == ("data", "old", "about")


def test_without_a_header_columns_are_numbered(save):
    frame, reading = read(save(one=[["A film to remember.", 1], ["Awful.", 0]]), header="auto")
    assert frame.to_dict("list") == {"column 1": ["A film to remember.", "Awful."], "column 2": ["1", "0"]}
    assert not reading.has_header


def test_a_first_row_that_may_be_a_header_or_data_is_a_doubt(save):
    path = save(one=[["good", "fine"], ["bad", "dull"], ["so", "so"]])
    _, reading = read(path, header="auto")
    assert reading.has_header
    assert [(doubt.setting, doubt.choices) for doubt in reading.doubts] == [("dataset.header", ("yes", "no"))]
    assert read(path, header="yes")[1].doubts == ()


def test_a_name_that_the_header_repeats_or_omits_is_changed(save):
    _, reading = read(save(one=[["a", "a", None, " b "], [1, 2, 3, 4]]))
    assert reading.columns == ("a", "a (2)", "column 3", "b")
    assert reading.renamed == ("a (2)", "column 3")


def test_sheets_that_are_missing_or_empty_are_refused(save):
    path = save(empty=[], first=[["text"], ["a"]])
    with pytest.raises(DatasetError, match=r"has no sheet 'other'. Its sheets are 'empty', 'first'"):
        read(path, "other")
    with pytest.raises(DatasetError, match="no row in the sheet 'empty'"):
        read(path, "empty")
    with pytest.raises(DatasetError, match="no row in its sheets"):
        read(save(empty=[]))


@pytest.mark.parametrize("content", [b"\xd0\xcf\x11\xe0 no more", b"PK\x03\x04 no more"])
def test_a_damaged_workbook_is_refused(write, content):
    with pytest.raises(DatasetError, match="is damaged"):
        Workbook(write(content))


def test_a_stray_cell_far_away_is_refused_before_memory_is_used(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "text", "stray"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(DatasetError, match=r"sheet of 1,048,576 rows and 16,384 columns"):
        Workbook(tmp_path / "a.xlsx")


@pytest.mark.parametrize("size", [1, 7, 16, 1 << 20])
def test_the_last_cell_is_seen_wherever_the_xml_is_divided(size):
    xml = b'<row r="9"><c r="A9"/><c s="1" r="AB12"><v>1</v></c></row>' * 3
    pieces = [xml[start : start + size] for start in range(0, len(xml), size)]
    assert workbook._extent(iter(pieces)) == (28, 12)


def test_a_sheet_that_declares_a_smaller_size_is_refused(save):
    path = save(one=[["text"], ["a" * 10_000]])
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
        name, size = info.filename.encode(), info.file_size
    content = path.read_bytes()
    place = content.rindex(name) - 46 + 24  # the size in the directory at the end
    path.write_bytes(content[:place] + (size // 2).to_bytes(4, "little") + content[place + 4 :])
    with pytest.raises(DatasetError, match="is damaged"):
        Workbook(path)


@pytest.mark.parametrize("row", [1, 2])
def test_a_cell_that_points_nowhere_is_refused_where_it_is_read(save, row):
    path = save(one=[["text"], ["a"]])
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    cell = f'<c r="A{row}" t="inlineStr"><is><t>{["text", "a"][row - 1]}</t></is></c>'.encode()
    sheet = contents["xl/worksheets/sheet1.xml"]
    assert cell in sheet
    contents["xl/worksheets/sheet1.xml"] = sheet.replace(cell, f'<c r="A{row}" t="s"><v>99</v></c>'.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    with pytest.raises(DatasetError, match="is damaged"):
        read(path)
