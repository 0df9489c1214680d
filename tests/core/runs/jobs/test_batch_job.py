import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from core.config import RunConfig
from core.runs.jobs import batch_job
from core.runs.jobs.batch_job import CSV, NUM_KEPT, PARQUET, BatchRequest, cancel, find, start, work
from core.runs.run import Run
from core.runs.store import RunStore
from core.settings import Workspace
from tests.support.networks import random_scorer

A_FILM = BatchRequest(("a",), lines="a film")
SLEEPER = "import time; time.sleep(300)"


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
def started(monkeypatch: pytest.MonkeyPatch, settings: Workspace):
    """Start jobs whose process runs another program; all of them are ended afterwards."""
    processes = []
    popen = subprocess.Popen

    def started(program: str, order: BatchRequest = A_FILM):
        def run_it(command, **options):
            processes.append(popen([sys.executable, "-c", program], **options))
            return processes[-1]

        with monkeypatch.context() as patch:
            patch.setattr(subprocess, "Popen", run_it)
            return start(settings, order)

    yield started
    for process in processes:
        process.kill()


def work_on(folder: Path, settings: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["-c", str(folder)])
    monkeypatch.setattr(os, "nice", lambda _: 0)
    monkeypatch.setattr(batch_job, "read_workspace", lambda: settings)
    work()


def test_a_process_of_its_own_scores_and_leaves_both_files(settings, run, tmp_path, wait_until):
    path = tmp_path / "texts.csv"
    path.write_text("id,text,label\n1,a good film,good\n2,,bad\n3,=not bad,bad\n", encoding="utf-8")
    job = start(settings, BatchRequest((run.run_id,), path=str(path), text_column="text", label_column="label"))
    assert job.status == "running"
    wait_until(lambda: find(settings, job.job_id).status != "running")
    job = find(settings, job.job_id)
    assert (job.status, job.error) == ("finished", None)
    assert (job.done, job.total) == (2, 2)
    assert job.summary()["num_rows"] == 3
    assert job.summary()["models"][0]["labelled"]["num_labelled"] == 2
    written = pd.read_csv(job.folder / CSV, encoding="utf-8-sig")
    assert written["text"].tolist()[2] == "'=not bad"
    assert pd.read_parquet(job.folder / PARQUET)["id"].tolist() == ["1", "2", "3"]


def test_a_job_is_cancelled_at_once(settings, started, wait_until):
    job = started(SLEEPER)
    cancel(job)
    job = find(settings, job.job_id)
    assert job.status == "cancelled"
    wait_until(lambda: batch_job._process(job.folder) is None)


def test_a_process_that_is_killed_is_told_with_what_it_said_last(settings, started, wait_until):
    job = started("import os, signal, sys; print('MemoryError', file=sys.stderr, flush=True); "
                  "os.kill(os.getpid(), signal.SIGKILL)")  # fmt: skip
    wait_until(lambda: find(settings, job.job_id).status == "failed")
    told = str(find(settings, job.job_id).error)
    assert "ended without a word while starting" in told
    assert "It said last: MemoryError" in told


def test_what_is_wrong_with_the_order_is_told_in_three_parts(settings, run, started, monkeypatch):
    job = started("", BatchRequest((run.run_id,), lines=" \n "))
    work_on(job.folder, settings, monkeypatch)
    job = find(settings, job.job_id)
    assert (job.status, job.error.problem) == ("failed", "There is no text.")


def test_progress_tells_rows_and_remaining_time(settings, started):
    job = started(SLEEPER)
    progress = {"step": "Scoring", "done": 250, "total": 1000, "scoring_since": job.folder.stat().st_mtime - 10}
    (job.folder / "progress.json").write_text(json.dumps(progress), encoding="utf-8")
    job = find(settings, job.job_id)
    assert (job.status, job.done, job.total) == ("running", 250, 1000)
    assert job.remaining_seconds == pytest.approx(3 * job.seconds)
    assert job.seconds >= 10


def test_pasted_lines_are_scored_in_their_order(settings, run, started, monkeypatch):
    job = started("", BatchRequest((run.run_id,), lines="a good film\n\nbad \ud83d"))
    work_on(job.folder, settings, monkeypatch)
    job = find(settings, job.job_id)
    assert job.status == "finished"
    assert pd.read_parquet(job.folder / PARQUET)["text"].tolist() == ["a good film", "", "bad ?"]


def test_the_last_ten_jobs_are_kept_and_running_ones_always(settings, started):
    running = started(SLEEPER)
    ended = [started("") for _ in range(NUM_KEPT + 2)]
    for number, job in enumerate(ended):
        os.utime(job.folder / "order.json", (number, number))
        (job.folder / "process.json").unlink(missing_ok=True)
    last = started("")
    kept = {folder.name for folder in last.folder.parent.iterdir()}
    assert kept == {running.job_id, last.job_id, *(job.job_id for job in ended[-(NUM_KEPT - 1) :])}


def test_jobs_of_the_last_day_are_kept_however_many(settings, started):
    jobs = [started("") for _ in range(NUM_KEPT + 1)]
    for job in jobs:
        (job.folder / "process.json").unlink(missing_ok=True)
    last = started("")
    assert {folder.name for folder in last.folder.parent.iterdir()} == {job.job_id for job in (*jobs, last)}


@pytest.mark.parametrize("job_id", ["", "..", "../runs", "0123456789abcdef", "x" * 16])
def test_an_id_that_names_no_job_finds_none(settings, job_id):
    assert find(settings, job_id) is None
