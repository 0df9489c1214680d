"""benchmarks.verdicts.__main__"""

import pytest

from benchmarks.verdicts import __main__ as command

DOCUMENT = "# Statistics\n<!-- measured: decisions -->\nold\n<!-- end of measured: decisions -->\n"


def test_a_chosen_table_is_printed_and_written_into_the_document(monkeypatch, tmp_path, capsys):
    monkeypatch.setitem(command.TABLES, "decisions", lambda studies, processes: f"a table of {studies} and {processes}")
    path = tmp_path / "statistics.md"
    path.write_text(DOCUMENT, encoding="utf-8")
    command.main(["decisions", "--studies", "50", "--processes", "1", "--write", str(path)])
    assert "50 studies in each cell.\n\na table of 50 and 1\n<!-- end" in path.read_text(encoding="utf-8")
    assert "a table of 50 and 1" in capsys.readouterr().out


def test_an_unknown_table_is_refused_with_the_names_of_those_that_exist(capsys):
    with pytest.raises(SystemExit) as ended:
        command.main(["everything"])
    assert ended.value.code == 2
    assert "there is no table 'everything': the tables are 'decisions'" in capsys.readouterr().err
