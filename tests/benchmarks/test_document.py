import argparse

import pytest

from benchmarks import scaling
from benchmarks.document import add_output_options, measured_on, replace_measured

BLOCKS = """<!-- measured: rows -->
1
<!-- end of measured: rows -->
Between.
<!-- measured: units -->
2
<!-- end of measured: units -->
"""


def test_only_the_named_blocks_are_replaced(tmp_path):
    path = tmp_path / "document.md"
    path.write_text(BLOCKS, encoding="utf-8")
    replace_measured(path, {"units": r"| a \1 |"})
    assert path.read_text(encoding="utf-8") == BLOCKS.replace("\n2\n", "\n| a \\1 |\n")


def test_a_document_without_the_markers_stays_as_it_was(tmp_path):
    path = tmp_path / "document.md"
    path.write_text(BLOCKS, encoding="utf-8")
    with pytest.raises(ValueError, match="does not have the markers of `cores` exactly once"):
        replace_measured(path, {"rows": "new", "cores": "new"})
    assert path.read_text(encoding="utf-8") == BLOCKS


def test_the_document_of_the_scaling_tables_has_a_block_for_each_axis():
    text = scaling.DOCUMENT.read_text(encoding="utf-8")
    assert all(f"<!-- measured: {name} -->" in text for name in ("machine", "rows", "length", "units", "cores"))


def test_a_measurement_names_its_date_its_machine_and_its_versions():
    sentence = measured_on({"processor": "A chip", "cores": 2, "python": "3.11", "keras": "3.15"})
    assert sentence.startswith("Measured on ")
    assert sentence.endswith(": A chip, 2 cores; python 3.11, keras 3.15.")


def test_a_document_that_does_not_exist_is_refused_before_anything_is_measured(tmp_path, capsys):
    parser = argparse.ArgumentParser()
    add_output_options(parser, tmp_path / "default.md")
    assert parser.parse_args(["--write"]).write == tmp_path / "default.md"
    with pytest.raises(SystemExit):
        parser.parse_args(["--write", "nowhere.md"])
    assert "There is no file nowhere.md. --write must name a document." in capsys.readouterr().err
