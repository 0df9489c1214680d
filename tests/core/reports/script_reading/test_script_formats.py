"""Scripts read files of other formats than CSV: their first part is run and compared with what the run read."""

import bz2
import gzip
import lzma

import pandas as pd
import pytest

from core.config import RunConfig
from core.data import sources
from core.data.reading import Reading
from core.errors import RunStateError
from core.reports.keras_script import keras_script
from core.reports.script_reading.script_formats import script_format

TEXTS = [f"{'good' if number % 2 else 'bad'} film, number {number}" for number in range(12)]
LINES = "".join(
    f'{{"meta": {{"text": "{text}", "none": null}}, "label": {label}}}\n\n'
    for text, label in zip([*TEXTS, "no label"], ["1.0", "0"] * 6 + ["null"], strict=True)
)


def script_frame(path, **settings):
    """The script's texts and labels, and the run's."""
    config = RunConfig.from_dict({"dataset": {"name": "file", "path": str(path), **settings}})
    dataset = sources.load(config.dataset)
    data = {"reading": dataset.reading.to_dict(), "fingerprint": dataset.fingerprint()}
    script = keras_script(config, dataset.class_names, data)
    names: dict = {}
    header = script[script.index('"""', 3) + 3 : script.index("# --- Data")]
    imports = "\n".join(line for line in header.splitlines() if "keras" not in line and "tensorflow" not in line)
    end = script.index("\n# --- ", script.index("# --- Data") + 1)
    exec(compile(imports + "\n" + script[script.index("# --- Data") : end], "script", "exec"), names)
    class_names = [str(name) for name in names["class_names"]]
    return names["texts"], [class_names[label] for label in names["labels"]], dataset


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", LINES.encode()),
        ("a", gzip.compress(LINES.encode(), mtime=0)),
        ("a", bz2.compress(LINES.encode())),
        ("a", lzma.compress(LINES.encode("utf-16"))),
        ("a.txt", "".join(f"__label__{text[:3]} \t{text}\n\n" for text in TEXTS).encode()),
        (
            "a.csv.gz",
            gzip.compress(pd.DataFrame({"text": TEXTS, "label": [1, 0] * 6}).to_csv(index=False).encode(), mtime=0),
        ),
        ("a", pd.DataFrame({"text": TEXTS, "label": [1.0, 0.0] * 6}).to_parquet(index=False)),
        ("a", pd.DataFrame({"text": TEXTS, "label": [True, False] * 6}).to_parquet(index=False)),
    ],
)
def test_a_script_reads_each_format_as_the_run_did(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    texts, labels, dataset = script_frame(tmp_path / name)
    assert texts == dataset.texts == TEXTS
    assert labels == [dataset.class_names[label] for label in dataset.labels]


def test_a_script_reads_a_sheet_of_a_workbook_as_the_run_did(tmp_path):
    frame = pd.DataFrame({"text": TEXTS, "label": [1, 0] * 6})
    with pd.ExcelWriter(tmp_path / "a.xlsx") as writer:
        pd.DataFrame({"other": [1]}).to_excel(writer, sheet_name="first")
        frame.to_excel(writer, sheet_name="second", index=False, startrow=2)
    texts, labels, _ = script_frame(tmp_path / "a.xlsx", sheet="second")
    assert texts == TEXTS
    assert labels == ["1", "0"] * 6


@pytest.mark.parametrize(
    ("reading", "problem"),
    [
        (Reading(format="json"), "a JSON document"),
        (Reading(format="parquet", compression="gzip"), "a compressed Parquet or Excel file"),
        (Reading(format="csv", compression="zip", sheet="a.csv"), "a file in a zip archive"),
        (Reading(format="csv", compression="gzip"), "another ending"),
        (Reading(format="json_lines", renamed=("a (2)",)), "columns that are joined, renamed or name sets"),
    ],
)
def test_what_a_script_would_read_in_another_way_is_refused(reading, problem):
    with pytest.raises(RunStateError, match=problem):
        script_format("/data/a.data", reading)


def test_a_folder_has_no_script(tmp_path):
    with pytest.raises(RunStateError, match="Train on one of its files"):
        script_format(str(tmp_path), Reading(format="parquet"))
