"""core.settings"""

from pathlib import Path

import pytest

from core.errors import WorkspaceError
from core.settings import PROJECT_FOLDER, read_workspace


def test_an_empty_environment_gives_a_workspace_in_the_project_folder():
    settings = read_workspace({})
    assert settings.home == PROJECT_FOLDER / ".bothways"
    assert settings.max_running == 1
    assert settings.database_url == f"sqlite:///{PROJECT_FOLDER / '.bothways' / 'bothways.db'}"


def test_variables_that_are_set_to_nothing_count_as_unset():
    names = ("BOTHWAYS_HOME", "BOTHWAYS_MAX_RUNNING", "BOTHWAYS_DATABASE_URL")
    assert read_workspace(dict.fromkeys(names, "")) == read_workspace({})


def test_everything_lies_in_the_workspace_that_is_named(tmp_path: Path):
    settings = read_workspace({"BOTHWAYS_HOME": str(tmp_path)})
    assert settings.runs_folder == tmp_path / "runs"
    assert settings.uploads_folder == tmp_path / "uploads"
    assert settings.database_url == f"sqlite:///{tmp_path / 'bothways.db'}"


def test_a_relative_workspace_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert read_workspace({"BOTHWAYS_HOME": "here"}).home == tmp_path / "here"


def test_a_tilde_stands_for_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert read_workspace({"BOTHWAYS_HOME": "~/bothways"}).home == tmp_path / "bothways"


def test_a_database_that_is_named_is_used_as_it_is():
    assert read_workspace({"BOTHWAYS_DATABASE_URL": "postgresql://host/runs"}).database_url == "postgresql://host/runs"


def test_the_number_of_runs_at_the_same_time_is_read():
    assert read_workspace({"BOTHWAYS_MAX_RUNNING": "3"}).max_running == 3


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "many", "²", "٣", " ", "1e3"])
def test_a_number_of_runs_that_cannot_be_is_named(value: str):
    with pytest.raises(WorkspaceError) as caught:
        read_workspace({"BOTHWAYS_MAX_RUNNING": value})
    assert caught.value.problem == f"BOTHWAYS_MAX_RUNNING is {value!r}."
    assert "at least 1" in caught.value.expected
    assert caught.value.hint
