import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import psutil
import pytest

from core.errors import ConfigError, RunStateError, StudyNotFoundError
from core.runs import job
from core.runs.job import Worker, this_process
from core.runs.jobs import queue
from core.runs.study import SideBySide, StudyPlan, members, progress_of
from core.settings import PROJECT_FOLDER
from core.system import child_process
from core.training.history import Progress


class NoProcess:
    """Stands for Popen where no training process should start; remembers the commands."""

    started: list = []  # noqa: RUF012

    def __init__(self, command, **options):
        self.started.append((command, options))
        self.pid = os.getpid()

    def wait(self):
        return 0


@pytest.fixture
def started(monkeypatch):
    monkeypatch.setattr(NoProcess, "started", [])
    monkeypatch.setattr(child_process.subprocess, "Popen", NoProcess)
    return NoProcess.started


def gone() -> Worker:
    """A worker of this machine whose process is another one by now: this process, but born at another time."""
    return Worker(socket.gethostname(), os.getpid(), 1.0)


def no_process() -> Worker:
    """A worker of this machine whose process has ended."""
    unused = next(pid for pid in range(99_999, 1, -1) if not psutil.pid_exists(pid))
    return Worker(socket.gethostname(), unused, 1.0)


def started_ids(started) -> list[str]:
    return [command[-1] for command, _ in started]


def test_submitting_queues_all_and_starts_as_many_as_may_run(started, store, settings, tiny_config):
    pair = queue.submit(store, settings, [tiny_config, tiny_config.twin()], names=["a", "b"], tags=["pair"])
    assert started_ids(started) == [pair[0].run_id]
    assert [(run.name, run.tags, run.status) for run in reversed(store.list())] == [
        ("a", ("pair",), "running"),
        ("b", ("pair",), "queued"),
    ]


def test_a_training_process_is_detached_and_gets_the_same_workspace(started, store, settings, tiny_config):
    queue.submit(store, settings, [tiny_config])
    command, options = started[0]
    assert command[:4] == [sys.executable, "-m", "core", "work"]
    assert options["start_new_session"]
    assert options["env"]["BOTHWAYS_HOME"] == str(settings.home)
    assert options["env"]["BOTHWAYS_DATABASE_URL"] == settings.database_url


def test_the_queue_goes_on_oldest_first_when_a_run_ends(started, store, settings, tiny_config):
    first, second, third = queue.submit(store, settings, [tiny_config] * 3)
    store.finish(first.run_id, {}, 1.0)
    queue.reconcile(store, settings)
    queue.reconcile(store, settings)
    assert started_ids(started) == [first.run_id, second.run_id]
    assert store.get(third.run_id).status == "queued"


def test_a_process_that_cannot_start_fails_its_run_with_the_reason(monkeypatch, store, settings, tiny_config):
    def refuse(*_, **__):
        raise OSError("Resource temporarily unavailable")

    monkeypatch.setattr(child_process.subprocess, "Popen", refuse)
    run = queue.submit(store, settings, [tiny_config])[0]
    assert store.get(run.run_id).status == "failed"
    assert "Resource temporarily unavailable" in store.get(run.run_id).message


def test_a_living_process_is_not_confused_with_a_later_one_of_its_number(store, tiny_config, monkeypatch):
    run = store.create(tiny_config, worker=this_process())
    assert queue.alive(run)
    store.assign(run.run_id, gone())
    later = time.time() + job.START_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert not queue.alive(store.get(run.run_id))


def test_a_process_that_beats_lives_though_the_clock_was_set(store, tiny_config):
    run = store.create(tiny_config, worker=gone())
    assert queue.alive(run)


def test_a_run_whose_process_was_never_started_is_started_again(started, store, settings, tiny_config, monkeypatch):
    run = store.create(tiny_config)
    store.claim(run.run_id, None)
    queue.reconcile(store, settings)
    assert started == []
    later = time.time() + job.START_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)
    queue.reconcile(store, settings)
    assert started_ids(started) == [run.run_id]
    assert "not started" in store.get(run.run_id).message


def test_a_worker_on_another_machine_lives_while_it_beats(store, tiny_config, monkeypatch):
    run = store.create(tiny_config)
    store.claim(run.run_id, Worker("elsewhere", 1, 1.0))
    assert queue.alive(store.get(run.run_id))
    later = time.time() + job.SILENCE_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert not queue.alive(store.get(run.run_id))


def test_a_run_that_lost_its_process_before_its_first_checkpoint_starts_again(started, store, settings, tiny_config):
    run = store.create(tiny_config)
    store.claim(run.run_id, no_process())
    store.report(run.run_id, Progress("training", epoch=1, epochs=2, batch=3, num_batches=8))
    for tries in (2, 3):
        queue.reconcile(store, settings)
        again = store.get(run.run_id)
        assert (again.status, again.tries) == ("running", tries)
        assert "The training process stopped unexpectedly" in again.message
        assert "It starts again from the start." in again.message
        store.assign(run.run_id, no_process())
    queue.reconcile(store, settings)
    assert store.get(run.run_id).status == "failed"
    assert started_ids(started) == [run.run_id] * 2


def change_row(settings, table: str, key: str, **values: str | bytes) -> None:
    """Write into the database what Bothways never would."""
    with closing(sqlite3.connect(settings.home / "bothways.db", isolation_level=None)) as connection:
        columns = ", ".join(f"{name} = ?" for name in values)
        connection.execute(f"UPDATE {table} SET {columns} WHERE {table[:-1]}_id = ?", [*values.values(), key])


@pytest.mark.parametrize(
    ("table", "broken"),
    [
        ("runs", {"tags": "[1,"}),
        ("runs", {"config": "{}}"}),
        ("runs", {"created_at": "yesterday"}),
        ("runs", {"name": b"\xff\xfe"}),
        ("jobs", {"progress": '{"step": "training", "speed": 3}'}),
        ("jobs", {"progress": "]"}),
    ],
)
def test_a_run_whose_record_is_broken_is_named_and_the_queue_goes_on(
    started, store, settings, tiny_config, table, broken, caplog
):
    first, second = queue.submit(store, settings, [tiny_config] * 2)
    store.assign(first.run_id, no_process())
    change_row(settings, table, first.run_id, **broken)
    assert [run.run_id for run in store.list()] == [second.run_id]
    assert list(store.unreadable()) == [first.run_id]
    assert f"run {first.run_id} is left out" in caplog.text
    with pytest.raises(ConfigError, match="cannot be read"):
        store.get(first.run_id)
    for _ in range(3):
        queue.reconcile(store, settings)
        for job_id in (first.run_id, second.run_id):
            store.assign(job_id, no_process())
    assert second.run_id in started_ids(started)
    store.jobs.mark_cancelled(first.run_id, "")
    store.delete(first.run_id)
    assert store.unreadable() == {}


@pytest.fixture
def stopped():
    """A process that answers no signal but SIGKILL."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    os.kill(process.pid, signal.SIGSTOP)
    yield process
    process.kill()
    process.communicate()


def test_a_stopped_process_is_killed_when_its_cancel_has_no_answer(
    stopped, started, store, settings, tiny_config, monkeypatch
):
    first, second = queue.submit(store, settings, [tiny_config] * 2)
    store.assign(first.run_id, Worker.of(stopped.pid))
    store.report(first.run_id, Progress("training", epoch=1))
    assert queue.cancel(store, first.run_id).status == "running"
    queue.reconcile(store, settings)
    assert store.get(first.run_id).status == "running"  # its last heartbeat is new
    later = time.time() + job.SILENCE_SECONDS
    monkeypatch.setattr(time, "time", lambda: later)
    queue.reconcile(store, settings)
    assert "did not answer" in store.get(first.run_id).message
    assert stopped.wait(10) == -signal.SIGKILL
    assert started_ids(started) == [first.run_id, second.run_id]


def test_a_run_that_lost_its_process_goes_on_from_its_checkpoint_three_times_at_most(
    started, store, settings, tiny_config
):
    run = store.create(tiny_config)
    (run.folder / "checkpoint-1.keras").touch()
    store.claim(run.run_id, no_process())
    for tries in (2, 3):
        queue.reconcile(store, settings)
        again = store.get(run.run_id)
        assert (again.status, again.tries) == ("running", tries)
        assert "continues from its checkpoint after epoch 1" in again.message
        store.assign(run.run_id, no_process())
    queue.reconcile(store, settings)
    assert store.get(run.run_id).status == "failed"
    assert "try 3 of 3" in store.get(run.run_id).message
    assert started_ids(started) == [run.run_id] * 2


def test_a_run_that_was_to_be_cancelled_when_it_lost_its_process_is_cancelled(started, store, settings, tiny_config):
    run = store.create(tiny_config)
    (run.folder / "checkpoint-1.keras").touch()
    store.claim(run.run_id, no_process())
    assert queue.cancel(store, run.run_id).status == "cancelled"
    store.queue_again(run.run_id, "again")
    store.claim(run.run_id, no_process())
    store.cancel(run.run_id)
    queue.reconcile(store, settings)
    assert store.get(run.run_id).status == "cancelled"


def test_a_process_that_is_still_starting_is_ended_by_whoever_cancels(store, tiny_config):
    starting = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    run = store.create(tiny_config)
    store.claim(run.run_id, Worker(socket.gethostname(), starting.pid, psutil.Process(starting.pid).create_time()))
    assert queue.cancel(store, run.run_id).message == "Cancelled while starting."
    assert starting.wait(10) == -signal.SIGTERM
    starting.stdin.close()


def test_a_failed_run_can_be_resumed_and_a_finished_one_not(started, store, settings, tiny_config):
    run = queue.submit(store, settings, [tiny_config])[0]
    with pytest.raises(RunStateError, match=r"is running.*Wait"):
        queue.resume(store, settings, run.run_id)
    store.fail(run.run_id, "broke")
    assert queue.resume(store, settings, run.run_id).message == "Resumed from the start."
    store.finish(run.run_id, {}, 1.0)
    with pytest.raises(RunStateError, match=r"is finished.*Train it anew"):
        queue.resume(store, settings, run.run_id)
    assert started_ids(started) == [run.run_id] * 2


def test_a_killed_run_is_resumed_though_nobody_has_looked_at_it(started, store, settings, tiny_config):
    run = store.create(tiny_config)
    store.claim(run.run_id, no_process())
    assert "It starts again from the start." in queue.resume(store, settings, run.run_id).message
    store.assign(run.run_id, no_process())
    (run.folder / "checkpoint-1.keras").touch()
    again = queue.resume(store, settings, run.run_id)
    assert again.status == "running"
    assert "continues from its checkpoint after epoch 1" in again.message
    assert started_ids(started) == [run.run_id] * 2


@pytest.fixture
def long_config(tiny_config):
    return tiny_config.with_settings(["train.epochs=1000", "train.early_stopping_patience=none"])


@pytest.fixture
def no_process_left(store):
    yield
    for run in store.list(("running",)):
        if run.worker and queue.alive(run):
            os.kill(run.worker.pid, signal.SIGKILL)


def epochs(store, run) -> int:
    return len(store.epochs([run.run_id])[run.run_id])


@pytest.mark.process
@pytest.mark.measures
def test_a_killed_training_resumes_and_a_cancel_ends_it_within_two_seconds(
    store, settings, long_config, wait_until, no_process_left
):
    run = queue.submit(store, settings, [long_config])[0]
    wait_until(lambda: epochs(store, run) >= 2)
    killed = store.get(run.run_id)
    os.kill(killed.worker.pid, signal.SIGKILL)

    def says_so():
        queue.reconcile(store, settings)
        return "continues from its checkpoint after epoch" in store.get(run.run_id).message

    assert wait_until(says_so, at_most=5) < 5
    done = epochs(store, run)
    wait_until(lambda: epochs(store, run) > done)
    again = store.get(run.run_id)
    assert (again.status, again.tries) == ("running", 2)
    assert again.worker != killed.worker

    queue.cancel(store, run.run_id)
    assert wait_until(lambda: store.get(run.run_id).status == "cancelled", at_most=2) < 2
    assert store.get(run.run_id).message.startswith("Cancelled in epoch")
    wait_until(lambda: not psutil.pid_exists(again.worker.pid), at_most=10)


@pytest.mark.process
def test_killing_the_app_leaves_its_trainings_running_and_the_queue_moving(
    store, settings, tiny_config, wait_until, no_process_left
):
    app = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import json, sys, time\n"
            "from core.runs.jobs import queue\n"
            "from core.config import RunConfig\n"
            "from core.runs.store import RunStore\n"
            "from core.settings import read_workspace\n"
            "settings = read_workspace()\n"
            "store = RunStore(settings.database_url, settings.runs_folder)\n"
            "config = RunConfig.from_dict(json.loads(sys.argv[1]))\n"
            "queue.submit(store, settings, [config, config.twin()])\n"
            "print('submitted', flush=True)\n"
            "time.sleep(600)\n",
            tiny_config.model_dump_json(),
        ],
        cwd=PROJECT_FOLDER,
        env={**os.environ, "BOTHWAYS_HOME": str(settings.home)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert app.stdout.readline() == "submitted\n"
    app.kill()
    app.communicate()
    wait_until(lambda: [run.status for run in store.list()] == ["finished", "finished"], at_most=120)
    for run in store.list():
        names = {path.name for path in run.folder.iterdir()}
        assert names >= {"model.keras", "model.onnx", "vocabulary.json", "predictions.parquet", "log.txt"}


@pytest.mark.process
@pytest.mark.measures
def test_a_cancel_while_tensorflow_is_being_imported_is_heard_within_two_seconds(
    store, settings, long_config, wait_until, no_process_left
):
    run = queue.submit(store, settings, [long_config])[0]
    beat_at = store.get(run.run_id).heartbeat_at
    wait_until(lambda: store.get(run.run_id).heartbeat_at > beat_at + 0.4)
    queue.cancel(store, run.run_id)
    assert wait_until(lambda: store.get(run.run_id).status == "cancelled", at_most=2) < 2


@pytest.fixture
def plan(tiny_config) -> StudyPlan:
    return StudyPlan(tiny_config, ("forward", "bidirectional"), "matched_parameters", num_seeds=2)


def progress_text(store, study) -> str:
    return str(progress_of(store.of_study(study.study_id), study.plan))


def test_a_study_queues_all_its_runs_and_trains_them_seed_by_seed(started, store, settings, plan):
    study = queue.submit_study(store, settings, plan, "Which way?")
    runs = store.of_study(study.study_id)
    assert study.name == "Which way?"
    assert [run.config for run in runs] == [member.config for member in members(plan)]
    assert [run.name for run in runs] == [member.name for member in members(plan)]
    for run in runs:
        store.finish(run.run_id, {}, 1.0)
        queue.reconcile(store, settings)
    assert started_ids(started) == [run.run_id for run in runs]
    assert progress_text(store, study) == "4 of 4 finished"
    assert progress_of(store.of_study(study.study_id), plan).whole


def test_seeds_that_are_added_to_a_study_are_queued_for_every_arm(started, store, settings, plan):
    study = queue.submit_study(store, settings, plan)
    for run in store.of_study(study.study_id):
        store.finish(run.run_id, {}, 1.0)
        queue.reconcile(store, settings)
    grown = queue.add_seeds(store, settings, study.study_id, 3)
    assert grown.plan.looks == (2,)
    assert progress_text(store, grown) == "4 of 6 finished, 1 running, 1 queued"


def test_the_progress_of_a_study_reads_as_words(started, store, settings, plan):
    study = queue.submit_study(store, settings, plan)
    first, second, third, fourth = store.of_study(study.study_id)
    assert progress_text(store, study) == "0 of 4 finished, 1 running, 3 queued"
    store.finish(first.run_id, {}, 1.0)
    store.fail(second.run_id, "broke")
    store.cancel(third.run_id)
    store.delete(fourth.run_id)
    assert progress_text(store, study) == "1 of 4 finished, 1 failed, 1 cancelled, 1 missing"
    progress = progress_of(store.of_study(study.study_id), plan)
    assert (progress.active, progress.whole, progress.resumable) == (False, False, True)


def test_cancelling_a_study_stops_what_runs_and_starts_nothing_else(started, store, settings, plan):
    study = queue.submit_study(store, settings, plan)
    first, *_, last = store.of_study(study.study_id)
    store.finish(first.run_id, {}, 1.0)
    store.claim(last.run_id, no_process())
    assert queue.cancel_study(store, study.study_id[:6]) == study
    assert progress_text(store, study) == "1 of 4 finished, 3 cancelled"
    queue.reconcile(store, settings)
    assert started_ids(started) == [first.run_id]
    with pytest.raises(RunStateError, match="No run of study"):
        queue.cancel_study(store, study.study_id)
    with pytest.raises(StudyNotFoundError):
        queue.cancel_study(store, first.run_id)


def test_resuming_a_study_queues_what_ended_otherwise_and_adds_what_is_missing(started, store, settings, plan):
    study = queue.submit_study(store, settings, plan)
    first, second, third, fourth = store.of_study(study.study_id)
    store.finish(first.run_id, {}, 1.0)
    store.fail(second.run_id, "broke")
    store.delete(third.run_id)
    store.cancel(fourth.run_id)
    queue.resume_study(store, settings, study.study_id)
    runs = store.of_study(study.study_id)
    assert {run.config for run in runs} == {member.config for member in members(plan)}
    assert progress_text(store, study) == "1 of 4 finished, 1 running, 2 queued"
    assert "Resumed from the start" in store.get(second.run_id).message
    with pytest.raises(RunStateError, match="1 of 4 finished, 1 running, 2 queued"):
        queue.resume_study(store, settings, study.study_id)


def test_resuming_a_study_whose_process_was_killed_needs_no_look_at_it_before(started, store, settings, plan):
    study = queue.submit_study(store, settings, plan)
    run = store.of_study(study.study_id)[1]
    store.claim(run.run_id, no_process())
    queue.resume_study(store, settings, study.study_id)
    assert store.get(run.run_id).status == "queued"
    assert "starts again from the start" in store.get(run.run_id).message


def test_a_study_interrupted_before_its_runs_were_queued_is_completed_by_resuming(
    started, store, settings, plan, monkeypatch
):
    def killed(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(store, "create_all", killed)
        with pytest.raises(KeyboardInterrupt):
            queue.submit_study(store, settings, plan)
    (study,) = store.studies.list()
    assert progress_text(store, study) == "0 of 4 finished, 4 missing"
    queue.resume_study(store, settings, study.study_id)
    assert [run.config for run in store.of_study(study.study_id)] == [member.config for member in members(plan)]


def test_a_study_that_two_resume_at_once_gets_each_missing_run_once(started, store, settings, plan, monkeypatch):
    study = queue.submit_study(store, settings, plan)
    for run in store.of_study(study.study_id)[1:]:
        store.delete(run.run_id)
    missing = queue.missing

    def slowly(runs, plan):
        absent = missing(runs, plan)
        monkeypatch.setattr(queue, "missing", missing)
        queue.resume_study(store, settings, study.study_id)  # somebody else is faster
        return absent

    monkeypatch.setattr(queue, "missing", slowly)
    queue.resume_study(store, settings, study.study_id)
    runs = store.of_study(study.study_id)
    assert sorted(run.name for run in runs) == sorted(member.name for member in members(plan))
    assert sorted(folder.name for folder in settings.runs_folder.iterdir()) == sorted(run.run_id for run in runs)


@pytest.mark.parametrize("finished", [0, 1])
def test_of_two_runs_of_one_config_the_finished_one_counts(started, store, settings, plan, finished):
    """An earlier version could make two."""
    study = queue.submit_study(store, settings, plan)
    twins = [store.of_study(study.study_id)[0], store.create(members(plan)[0].config)]
    with store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE runs SET study_id = ?", (study.study_id,))
    store.claim(twins[1].run_id, gone())
    store.fail(twins[1 - finished].run_id, "broke")
    store.finish(twins[finished].run_id, {}, 1.0)
    assert progress_text(store, study) == "1 of 4 finished, 3 queued"
    with pytest.raises(RunStateError, match="1 of 4 finished"):
        queue.resume_study(store, settings, study.study_id)
    assert store.get(twins[1 - finished].run_id).status == "failed"


@pytest.fixture
def side_by_side(tiny_config, monkeypatch):
    """A plan of four runs, two at a time with one thread each, on a machine with two cores and much memory."""
    monkeypatch.setattr(queue, "num_cores", lambda: 2)
    monkeypatch.setattr(queue, "available_bytes", lambda: 10**12)
    return StudyPlan(tiny_config, ("forward", "bidirectional"), num_seeds=2, side_by_side=SideBySide(2, 1, 10**9, 1.8))


def test_runs_of_a_study_train_side_by_side_with_their_part_of_the_threads(started, store, settings, side_by_side):
    study = queue.submit_study(store, settings, side_by_side)
    runs = store.of_study(study.study_id)
    assert started_ids(started) == [run.run_id for run in runs[:2]]
    assert [options["env"]["BOTHWAYS_NUM_THREADS"] for _, options in started] == ["1", "1"]
    assert all("BOTHWAYS_MAX_RUNNING" not in options["env"] for _, options in started)
    store.finish(runs[0].run_id, {}, 1.0)
    queue.reconcile(store, settings)
    assert started_ids(started) == [run.run_id for run in runs[:3]]


def test_a_number_of_runs_that_was_set_counts_more_than_the_plan(started, store, settings, side_by_side):
    assert not settings.is_limited
    limited = type(settings)(home=settings.home, max_running=1)
    assert limited.is_limited
    queue.submit_study(store, limited, side_by_side)
    ((_, options),) = started
    assert (options["env"]["BOTHWAYS_MAX_RUNNING"], options["env"]["BOTHWAYS_NUM_THREADS"]) == ("1", "")


def test_a_machine_with_fewer_cores_trains_one_run_at_a_time(started, store, settings, side_by_side, monkeypatch):
    monkeypatch.setattr(queue, "num_cores", lambda: 1)
    queue.submit_study(store, settings, side_by_side)
    ((_, options),) = started
    assert options["env"]["BOTHWAYS_NUM_THREADS"] == ""


def test_no_run_is_started_beside_others_that_would_not_fit_into_memory(
    started, store, settings, side_by_side, monkeypatch
):
    monkeypatch.setattr(queue, "available_bytes", lambda: 2 * 10**9)
    monkeypatch.setattr(queue, "process_bytes", lambda pid: 10**8)
    study = queue.submit_study(store, settings, side_by_side)
    assert len(started) == 1  # the one that runs may still grow by 0.9 GB
    monkeypatch.setattr(queue, "process_bytes", lambda pid: 10**9)
    queue.reconcile(store, settings)
    assert started_ids(started) == [run.run_id for run in store.of_study(study.study_id)[:2]]


def test_a_single_run_still_trains_alone_with_all_threads(started, store, settings, tiny_config, side_by_side):
    queue.submit(store, settings, [tiny_config, tiny_config.twin()])
    ((_, options),) = started
    assert options["env"]["BOTHWAYS_NUM_THREADS"] == ""
