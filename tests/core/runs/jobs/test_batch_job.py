import shutil
import time
from pathlib import Path

import pandas as pd
import pytest

from core.config import RunConfig
from core.runs.jobs.batch_job import CSV, JSON_LINES, PARQUET, BatchRequest, cancel, find, start
from core.runs.run import Run
from core.runs.store import RunStore
from tests.support.job_processes import SLEEPER, running_instead, work_here
from tests.support.networks import random_scorer

A_FILM = BatchRequest(("a",), lines="a film")


pytestmark = pytest.mark.process


@pytest.fixture
def run(store: RunStore, tmp_path: Path) -> Run:
    random_scorer(tmp_path / "network")
    run = store.create(RunConfig.from_dict({"text": {"num_words": 40, "maxlen": 8}}))
    shutil.copytree(tmp_path / "network", run.folder, dirs_exist_ok=True)
    store.claim(run.run_id, None)
    store.finish(run.run_id, {}, 1.0)
    return store.get(run.run_id)


@pytest.fixture
def jobs(store: RunStore, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("os.nice", lambda _: 0)
    return store.jobs


@pytest.fixture
def started(jobs, monkeypatch: pytest.MonkeyPatch):
    """Start jobs whose process runs another program; all of them are killed at the end."""
    processes = []

    def started(program: str, request: BatchRequest = A_FILM):
        with running_instead(monkeypatch, program) as launched:
            job = start(jobs, request)
            processes.extend(launched)
        return job

    yield started
    for process in processes:
        process.kill()


def test_a_process_of_its_own_scores_and_leaves_both_files(jobs, run, tmp_path, wait_until):
    path = tmp_path / "texts.csv"
    path.write_text("id,text,label\n1,a good film,good\n2,,bad\n3,=not bad,bad\n", encoding="utf-8")
    job = start(jobs, BatchRequest((run.run_id,), path=str(path), text_column="text", label_column="label"))
    assert job.status == "running"
    wait_until(lambda: find(jobs, job.job_id).status != "running")
    job = find(jobs, job.job_id)
    assert (job.status, job.error) == ("finished", None)
    assert (job.done, job.total) == (2, 2)
    assert job.summary()["num_rows"] == 3
    assert job.summary()["models"][0]["labelled"]["num_labelled"] == 2
    written = pd.read_csv(job.folder / CSV, encoding="utf-8-sig")
    assert written["text"].tolist()[2] == "'=not bad"
    assert pd.read_parquet(job.folder / PARQUET)["id"].tolist() == ["1", "2", "3"]
    assert pd.read_json(job.folder / JSON_LINES, lines=True)["id"].tolist() == [1, 2, 3]


def test_a_job_is_cancelled_at_once(jobs, started):
    job = started(SLEEPER)
    cancel(jobs, job.job_id)
    assert find(jobs, job.job_id).status == "cancelled"


def test_a_killed_process_fails_the_job_with_its_last_message(jobs, started, wait_until):
    job = started("import os, signal, sys; print('MemoryError', file=sys.stderr, flush=True); "
                  "os.kill(os.getpid(), signal.SIGKILL)")  # fmt: skip
    wait_until(lambda: find(jobs, job.job_id).status == "failed")
    error = str(find(jobs, job.job_id).error)
    assert "stopped unexpectedly while starting" in error
    assert "Its last message: MemoryError" in error


def test_what_is_wrong_with_the_request_is_an_error_in_three_parts(jobs, run, started):
    job = started(SLEEPER, BatchRequest((run.run_id,), lines=" \n "))
    work_here(jobs, jobs.get(job.job_id))
    job = find(jobs, job.job_id)
    assert (job.status, job.error.problem) == ("failed", "There is no text.")


def test_progress_tells_rows_and_remaining_time(jobs, started):
    job = started(SLEEPER)
    jobs.report(job.job_id, {"step": "Scoring", "done": 250, "total": 1000, "scoring_since": time.time() - 10})
    job = find(jobs, job.job_id)
    assert (job.status, job.done, job.total) == ("running", 250, 1000)
    assert job.remaining_seconds == pytest.approx(3 * job.seconds)
    assert job.seconds >= 10


def test_pasted_lines_are_scored_in_their_order(jobs, run, started):
    job = started(SLEEPER, BatchRequest((run.run_id,), lines="a good film\n\nbad \ud83d"))
    work_here(jobs, jobs.get(job.job_id))
    job = find(jobs, job.job_id)
    assert job.status == "finished"
    assert pd.read_parquet(job.folder / PARQUET)["text"].tolist() == ["a good film", "", "bad ?"]


@pytest.mark.parametrize("job_id", ["", "..", "../runs", "0123456789abcdef", "x" * 16])
def test_an_id_that_names_no_job_finds_none(jobs, job_id):
    assert find(jobs, job_id) is None
