import json
import os
from dataclasses import asdict
from pathlib import Path

import psutil
import pytest

from core import baseline_process, datasets
from core.baseline_process import BaselineState, baseline_state, cancel_baseline, start_baseline
from core.baselines import data_key, load_baseline
from core.datasets.fingerprint import fingerprint
from core.files import write_json


def key_of(config):
    return data_key(config, fingerprint(datasets.load(config.dataset)))


def test_a_process_that_is_gone_has_stopped(tiny_config, tmp_path):
    assert baseline_state(tiny_config, tmp_path) == BaselineState()
    path = baseline_process._state_path(tiny_config, tmp_path)
    write_json(asdict(baseline_process._running("reading the data", os.getpid())), path)
    assert baseline_state(tiny_config, tmp_path).status == "running"
    assert start_baseline(tiny_config, tmp_path) is None
    earlier = {"status": "running", "step": "reading the data", "pid": os.getpid(), "pid_created_at": 1.0}
    path.write_text(json.dumps(earlier), encoding="utf-8")
    assert baseline_state(tiny_config, tmp_path) == BaselineState("stopped", "reading the data")
    path.write_text("{", encoding="utf-8")
    assert baseline_state(tiny_config, tmp_path) == BaselineState()


@pytest.mark.process
def test_a_process_of_its_own_fits_and_keeps_the_baseline(tiny_config, tmp_path):
    process = start_baseline(tiny_config, tmp_path)
    assert baseline_state(tiny_config, tmp_path).status == "running"
    assert start_baseline(tiny_config.with_settings(["model.units=7"]), tmp_path) is None
    assert process.wait(60) == 0
    assert baseline_state(tiny_config, tmp_path) == BaselineState("done")
    assert load_baseline(tmp_path, key_of(tiny_config)) is not None


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
