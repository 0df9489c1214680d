import json
import zipfile

import pytest

from core.__main__ import main
from core.errors import RunStateError
from core.reports import keras_script
from core.runs.job import this_process

SCRIPT = "import keras\nprint('naïve')\n"


@pytest.fixture
def run(store, tiny_config, monkeypatch):
    """A finished run whose script is short."""
    monkeypatch.setattr(keras_script, "run_script", lambda run: SCRIPT)
    run = store.create(tiny_config, "one")
    store.claim(run.run_id, this_process())
    store.finish(run.run_id, {"test_accuracy": 0.875, "num_test": 40.0}, 2.5)
    return run


def test_the_script_is_printed(run, capsys):
    assert main(["export", run.run_id, "--code"]) == 0
    assert capsys.readouterr().out == SCRIPT


def test_the_script_is_written_to_a_file(run, capsys, tmp_path):
    path = tmp_path / "script.py"
    assert main(["export", run.run_id, "--code", str(path)]) == 0
    assert capsys.readouterr().out == f"{path} written\n"
    assert path.read_text(encoding="utf-8") == SCRIPT


def test_json_has_the_script_or_its_path(run, capsys, tmp_path):
    assert main(["export", run.run_id, "--json", "--code"]) == 0
    assert json.loads(capsys.readouterr().out) == {"run_id": run.run_id, "code": SCRIPT}
    assert main(["export", run.run_id, "--code", str(tmp_path / "script.py"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"run_id": run.run_id, "path": str(tmp_path / "script.py")}


def test_a_file_that_cannot_be_written_is_named(run, capsys, tmp_path):
    assert main(["export", run.run_id, "--code", str(tmp_path / "nowhere" / "script.py")]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_a_run_without_a_script_says_why(run, capsys, monkeypatch):
    def refuse(run):
        raise RunStateError("Run a is queued.", "A finished run has a script.", "Train it first.")

    monkeypatch.setattr(keras_script, "run_script", refuse)
    assert main(["export", run.run_id, "--code"]) == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "Run a is queued. A finished run has a script. Train it first.\n")


def test_without_code_or_zip_nothing_is_exported(run, capsys):
    assert main(["export", run.run_id]) == 2
    assert "--code" in capsys.readouterr().err


def test_a_run_is_exported_as_one_zip(tmp_path, capsys):
    path = tmp_path / "mine.zip"
    assert main(["export", "demo-forward", "--zip", str(path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document == {"run_id": "demo-forward", "zip": str(path), "bytes": path.stat().st_size}
    with zipfile.ZipFile(path) as archive:
        assert {"model.onnx", "predict.py", "README.md"} <= set(archive.namelist())
    assert main(["export", "demo-forward", "--zip", str(path)]) == 0
    assert capsys.readouterr().out.startswith(str(path))


def test_a_place_that_cannot_be_written_is_refused(tmp_path, capsys):
    assert main(["export", "demo-forward", "--zip", str(tmp_path / "missing" / "mine.zip")]) == 2
    assert "folder that can be written" in capsys.readouterr().err
