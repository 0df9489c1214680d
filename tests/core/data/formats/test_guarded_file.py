"""core.data.formats.guarded_file: what is written as CSV reads back as it was."""

import csv
import os
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.config import FileSettings
from core.data.formats.opening import open_table
from core.data.formats.table_file import Defect
from core.data.reading import Reading
from core.system.formula_guard import is_formula
from core.system.table_writer import write_csv, write_table

NUM_EXAMPLES = int(os.environ.get("BOTHWAYS_EXAMPLES", "200"))
SIGNS = st.sampled_from(
    ["'", "=", "+", "-", "@", "1", "a", "(", "\t", "\r", "\n", "\0", '"', ",", ";", " ", "\ud800", "é", "😀"]
)
CELLS = st.one_of(st.text(SIGNS, max_size=8), st.text(max_size=20))
NAMES = st.one_of(st.text(st.sampled_from("'=-@ab1"), min_size=1, max_size=4), st.just("spreadsheet_guard"))


def read(path: Path) -> tuple[pd.DataFrame, Reading]:
    def refuse(defect: Defect) -> None:
        raise AssertionError(defect)

    with open_table(path, FileSettings(header="yes")) as file:
        frame, reading = file.read_frame(refuse)
        assert file.column_names == tuple(frame.columns) == reading.columns
    return frame, reading


@st.composite
def tables(draw) -> pd.DataFrame:
    names = draw(st.lists(NAMES, unique=True, min_size=1, max_size=3))
    rows = draw(st.lists(st.tuples(*[CELLS] * len(names)), min_size=1, max_size=6))
    return pd.DataFrame(rows, columns=names, dtype=object).assign(number=range(len(rows)))


@settings(max_examples=NUM_EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables())
def test_any_table_reads_back_as_it_was_written(tmp_path: Path, frame):
    write_csv(frame, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert not any(is_formula(cell) for row in csv.reader(stream) for cell in row)
    frame_read, _ = read(tmp_path / "a.csv")
    texts = frame.map(lambda cell: "".join("�" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in str(cell)))
    assert frame_read.columns.tolist() == frame.columns.tolist()
    assert frame_read.to_numpy().tolist() == texts.to_numpy().tolist()


@pytest.mark.parametrize("name", ["a.jsonl", "a.parquet"])
def test_tables_for_programs_read_back_without_a_guard(tmp_path: Path, name):
    frame = pd.DataFrame({"=x": ["=1", "'=2", "-1", "a\rb\0c"], "share": [0.1, 1 / 3, 1e-30, 1.0], "n": [1, 2, 3, 4]})
    write_table(frame, tmp_path / name)
    frame_read, reading = read(tmp_path / name)
    assert frame_read["=x"].tolist() == frame["=x"].tolist()
    assert frame_read["share"].astype(float).tolist() == frame["share"].tolist()
    assert reading.num_guarded is None


def test_a_file_that_was_saved_as_a_workbook_reads_back_too(tmp_path: Path):
    write_csv(pd.DataFrame({"text": ["=1", "'=2"], "n": [1, 2]}), tmp_path / "a.csv")
    pd.read_csv(tmp_path / "a.csv").to_excel(tmp_path / "a.xlsx", index=False)
    frame, reading = read(tmp_path / "a.xlsx")
    assert frame["text"].tolist() == ["=1", "'=2"]
    assert (frame.columns.tolist(), reading.num_guarded) == (["text", "n"], 1)


def test_the_number_of_guarded_cells_is_a_note(tmp_path: Path):
    write_csv(pd.DataFrame({"text": ["=1", "'=2", "-a"], "label": ["-1", "0", "1"]}), tmp_path / "a.csv")
    frame, reading = read(tmp_path / "a.csv")
    assert frame.to_numpy().tolist() == [["=1", "-1"], ["'=2", "0"], ["-a", "1"]]
    assert reading.num_guarded == 2
    assert "2 cells are guarded against formulas of spreadsheets; the apostrophe was removed." in reading.notes


def test_a_file_of_someone_else_keeps_its_apostrophes(tmp_path: Path):
    (tmp_path / "a.csv").write_text("text,label\n'=1,'-1\n", encoding="utf-8")
    frame, reading = read(tmp_path / "a.csv")
    assert frame.to_numpy().tolist() == [["'=1", "'-1"]]
    assert reading.num_guarded is None


def test_the_first_rows_are_read_without_the_guard_as_well(tmp_path: Path):
    write_csv(pd.DataFrame({"=x": ["=1", "a"], "b": ["b", "=2"]}), tmp_path / "a.csv")
    with open_table(tmp_path / "a.csv", FileSettings()) as file:
        assert file.column_names == ("=x", "b")
        assert file.first_rows(5) == [["=1", "b"], ["a", "=2"]]


def test_a_file_that_is_guarded_twice_reads_back_step_by_step(tmp_path: Path):
    frame = pd.DataFrame({"text": ["=1", "b"], "n": [1, 2]})
    for name in ("a.csv", "b.csv"):
        write_csv(frame, tmp_path / name)
        frame, _ = read(tmp_path / name)
    assert frame["text"].tolist() == ["=1", "b"]


@pytest.mark.parametrize("cell", ["x", "[1]", '["gone"]', "{}", "7"])
def test_a_marker_that_was_changed_by_hand_changes_nothing(tmp_path: Path, cell):
    (tmp_path / "a.csv").write_text(f'text,spreadsheet_guard\n\'=1,"{cell.replace(chr(34), chr(34) * 2)}"\n')
    frame, _ = read(tmp_path / "a.csv")
    assert frame.to_dict("list") == {"text": ["'=1"]}
