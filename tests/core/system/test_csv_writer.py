import csv
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.system.csv_writer import escaped, write_csv


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_would_start_a_formula_gets_an_apostrophe(sign):
    assert escaped(f"{sign}1+1") == f"'{sign}1+1"


@pytest.mark.parametrize("cell", ["a=1", "", " =1", "3-2", -0.5, None])
def test_other_cells_stay_as_they_are(cell):
    assert escaped(cell) == cell


def test_numbers_stay_numbers_and_names_of_columns_are_escaped_too(tmp_path: Path):
    write_csv(pd.DataFrame({"=x": ["=1", "b"], "p": [-0.5, 0.25], "n": [-3, 4]}), tmp_path / "a.csv")
    assert rows_of(tmp_path / "a.csv") == [["'=x", "p", "n"], ["'=1", "-0.500000", "-3"], ["b", "0.250000", "4"]]


def test_excel_is_told_the_encoding(tmp_path: Path):
    write_csv(pd.DataFrame({"é": ["😀"]}), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_table_without_rows_has_its_header(tmp_path: Path):
    write_csv(pd.DataFrame({"a": [], "b": []}), tmp_path / "a.csv")
    assert rows_of(tmp_path / "a.csv") == [["a", "b"]]


def test_a_long_table_is_written_whole_with_one_header(tmp_path: Path):
    write_csv(pd.DataFrame({"n": range(45_000)}), tmp_path / "a.csv")
    assert [row[0] for row in rows_of(tmp_path / "a.csv")] == ["n", *map(str, range(45_000))]


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=20), min_size=1, max_size=5))
def test_no_written_cell_starts_a_formula_and_none_is_lost(tmp_path: Path, cells):
    write_csv(pd.DataFrame({"text": cells, "n": 0}), tmp_path / "a.csv")
    written = [row[0] for row in rows_of(tmp_path / "a.csv")[1:]]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in written)
    assert written == [escaped(cell) for cell in cells]
