import os
import signal
import sys
import threading
import time

import psutil
import pytest
import sqlalchemy as sql

from core.errors import DatasetError, RunStateError, StorageError
from core.runs.job import Worker, this_process
from core.runs.jobs import control, process, queue
from core.runs.jobs.process import Heartbeat, Task, carry_out, work_on
from core.system import child_process
from tests.support.job_processes import SLEEPER, running_instead

KILLED = (
    "import os, signal, sys; print('MemoryError', file=sys.stderr, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
)


@pytest.fixture
def jobs(store):
    return store.jobs


@pytest.fixture
def start(jobs, monkeypatch):
    """Start a job whose process runs another program; all of them are killed at the end."""
    processes = []

    def start(program, kind="timing", subject=""):
        with running_instead(monkeypatch, program) as started:
            job = control.start(jobs, kind, {"a": (1, 2)}, subject)
            processes.extend(started)
        return job

    yield start
    for one in processes:
        one.kill()


@pytest.mark.process
def test_a_started_job_is_running_and_keeps_its_request_and_its_worker(jobs, start):
    job, popen = start(SLEEPER)
    assert jobs.get(job.job_id) == job
    assert (job.status, job.request, job.tries) == ("running", {"a": [1, 2]}, 1)
    assert job.worker == Worker.of(popen.pid)
    assert job.folder == jobs.home / "jobs" / job.job_id
    assert job.folder.is_dir()


def test_the_process_of_any_job_is_started_with_its_id_alone(jobs, monkeypatch):
    commands = []

    class NoProcess:
        pid = os.getpid()

        def __init__(self, command, **options):
            commands.append((command, options))

        def wait(self):
            return 0

    monkeypatch.setattr(child_process.subprocess, "Popen", NoProcess)
    job, _ = control.start(jobs, "preview", {})
    ((command, options),) = commands
    assert command == [sys.executable, "-m", "core", "work", job.job_id]
    assert options["start_new_session"]
    assert options["env"]["BOTHWAYS_HOME"] == str(jobs.home)
    assert options["env"]["BOTHWAYS_DATABASE_URL"] == jobs.database_url


def test_a_process_that_cannot_be_started_is_an_error_and_leaves_no_record(jobs, monkeypatch):
    def refuse(*_, **__):
        raise OSError("Resource temporarily unavailable")

    monkeypatch.setattr(child_process.subprocess, "Popen", refuse)
    with pytest.raises(RunStateError, match="The batch scoring process could not be started: Resource"):
        control.start(jobs, "batch", {})
    assert jobs.list() == []


@pytest.mark.process
def test_of_one_subject_only_one_job_is_active(jobs, start):
    job, _ = start(SLEEPER, "baseline", "same")
    assert start(SLEEPER, "baseline", "same") is None
    assert start(SLEEPER, "baseline", "other") is not None
    control.cancel(jobs, job.job_id)
    assert start(SLEEPER, "baseline", "same") is not None


@pytest.mark.process
def test_a_cancelled_job_ends_with_its_process(jobs, start, wait_until):
    job, popen = start(SLEEPER)
    control.cancel(jobs, job.job_id)
    assert jobs.get(job.job_id).status == "cancelled"
    wait_until(lambda: popen.poll() is not None, at_most=5)
    control.cancel(jobs, job.job_id)  # once more does no harm


@pytest.mark.process
def test_a_killed_process_fails_its_job_with_signal_and_last_message(jobs, start):
    job, popen = start(KILLED)
    job = control.wait(jobs, job, popen)
    assert job.status == "failed"
    assert job.error.problem == (
        "The timing process was killed by the signal SIGKILL while starting. Its last message: MemoryError"
    )
    assert "memory" in job.error.expected


@pytest.mark.process
def test_a_process_that_exits_without_a_result_fails_its_job_with_its_status(jobs, start):
    job = control.wait(jobs, *start("raise SystemExit(3)"))
    assert job.error.problem == "The timing process ended with the status 3 while starting."


@pytest.mark.process
@pytest.mark.parametrize("cancel_requested", [False, True])
def test_reconcile_ends_a_job_whose_process_is_gone(store, jobs, settings, start, wait_until, cancel_requested):
    job, popen = start(SLEEPER)
    if cancel_requested:
        jobs.cancel(job.job_id)
    popen.kill()
    wait_until(lambda: not psutil.pid_exists(popen.pid), at_most=5)
    queue.reconcile(store, settings)
    job = jobs.get(job.job_id)
    assert job.status == ("cancelled" if cancel_requested else "failed")
    assert cancel_requested or "stopped unexpectedly while starting" in job.error.problem


def test_a_job_that_never_got_a_process_fails_after_a_grace(store, jobs, settings, monkeypatch):
    job = jobs.create("preview", {})
    queue.reconcile(store, settings)
    assert jobs.get(job.job_id).status == "running"
    later = time.time() + 60
    monkeypatch.setattr(time, "time", lambda: later)
    queue.reconcile(store, settings)
    assert jobs.get(job.job_id).status == "failed"


@pytest.mark.process
def test_an_interrupted_wait_cancels_the_job(jobs, start, monkeypatch):
    job, popen = start(SLEEPER)

    def interrupt():
        raise KeyboardInterrupt

    monkeypatch.setattr(popen, "wait", interrupt)
    with pytest.raises(KeyboardInterrupt):
        control.wait(jobs, job, popen)
    assert jobs.get(job.job_id).status == "cancelled"


@pytest.fixture
def here(jobs):
    """A job that this process works on."""
    job = jobs.create("preview", {})
    jobs.assign(job.job_id, this_process())
    return jobs.get(job.job_id)


def carried_out(jobs, job, work):
    carry_out(jobs, job, work)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    return jobs.get(job.job_id)


def test_a_job_finishes_with_its_work(jobs, here):
    seen = []

    def work(task: Task) -> None:
        task.report("reading", done=1, total=2)
        seen.append(jobs.get(here.job_id).progress)

    assert carried_out(jobs, here, work).status == "finished"
    assert seen == [{"step": "reading", "done": 1, "total": 2}]


def test_an_error_keeps_its_type_and_its_three_parts(jobs, here):
    def work(task: Task) -> None:
        raise DatasetError("It is empty.", "It has rows.", "Add rows.")

    job = carried_out(jobs, here, work)
    assert type(job.error) is DatasetError
    assert (job.error.problem, job.error.expected, job.error.hint) == ("It is empty.", "It has rows.", "Add rows.")
    assert (job.status, job.message) == ("failed", "It is empty. It has rows. Add rows.")


def test_an_unforeseen_error_is_named(jobs, here):
    job = carried_out(jobs, here, lambda task: {}["x"])
    assert job.error.problem == "KeyError: 'x'."


def test_a_requested_cancel_is_raised_between_two_steps(jobs, here, wait_until):
    def work(task: Task) -> None:
        jobs.cancel(here.job_id)
        while True:
            time.sleep(0.01)
            task.report("going on")

    assert carried_out(jobs, here, work).status == "cancelled"


def test_a_step_that_does_not_listen_is_ended_with_the_process(jobs, here, monkeypatch, wait_until):
    ended = []
    monkeypatch.setattr(process.os, "_exit", ended.append)

    def work(task: Task) -> None:
        jobs.cancel(here.job_id)
        wait_until(lambda: ended == [1], at_most=5)

    assert carried_out(jobs, here, work).status == "cancelled"


def test_a_job_with_another_living_worker_is_not_worked_on(jobs, settings, monkeypatch):
    monkeypatch.setenv("BOTHWAYS_HOME", str(settings.home))
    job = jobs.create("preview", {})
    jobs.assign(job.job_id, Worker("elsewhere", 1, 1.0))
    with pytest.raises(RunStateError, match="is running"):
        work_on(job.job_id)


def test_old_results_are_removed_and_the_last_ones_kept(jobs, monkeypatch):
    preview, baseline, newer = jobs.create("preview", {}), jobs.create("baseline", {}, "s"), None
    for job in (preview, baseline):
        jobs.finish(job.job_id)
    newer = jobs.create("baseline", {}, "s")
    jobs.finish(newer.job_id)
    batches = [jobs.create("batch", {}) for _ in range(control.NUM_BATCHES_KEPT + 1)]
    for job in batches:
        jobs.finish(job.job_id)
    running = jobs.create("batch", {})
    control.remove_old(jobs)
    assert {job.job_id for job in jobs.list()} >= {preview.job_id, *(job.job_id for job in batches)}
    later = time.time() + 2 * control.BATCH_SECONDS_KEPT
    monkeypatch.setattr(time, "time", lambda: later)
    control.remove_old(jobs)
    kept = {job.job_id for job in jobs.list()}
    assert kept == {newer.job_id, running.job_id, *(job.job_id for job in batches[2:])}
    assert not preview.folder.exists()


def test_the_folder_of_a_job_whose_record_cannot_be_read_is_kept(jobs, store):
    job, gone = jobs.create("batch", {}), jobs.home / "jobs" / "gone"
    gone.mkdir()
    with store._engine.begin() as connection:
        connection.execute(sql.text("UPDATE jobs SET request = '['"))
    for folder in (job.folder, gone):
        os.utime(folder, (1, 1))
    control.remove_old(jobs)
    assert jobs.find(job.job_id) is None
    assert (job.folder.exists(), gone.exists()) == (True, False)


class BrokenRecords:
    """Records that lost their disk."""

    def beat(self, *_):
        return True

    def mark_cancelled(self, *_):
        raise StorageError("The disk failed.", "It works.", "Check it.")

    fail = mark_cancelled


def test_a_process_that_is_too_large_ends_though_its_end_cannot_be_recorded(monkeypatch):
    ended = threading.Event()
    monkeypatch.setattr(process, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr(process.os, "_exit", lambda _: ended.set())
    heartbeat = Heartbeat("1a2b", None, BrokenRecords(), lambda _: None, max_bytes=1)
    assert ended.wait(10)
    heartbeat.stop()
