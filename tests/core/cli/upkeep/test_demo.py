import json

import pytest

from core.__main__ import main
from core.cli.upkeep import demo
from core.runs.demo.bundled import demo_runs


@pytest.fixture
def tiny_pair(tiny_config, monkeypatch):
    """The settings of the demo in this test: a pair that trains in seconds."""
    config = tiny_config.with_settings(["model.direction=bidirectional", "train.batching=by_length"])
    monkeypatch.setattr(demo, "demo_configs", lambda: (config.twin(), config))


@pytest.mark.training
def test_two_builds_of_the_demo_are_equal_and_leave_the_workspace_alone(tiny_pair, store, tmp_path, capsys):
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        assert main(["demo", "--folder", str(folder), "--json"]) == 0
        printed = capsys.readouterr()
        documents = json.loads(printed.out)
        assert [run["run_id"] for run in documents] == ["demo-forward", "demo-bidirectional"]
        assert all(run["metrics"]["num_test"] == 40 for run in documents)
        assert "Demo, both ways: epoch 2/2" in printed.err
    for first, second in zip(*(demo_runs(folder) for folder in folders), strict=True):
        assert _without_speed(first.metrics) == _without_speed(second.metrics)
        for name in ("model.onnx", "vocabulary.json"):
            assert (first.folder / name).read_bytes() == (second.folder / name).read_bytes()
    assert store.list() == []


@pytest.mark.training
def test_a_demo_that_cannot_be_trained_says_why_and_leaves_the_old_one(tiny_pair, tiny_config, tmp_path, capsys):
    (tmp_path / "reviews.csv").unlink()
    assert main(["demo", "--folder", str(tmp_path / "demo")]) == 1
    printed = capsys.readouterr()
    assert "reviews.csv" in printed.err
    assert printed.out == ""
    assert not (tmp_path / "demo").exists()


def test_the_demo_is_scored_and_shown_by_its_name(capsys):
    assert main(["score", "demo", "What a wonderful film", "boring", "--json"]) == 0
    answers = json.loads(capsys.readouterr().out)
    both = ["demo-forward"] * 2 + ["demo-bidirectional"] * 2
    assert [answer["run_id"] for answer in answers] == both
    assert [answer["label"] for answer in answers] == ["positive", "negative"] * 2
    assert main(["score", "demo", "boring"]) == 0
    forward, trust_forward, bidirectional, trust_bidirectional = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in (forward, bidirectional)] == ["demo-forward", "demo-bidirectional"]
    for line in (trust_forward, trust_bidirectional):  # hardly any text of the demo's test set is so short
        assert line.startswith("  Confidence unknown: the network reads 1 word of this text, and only ")
    assert main(["score", "demo-f", "boring"]) == 0
    assert capsys.readouterr().out.startswith("negative ")
    assert main(["show", "demo-bidirectional", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["status"] == "finished"
    assert len(document["epochs"]) >= 1


def test_show_needs_the_name_of_one_demo_run(capsys):
    assert main(["show", "demo"]) == 2
    assert "Name demo-forward or demo-bidirectional." in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_reported_before_any_training(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(demo, "build_demo", None)
    (tmp_path / "file").touch()
    assert main(["demo", "--folder", str(tmp_path / "file" / "demo")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def _without_speed(metrics: dict[str, float]) -> dict[str, float]:
    return {name: value for name, value in metrics.items() if name != "test_rows_per_second"}
