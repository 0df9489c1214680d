import json
import zipfile

import pytest

from core.__main__ import main


@pytest.fixture(autouse=True)
def workspace(monkeypatch, settings):
    monkeypatch.setenv("BOTHWAYS_HOME", str(settings.home))


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
