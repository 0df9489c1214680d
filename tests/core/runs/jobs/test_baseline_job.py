import time
from pathlib import Path

import psutil
import pytest

from core.data import sources
from core.evaluation.baselines.baseline_store import data_key, load_baseline
from core.runs.jobs import control
from core.runs.jobs.baseline_job import (
    BaselineState,
    baseline_state,
    cancel_baseline,
    data_have_changed,
    start_baseline,
)
from core.system.files import write_json
from tests.support.job_processes import SLEEPER, running_instead


def key_of(config):
    return data_key(config, sources.load(config.dataset).fingerprint())


def mtime(file):
    return file.stat().st_mtime_ns


@pytest.mark.process
def test_a_process_that_is_gone_has_failed(store, tiny_config, monkeypatch):
    jobs = store.jobs
    assert baseline_state(jobs, tiny_config) == BaselineState()
    with running_instead(monkeypatch, SLEEPER):
        process = start_baseline(jobs, tiny_config)
    assert baseline_state(jobs, tiny_config) == BaselineState("running", "starting")
    assert start_baseline(jobs, tiny_config) is None
    process.kill()
    process.wait()
    state = baseline_state(jobs, tiny_config)
    assert state.status == "failed"
    assert "stopped unexpectedly while starting" in state.error


def test_data_have_changed_when_a_fit_after_the_training_has_read_others(store, add_tested, monkeypatch):
    run, jobs = add_tested("forward", 1, [1, 0]), store.jobs
    file = Path(run.config.dataset.path)
    result = {"key": "of other data", "files": [mtime(file)]}

    def fitted(changes, finished_at):
        """What `data_have_changed` says after a fit that has left this result."""
        monkeypatch.setattr(control, "launch", lambda jobs, job: True)
        with monkeypatch.context() as patch:
            patch.setattr(time, "time", lambda: finished_at)
            start_baseline(jobs, run.config)
            (job,) = jobs.list(("running",))
            write_json(result | changes, job.folder / "result.json")
            jobs.finish(job.job_id)
        changed = data_have_changed(jobs, run)
        jobs.delete(job.job_id)
        return changed

    later = run.finished_at + 1
    assert not data_have_changed(jobs, run)
    assert fitted({}, later)
    assert not fitted({"key": data_key(run.config, "same")}, later)  # the baseline was removed since
    assert not fitted({}, run.finished_at - 1)  # the run may have been trained on what was changed since
    assert not fitted({"files": [1]}, later)  # the file has changed again
    assert not fitted({"files": None}, later)  # version 1 did not always record the files


def test_a_fit_is_that_of_its_tokenizer_alone(store, tiny_config, monkeypatch):
    monkeypatch.setattr(control, "launch", lambda jobs, job: True)
    start_baseline(store.jobs, tiny_config)
    assert baseline_state(store.jobs, tiny_config).status == "running"
    assert baseline_state(store.jobs, tiny_config.with_settings(["text.tokenizer=keras"])) == BaselineState()


@pytest.mark.process
def test_a_process_of_its_own_fits_and_keeps_the_baseline(store, settings, tiny_config):
    jobs = store.jobs
    process = start_baseline(jobs, tiny_config)
    assert baseline_state(jobs, tiny_config).status == "running"
    assert start_baseline(jobs, tiny_config.with_settings(["model.units=7"])) is None
    assert process.wait(60) == 0
    state = baseline_state(jobs, tiny_config)
    assert (state.status, state.key) == ("done", key_of(tiny_config))
    assert load_baseline(settings.home, key_of(tiny_config)).key == state.key
    changed = mtime(Path(tiny_config.dataset.path))
    assert (state.files, state.finished_at > changed / 1e9) == ((changed,), True)


@pytest.mark.process
def test_what_is_wrong_with_the_data_is_in_the_state(store, tiny_config):
    Path(tiny_config.dataset.path).unlink()
    assert start_baseline(store.jobs, tiny_config).wait(60) == 1
    state = baseline_state(store.jobs, tiny_config)
    assert state.status == "failed"
    assert "reviews.csv" in state.error


@pytest.mark.process
def test_any_process_can_cancel_the_fit(store, settings, tiny_config, wait_until):
    process = start_baseline(store.jobs, tiny_config)
    cancel_baseline(store.jobs, tiny_config)
    assert process.wait(60) != 0
    wait_until(lambda: not psutil.pid_exists(process.pid))
    assert baseline_state(store.jobs, tiny_config) == BaselineState()
    cancel_baseline(store.jobs, tiny_config)
    assert load_baseline(settings.home, key_of(tiny_config)) is None
