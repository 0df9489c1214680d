import csv
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.system.table_writer import csv_text, write_csv, write_table


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_numbers_stay_numbers_and_text_that_would_run_is_guarded(tmp_path: Path):
    write_csv(pd.DataFrame({"=x": ["=1", "-1"], "p": [-0.5, 0.25], "n": [-3, 4]}), tmp_path / "a.csv")
    assert rows_of(tmp_path / "a.csv") == [
        ["'=x", "p", "n", "spreadsheet_guard"], ["'=1", "-0.5", "-3", '["=x"]'], ["-1", "0.25", "4", ""],
    ]  # fmt: skip


def test_excel_is_told_the_encoding(tmp_path: Path):
    write_csv(pd.DataFrame({"é": ["😀"]}), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(("name", "text"), [("a.csv", '\ufeff"a","b"\n'), ("a.jsonl", "")])
def test_a_table_without_rows_has_its_header_if_any(tmp_path: Path, name, text):
    write_table(pd.DataFrame({"a": [], "b": []}), tmp_path / name)
    assert (tmp_path / name).read_text(encoding="utf-8") == text


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_a_long_table_is_written_whole_with_one_header(tmp_path: Path, name):
    write_table(pd.DataFrame({"n": range(45_000)}), tmp_path / name)
    lines = (tmp_path / name).read_text(encoding="utf-8-sig").splitlines()
    numbers = lines[1:] if name == "a.csv" else [json.loads(line)["n"] for line in lines]
    assert list(map(int, numbers)) == list(range(45_000))


def test_numbers_have_the_same_value_in_every_format(tmp_path: Path):
    shares = np.array([0.1, 1 / 3, np.nan, 1e-30], np.float32)
    counts = pd.array([3, None, 0, 1], "Int32")
    for name in ("a.csv", "a.jsonl", "a.parquet"):
        write_table(pd.DataFrame({"p": shares, "n": counts}), tmp_path / name)
    lines = (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["n"] for line in lines] == [3, None, 0, 1]
    values = pd.Series([json.loads(line)["p"] for line in lines], dtype=float)
    np.testing.assert_array_equal(values, shares.astype(float))
    np.testing.assert_array_equal(
        [float(row[0] or "nan") for row in rows_of(tmp_path / "a.csv")[1:]], shares.astype(float)
    )
    np.testing.assert_array_equal(pd.read_parquet(tmp_path / "a.parquet")["p"], shares)


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.parquet"])
def test_half_a_surrogate_pair_is_replaced(tmp_path: Path, name):
    write_table(pd.DataFrame({"text": pd.Series(["a\ud800b"], dtype=object)}), tmp_path / name)
    assert "a�b".encode() in (tmp_path / name).read_bytes()


def test_text_for_a_small_csv_has_the_same_guard():
    assert csv_text(pd.DataFrame({"name": ["=1"]})) == 'name,spreadsheet_guard\n\'=1,"[""name""]"\n'


def test_an_interrupted_writing_leaves_no_file(tmp_path: Path):
    class Broken:
        def __str__(self) -> str:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_table(pd.DataFrame({"a": [Broken()]}), tmp_path / "a.csv")
    assert list(tmp_path.iterdir()) == []
