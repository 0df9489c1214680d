import json
import os
import sqlite3
from contextlib import closing

import pytest

from core.runs.database.reserve import keep_reserve, release_reserve
from core.runs.integrity import checkup
from core.runs.integrity.checkup import check_workspace
from core.runs.integrity.run_files import seal_files
from core.runs.job import Worker

LEFT = "unfinished.1.2.model.onnx"  # of `write_whole`


@pytest.fixture
def finished(store, add_tested, settings):
    """A finished run whose file has a checksum, in a workspace without findings."""
    run = add_tested("forward", 1, [1, 0, 1, 1])
    seal_files(store, run, run.data)
    keep_reserve(settings.home)
    return store.get(run.run_id)


def problems(settings) -> list[str]:
    return [finding.problem for finding in check_workspace(settings)]


def repair(settings) -> list[str]:
    for finding in check_workspace(settings):
        if finding.repair:
            finding.repair()
    return problems(settings)


def test_a_whole_workspace_has_no_findings(finished, settings, monkeypatch):
    assert problems(settings) == []
    monkeypatch.setattr(checkup, "free_bytes", lambda home: 70_000_000)
    assert problems(settings) == ["70 MB of disk space are free."]


def test_a_workspace_that_does_not_exist_yet_has_no_findings_but_its_reserve(settings):
    assert problems(settings) == ["The reserve for a full disk is missing."]
    assert repair(settings) == []


@pytest.mark.parametrize("change", ["changed", "missing"])
def test_a_changed_or_missing_file_of_a_run_is_found_and_left_to_a_person(finished, settings, change):
    path = finished.folder / "predictions.parquet"
    if change == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-20])
    assert [change in problem for problem in problems(settings)] == [True]
    assert len(repair(settings)) == 1


@pytest.mark.parametrize("content", ["", "{}", None])
def test_damaged_checksums_are_written_again_from_the_store(finished, settings, content):
    path = finished.folder / "checksums.json"
    if content is None:
        path.unlink()
    else:
        path.write_text(content)
    assert len(problems(settings)) == 1
    assert repair(settings) == []
    assert json.loads(path.read_text()) == finished.data["files"]


def test_a_job_whose_process_is_gone_is_found_and_ended(finished, store, settings):
    job = store.jobs.create("preview", {})
    store.jobs.assign(job.job_id, Worker.of(os.getpid()))
    assert problems(settings) == []
    store.jobs.update(job.job_id, {"pid": 2**22 + 1, "heartbeat_at": 0.0})
    assert problems(settings) == [f"The process of the preview job {job.job_id} has ended without recording it."]
    assert repair(settings) == []
    assert store.jobs.get(job.job_id).status == "failed"


def test_what_killed_processes_left_is_found_and_removed_unless_it_may_be_needed(finished, settings):
    orphan, job, half = settings.runs_folder / "gone", settings.home / "jobs" / "gone", finished.folder / LEFT
    baseline, own = settings.home / "baselines" / "unfinished.x1y2", settings.home / "data" / "unfinished.drafts.csv"
    for path in (orphan, job, baseline, own.parent):
        path.mkdir(parents=True)
    (baseline / "metrics.json").touch()
    for path in (half, own):
        path.touch()
    assert problems(settings) == []  # a process may be at it
    for path in (orphan, job, half, baseline, own):
        os.utime(path, (1, 1))
    assert len(problems(settings)) == 4
    assert repair(settings) == [f"{orphan} belongs to no run."]
    assert own.exists()
    assert not half.exists()
    assert not baseline.exists()


def test_a_run_whose_record_cannot_be_read_is_named(finished, settings):
    with closing(sqlite3.connect(settings.home / "bothways.db")) as connection, connection:
        connection.execute("UPDATE runs SET tags = '['")
    (finding,) = check_workspace(settings)
    assert finding.problem.startswith(f"Run {finished.run_id} is left out.")
    assert f"delete {finished.run_id}" in finding.remedy


def test_a_reserve_that_was_used_is_written_again(finished, settings):
    release_reserve(settings.home)
    assert repair(settings) == []
