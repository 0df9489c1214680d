"""core.__main__: exit statuses and errors, for any verb."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from core.settings import PROJECT_FOLDER
from tests.support.command_line import refusal


@pytest.fixture(autouse=True)
def workspace(monkeypatch, settings):
    monkeypatch.setenv("BOTHWAYS_HOME", str(settings.home))


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["train", "--set", "model.cell=Transformer"], "model.cell is 'Transformer'"),
        (["train", "--set", "cell"], "'cell' is not an assignment"),
        (["train", "--recipe", "nothing"], "no recipe 'nothing'"),
        (["train", "--recipe", "imdb-gru", "--config", "x.json"], "not allowed with"),
        (["train", "--config", "nowhere.json"], "nowhere.json cannot be read"),
        (["show", "nobody"], "'nobody' names no runs"),
        (["score", "nobody", "text"], "'nobody' names no runs"),
        (["cancel", "nobody"], "'nobody' names no runs"),
        (["resume", "nobody"], "'nobody' names no runs"),
        (["delete", "nobody"], "'nobody' names no runs"),
        (["work", "nobody"], "'nobody' names no runs"),
        (["fly"], "'fly' is not a verb"),
        ([], "VERB"),
        (["score"], "RUN"),
    ],
)
def test_bad_input_is_one_line_on_standard_error(arguments, named, capsys):
    assert named in refusal([*arguments, "--json"] if arguments else arguments, capsys)


def test_a_config_file_must_hold_an_object(tmp_path, capsys):
    path = tmp_path / "list.json"
    path.write_text("[1]", encoding="utf-8")
    assert "holds list, not an object" in refusal(["train", "--config", str(path)], capsys)
    path.write_text("{", encoding="utf-8")
    assert "cannot be read" in refusal(["train", "--config", str(path)], capsys)


def test_a_wrong_setting_in_the_environment_is_named(monkeypatch, capsys):
    monkeypatch.setenv("BOTHWAYS_MAX_RUNNING", "many")
    assert "BOTHWAYS_MAX_RUNNING is 'many'" in refusal(["runs"], capsys)


def test_a_workspace_that_cannot_be_made_is_named(monkeypatch, tmp_path, capsys):
    (tmp_path / "file").touch()
    monkeypatch.setenv("BOTHWAYS_HOME", str(tmp_path / "file" / "home"))
    assert "home" in refusal(["runs"], capsys)


def test_a_database_that_cannot_be_reached_is_named(monkeypatch, capsys):
    monkeypatch.setenv("BOTHWAYS_DATABASE_URL", "nonsense")
    assert "BOTHWAYS_DATABASE_URL" in refusal(["runs"], capsys)
    monkeypatch.setenv("BOTHWAYS_DATABASE_URL", "nosuchkind://me:secret@here/db")
    assert "nosuchkind://me:***@here/db" in refusal(["runs"], capsys)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_ends_in_one_sentence():
    command = [sys.executable, "-m", "core", "recipes"]
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(command, cwd=PROJECT_FOLDER, stdout=full, stderr=subprocess.PIPE, text=True)
    assert ended.returncode == 1
    assert ended.stderr == "The disk is full. The output could not be written. Free disk space and try again.\n"


@pytest.mark.parametrize(
    "words", [["recipes"], ["recipes", "--json"], ["--help"], ["runs"], ["studies"], ["train", "--help"]]
)
def test_a_reader_that_has_enough_ends_the_output_silently(words):
    """With the status that a shell gives tools that the signal for it ends."""
    program = [sys.executable, "-m", "core", *words]
    with subprocess.Popen(
        program, cwd=PROJECT_FOLDER, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait() == 141


def test_a_closed_standard_error_ends_silently_too():
    program = [sys.executable, "-m", "core", "fly"]
    with subprocess.Popen(program, cwd=PROJECT_FOLDER, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stderr.close()
        assert process.stdout.read() == b""
        assert process.wait() == 141


def test_bytes_that_are_no_text_are_printed_as_escapes():
    program = [sys.executable, "-m", "core", "--json", "score", "demo-forward", b"a \xff film"]
    ended = subprocess.run(program, cwd=PROJECT_FOLDER, capture_output=True)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert json.loads(ended.stdout)[0]["input"] == "a \udcff film"
