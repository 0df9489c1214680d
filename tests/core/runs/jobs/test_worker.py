import os
import subprocess
import sys
import threading

import pytest

from core.errors import ConfigError
from core.evaluation.baselines.baseline_store import BASELINE, baseline_names, data_key
from core.runs.job import this_process
from core.runs.jobs import process, queue, worker
from core.runs.jobs.worker import work
from core.runs.search import SearchPlan
from core.runs.study import StudyPlan
from core.system.files import disk_space
from core.training.history import Progress


@pytest.fixture
def experiment(monkeypatch):
    """Lets a test say what the experiment does."""
    import core.runs.jobs.pipeline

    return lambda run_experiment: monkeypatch.setattr(core.runs.jobs.pipeline, "run_experiment", run_experiment)


@pytest.fixture
def run(store, tiny_config):
    run = store.create(tiny_config)
    store.claim(run.run_id, this_process())
    return store.get(run.run_id)


def test_a_failure_people_can_mend_is_the_message_of_the_run(experiment, run, store, settings):
    def fail(*_):
        raise ConfigError("units is 0.", "It must be 1 or more.", "Change it.")

    experiment(fail)
    ended = work(run, store, settings)
    assert (ended.status, ended.message) == ("failed", "units is 0. It must be 1 or more. Change it.")


def test_an_unforeseen_failure_leaves_its_traceback_in_the_log_only(experiment, run, store, settings):
    def fail(*_):
        raise ZeroDivisionError("division by zero")

    experiment(fail)
    ended = work(run, store, settings)
    assert ended.message == (
        "ZeroDivisionError: division by zero. This error was not expected. The log says where it happened."
    )
    assert "Traceback" in (run.folder / "log.txt").read_text(encoding="utf-8")


def test_progress_reaches_the_store_and_the_caller(experiment, run, store, settings, wait_until):
    progress, reported = Progress("training", 1, 2, 3, 4, 0.5, 0.6, 7.0), []

    def report(run, store, raise_if_stopped, on_progress, *_):
        on_progress(progress)
        wait_until(lambda: store.get(run.run_id).progress == progress, at_most=5)
        store.finish(run.run_id, {"test_accuracy": 1.0}, 1.0)

    experiment(report)
    assert work(run, store, settings, reported.append).status == "finished"
    assert reported == [progress]


def test_a_trial_that_is_pruned_ends_after_the_epoch_and_starts_the_next(
    experiment, store, settings, tiny_config, monkeypatch
):
    search = store.searches.create(SearchPlan(tiny_config, ("train.learning_rate=0.01..0.1",), 2))
    run = store.create_trial(search.search_id, 1, tiny_config, "Trial 1")
    store.claim(run.run_id, this_process())
    run, epochs = store.get(run.run_id), []
    monkeypatch.setattr(worker, "prunes", lambda store, run: epochs.append(epochs) or len(epochs) == 2)
    monkeypatch.setattr(queue, "_start", lambda store, settings, run: None)

    def train(run, store, raise_if_stopped, on_progress, *_):
        for epoch in (1, 2, 3, 4):
            for batch in (1, 2):
                on_progress(Progress("training", epoch, 4, batch, 2))

    experiment(train)
    ended = work(run, store, settings)
    assert (ended.status, ended.message) == (
        "pruned",
        "Pruned after epoch 2 of 2: its best val_loss was worse than the median of the finished trials at that epoch.",
    )
    assert [one.status for one in store.of_search(search.search_id)] == ["pruned", "running"]


def test_a_cancel_is_raised_inside_the_experiment_and_says_where_it_was(experiment, run, store, settings):
    def go_on(run, store, raise_if_stopped, on_progress, *_):
        on_progress(Progress("training", 2, 5, 30, 100))
        store.cancel(run.run_id)
        while True:
            threading.Event().wait(0.01)
            raise_if_stopped()

    experiment(go_on)
    ended = work(run, store, settings)
    assert (ended.status, ended.message) == ("cancelled", "Cancelled in epoch 2, batch 30 of 100.")


def test_a_step_that_does_not_listen_is_ended_with_the_process(experiment, run, store, settings, monkeypatch):
    ended = threading.Event()
    monkeypatch.setattr(process.os, "_exit", lambda status: ended.set())

    def hang(run, store, raise_if_stopped, on_progress, *_):
        store.cancel(run.run_id)
        assert ended.wait(10)

    experiment(hang)
    assert work(run, store, settings).status == "cancelled"


def test_a_process_that_outgrows_its_limit_is_ended_and_says_so(experiment, run, store, settings, monkeypatch):
    ended = threading.Event()
    monkeypatch.setattr(process.os, "_exit", lambda status: ended.set())

    def grow(*_):
        assert ended.wait(10)

    experiment(grow)
    limited = settings.model_copy(update={"max_memory": 1_000_000})
    failed = work(run, store, limited)
    assert failed.status == "failed"
    assert "GB of memory and was ended. It may use 0.00 GB (BOTHWAYS_MAX_MEMORY)." in failed.message


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), RuntimeError("Can't write data")])
def test_a_failure_on_a_full_disk_says_that_it_is_full(experiment, run, store, settings, monkeypatch, error):
    monkeypatch.setattr(disk_space, "free_bytes", lambda folder: 500_000)

    def fail(*_):
        raise error

    experiment(fail)
    assert work(run, store, settings).message.startswith("The disk is full (0.5 MB are free).")


def test_a_log_that_has_grown_large_is_rotated(run):
    handler = process.log_to(run.folder / "log.txt")
    for _ in range(3):
        process.log.info("x" * 600_000)
    process.log.removeHandler(handler)
    handler.close()
    assert sorted(path.name for path in run.folder.glob("log*")) == ["log.txt", "log.txt.1", "log.txt.2"]


def test_ctrl_c_cancels_the_run(experiment, run, store, settings):
    def interrupt(*_):
        raise KeyboardInterrupt

    experiment(interrupt)
    assert work(run, store, settings).status == "cancelled"


def test_the_next_queued_run_is_started_when_one_ends(experiment, run, store, settings, tiny_config, monkeypatch):
    started = []
    monkeypatch.setattr(queue, "_start", lambda store, settings, run: started.append(run.run_id))
    following = store.create(tiny_config)
    experiment(lambda run, store, *_: store.finish(run.run_id, {}, 1.0))
    work(run, store, settings)
    assert started == [following.run_id]


def test_a_database_that_is_busy_for_a_while_does_not_end_a_training(
    experiment, run, store, settings, monkeypatch, wait_until
):
    from sqlalchemy.exc import OperationalError

    beat, beats = store.beat, []

    def sometimes(run_id, worker):
        beats.append(run_id)
        if len(beats) == 1:
            raise OperationalError("UPDATE", {}, Exception("database is locked"))
        return beat(run_id, worker)

    monkeypatch.setattr(store, "beat", sometimes)

    def go_on(run, store, *_):
        wait_until(lambda: len(beats) >= 2, at_most=5)
        store.finish(run.run_id, {}, 1.0)

    experiment(go_on)
    assert work(run, store, settings).status == "finished"
    assert "database is locked" in (run.folder / "log.txt").read_text(encoding="utf-8")


def test_the_log_belongs_to_one_run(experiment, run, store, settings, tiny_config):
    def finish(run, store, *_):
        process.log.info("about %s", run.run_id)
        store.finish(run.run_id, {}, 1.0)

    experiment(finish)
    work(run, store, settings)
    other = store.create(tiny_config)
    store.claim(other.run_id, this_process())
    work(store.get(other.run_id), store, settings)
    assert (run.folder / "log.txt").read_text(encoding="utf-8").count("about") == 1
    assert os.path.getsize(other.folder / "log.txt") > 0


@pytest.fixture
def study_run(store, tiny_config):
    study = store.studies.create(StudyPlan(tiny_config, ("forward", "bidirectional")))
    run = store.create(tiny_config, study_id=study.study_id)
    store.claim(run.run_id, this_process())
    return store.get(run.run_id)


@pytest.fixture
def process_of(monkeypatch):
    """Lets a test say which program fits the baseline; gives the configs that one was started for."""

    def stand_in(program: str) -> list:
        started = []

        def start(jobs, config):
            started.append(config)
            return subprocess.Popen([sys.executable, "-S", "-c", program])

        monkeypatch.setattr(worker, "start_baseline", start)
        return started

    return stand_in


def finish(run, store, *_):
    store.describe(run.run_id, data={"fingerprint": "of the data"})
    store.finish(run.run_id, {}, 1.0)


def test_the_linear_baseline_of_a_study_is_fitted_before_its_first_run(
    experiment, study_run, store, settings, process_of
):
    started, steps = process_of("pass"), []
    experiment(finish)
    assert work(study_run, store, settings, lambda progress: steps.append(progress.step)).status == "finished"
    assert started == [study_run.config]
    assert steps == [worker.FITTING, "starting"]


def test_a_baseline_that_is_kept_already_is_not_fitted_again(
    experiment, study_run, store, settings, process_of, monkeypatch, tiny_config
):
    process_of("pass")
    experiment(finish)
    work(study_run, store, settings)
    key = data_key(tiny_config, "of the data")
    monkeypatch.setattr(
        worker,
        "load_baselines",
        lambda home, of_data: dict.fromkeys(baseline_names(tiny_config)) if of_data == key else {},
    )
    started = process_of("pass")
    following = store.create(tiny_config.with_settings(["train.seed=43"]), study_id=study_run.study_id)
    store.claim(following.run_id, this_process())
    assert work(store.get(following.run_id), store, settings).status == "finished"
    assert started == []


def test_a_baseline_of_an_older_version_is_joined_by_the_one_it_lacks(
    experiment, study_run, store, settings, process_of, monkeypatch, tiny_config
):
    process_of("pass")
    experiment(finish)
    work(study_run, store, settings)
    monkeypatch.setattr(worker, "load_baselines", lambda home, of_data: {BASELINE: None})
    started = process_of("pass")
    following = store.create(tiny_config.with_settings(["train.seed=43"]), study_id=study_run.study_id)
    store.claim(following.run_id, this_process())
    work(store.get(following.run_id), store, settings)
    assert len(started) == 1


def test_a_run_of_no_study_fits_no_baseline(experiment, run, store, settings, process_of):
    started = process_of("pass")
    experiment(finish)
    work(run, store, settings)
    assert started == []


def test_a_baseline_that_fails_is_in_the_log_and_the_run_is_trained(experiment, study_run, store, settings, process_of):
    process_of("raise SystemExit(1)")
    experiment(finish)
    assert work(study_run, store, settings).status == "finished"
    assert "no baselines: its process was cancelled" in (study_run.folder / "log.txt").read_text("utf-8")


def test_a_baseline_that_cannot_be_started_is_in_the_log_and_the_run_is_trained(
    experiment, study_run, store, settings, monkeypatch
):
    def fail(*_):
        raise OSError("too many processes")

    monkeypatch.setattr(worker, "start_baseline", fail)
    experiment(finish)
    assert work(study_run, store, settings).status == "finished"
    assert "too many processes" in (study_run.folder / "log.txt").read_text("utf-8")


def test_a_cancel_ends_the_fit_of_the_baseline_too(experiment, study_run, store, settings, monkeypatch, process_of):
    process_of("import time; time.sleep(100)")
    start, processes = worker.start_baseline, []

    def start_and_cancel(jobs, config):
        processes.append(start(jobs, config))
        store.cancel(study_run.run_id)
        return processes[0]

    cancelled = []
    monkeypatch.setattr(worker, "start_baseline", start_and_cancel)
    monkeypatch.setattr(worker, "cancel_baseline", lambda jobs, config: cancelled.append(config))
    ended = work(study_run, store, settings)
    assert (ended.status, ended.message) == ("cancelled", "Cancelled while fitting the baselines.")
    assert cancelled == [study_run.config]
    processes[0].kill()
    processes[0].wait()
