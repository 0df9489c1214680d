import json
import os
from dataclasses import asdict
from pathlib import Path

import psutil
import pytest

from core.data import sources
from core.evaluation.linear_baseline import data_key, load_baseline
from core.runs.jobs import baseline_job
from core.runs.jobs.baseline_job import (
    BaselineState,
    baseline_state,
    cancel_baseline,
    data_have_changed,
    start_baseline,
)
from core.system.files import write_json


def key_of(config):
    return data_key(config, sources.load(config.dataset).fingerprint())


def mtime(file):
    return file.stat().st_mtime_ns


def test_a_process_that_is_gone_has_stopped(tiny_config, tmp_path):
    assert baseline_state(tiny_config, tmp_path) == BaselineState()
    path = baseline_job._state_path(tiny_config, tmp_path)
    write_json(asdict(baseline_job._running("reading the data", os.getpid())), path)
    assert baseline_state(tiny_config, tmp_path).status == "running"
    assert start_baseline(tiny_config, tmp_path) is None
    earlier = {"status": "running", "step": "reading the data", "pid": os.getpid(), "pid_created_at": 1.0}
    path.write_text(json.dumps(earlier), encoding="utf-8")
    assert baseline_state(tiny_config, tmp_path) == BaselineState("stopped", "reading the data")
    path.write_text("{", encoding="utf-8")
    assert baseline_state(tiny_config, tmp_path) == BaselineState()


def test_data_have_changed_when_a_fit_after_the_training_has_read_others(add_tested, settings):
    run, home = add_tested("forward", 1, [1, 0]), settings.home
    file, path = Path(run.config.dataset.path), baseline_job._state_path(run.config, settings.home)
    found = {"status": "done", "key": "of other data", "finished_at": run.finished_at + 1, "files": [mtime(file)]}
    for changes, changed in (
        ({}, True),
        ({"key": data_key(run.config, "same")}, False),  # the baseline was there, and somebody has removed it
        ({"finished_at": run.finished_at - 1}, False),  # the run may have been trained on what was changed since
        ({"files": [1]}, False),  # what was read then may have been mended
        ({"status": "failed"}, False),
    ):
        write_json(found | changes, path)
        assert data_have_changed(run, home) is changed
    write_json({"status": "done"}, path)  # of an earlier version, which did not tell what it had read
    assert not data_have_changed(run, home)


@pytest.mark.process
def test_a_process_of_its_own_fits_and_keeps_the_baseline(tiny_config, tmp_path):
    process = start_baseline(tiny_config, tmp_path)
    assert baseline_state(tiny_config, tmp_path).status == "running"
    assert start_baseline(tiny_config.with_settings(["model.units=7"]), tmp_path) is None
    assert process.wait(60) == 0
    state = baseline_state(tiny_config, tmp_path)
    assert (state.status, state.key) == ("done", key_of(tiny_config))
    assert load_baseline(tmp_path, key_of(tiny_config)).key == state.key
    changed = mtime(Path(tiny_config.dataset.path))
    assert (state.files, state.finished_at > changed / 1e9) == ((changed,), True)


@pytest.mark.process
def test_what_is_wrong_with_the_data_is_told_by_the_state(tiny_config, tmp_path):
    Path(tiny_config.dataset.path).unlink()
    assert start_baseline(tiny_config, tmp_path).wait(60) == 0
    state = baseline_state(tiny_config, tmp_path)
    assert state.status == "failed"
    assert "reviews.csv" in state.error


@pytest.mark.process
def test_anybody_can_cancel_the_process(tiny_config, tmp_path):
    process = start_baseline(tiny_config, tmp_path)
    cancel_baseline(tiny_config, tmp_path)
    assert process.wait(60) != 0
    assert not psutil.pid_exists(process.pid)
    assert baseline_state(tiny_config, tmp_path) == BaselineState()
    cancel_baseline(tiny_config, tmp_path)
    assert load_baseline(tmp_path, key_of(tiny_config)) is None
