"""core.settings"""

from pathlib import Path

import pytest
from pydantic import ValidationError

from core.errors import WorkspaceError
from core.settings import PROJECT_FOLDER, Workspace, read_workspace

VARIABLES = ("BOTHWAYS_HOME", "BOTHWAYS_MAX_RUNNING", "BOTHWAYS_DATABASE_URL", "BOTHWAYS_MAX_MEMORY")


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def test_an_empty_environment_gives_a_workspace_in_the_project_folder():
    workspace = read_workspace()
    assert workspace.home == PROJECT_FOLDER / ".bothways"
    assert workspace.max_running == 1
    assert workspace.database_url == f"sqlite:///{PROJECT_FOLDER / '.bothways' / 'bothways.db'}"


def test_variables_that_are_set_to_nothing_count_as_unset(monkeypatch: pytest.MonkeyPatch):
    default = read_workspace()
    for name in VARIABLES:
        monkeypatch.setenv(name, "")
    assert read_workspace() == default


def test_everything_lies_in_the_workspace_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BOTHWAYS_HOME", str(tmp_path))
    workspace = read_workspace()
    assert workspace.runs_folder == tmp_path / "runs"
    assert workspace.uploads_folder == tmp_path / "uploads"
    assert workspace.database_url == f"sqlite:///{tmp_path / 'bothways.db'}"


def test_a_relative_workspace_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOTHWAYS_HOME", "here")
    assert read_workspace().home == tmp_path / "here"


def test_a_tilde_stands_for_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("BOTHWAYS_HOME", "~/bothways")
    assert read_workspace().home == tmp_path / "bothways"


def test_a_home_folder_of_nobody_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BOTHWAYS_HOME", "~nosuchuser/bothways")
    with pytest.raises(WorkspaceError, match=r"^BOTHWAYS_HOME is '~nosuchuser/bothways'\. It must be a folder"):
        read_workspace()


def test_a_database_that_is_named_is_used_unchanged(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BOTHWAYS_DATABASE_URL", "postgresql://host/runs")
    assert read_workspace().database_url == "postgresql://host/runs"


def test_the_number_of_runs_at_the_same_time_is_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BOTHWAYS_MAX_RUNNING", "3")
    assert read_workspace().max_running == 3


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "many", "²", "٣", " ", "1e3", "+1", "1_0", "1.0"])
def test_an_impossible_number_of_runs_is_named(value: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BOTHWAYS_MAX_RUNNING", value)
    with pytest.raises(WorkspaceError) as caught:
        read_workspace()
    assert caught.value.problem == f"BOTHWAYS_MAX_RUNNING is {value!r}."
    assert "at least 1" in caught.value.expected
    assert caught.value.hint


def test_a_workspace_that_is_made_by_hand_ignores_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BOTHWAYS_HOME", "/elsewhere")
    monkeypatch.setenv("BOTHWAYS_MAX_RUNNING", "9")
    assert Workspace(home=tmp_path, max_running=2).home == tmp_path
    assert Workspace(home=tmp_path, max_running=2).max_running == 2


def test_a_workspace_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        read_workspace().max_running = 2


@pytest.mark.parametrize(("value", "size"), [("4GB", 4_000_000_000), ("800 MiB", 838_860_800), ("1000", 1000)])
def test_the_memory_of_a_process_is_limited_by_a_size(monkeypatch: pytest.MonkeyPatch, value: str, size: int):
    monkeypatch.setenv("BOTHWAYS_MAX_MEMORY", value)
    assert read_workspace().max_memory == size


@pytest.mark.parametrize("value", ["much", "-1", "0", "4 XB"])
def test_a_limit_that_is_no_size_is_refused(monkeypatch: pytest.MonkeyPatch, value: str):
    monkeypatch.setenv("BOTHWAYS_MAX_MEMORY", value)
    with pytest.raises(WorkspaceError, match=r"BOTHWAYS_MAX_MEMORY is .* such as 4GB"):
        read_workspace()
