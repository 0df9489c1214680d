"""The process that trains one run: beats while it lives, stops when asked, leaves word of how it ended."""

import logging
import os
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from core.errors import BothwaysError, TrainingCancelledError
from core.evaluation.linear_baseline import data_key, has_baseline, load_baseline
from core.runs.jobs import queue
from core.runs.jobs.baseline_job import baseline_state, start_baseline
from core.runs.run import Run
from core.runs.store import RunStore
from core.settings import Workspace
from core.training.history import STARTING, Progress

BEAT_SECONDS = 0.5
ASK_SECONDS = 0.1  # between two looks at whether to stop
FITTING = "fitting the linear baseline"
GRACE_SECONDS = 0.7  # what a step gets to stop by itself before the process is ended

_log = logging.getLogger("core")


def work(
    run: Run, store: RunStore, settings: Workspace, on_progress: Callable[[Progress], None] = lambda progress: None
) -> Run:
    """Train a run that this process has claimed, and return it as it ended.

    Whatever happens, the run is left finished, failed with the reason or cancelled, and the next queued run is started.
    """
    handler = _log_to(run.folder / "log.txt")
    heart = _Heartbeat(run, store, settings)
    try:
        _fit_baseline(run, store, settings, heart, on_progress)
        from core.runs.jobs.pipeline import (
            run_experiment,  # imports TensorFlow: seconds in which the heart must beat already
        )

        run_experiment(run, store, heart.raise_if_stopped, lambda progress: _tell(progress, heart, on_progress))
    except (TrainingCancelledError, KeyboardInterrupt):
        store.mark_cancelled(run.run_id, _cancelled(heart.progress), run.worker)
        _log.info("cancelled")
    except BothwaysError as error:
        store.fail(run.run_id, str(error), run.worker)
        _log.error("failed: %s", error)
    except Exception as error:
        store.fail(run.run_id, f"{type(error).__name__}: {error}. The log says where.", run.worker)
        _log.error("failed\n%s", traceback.format_exc())
    finally:
        heart.stop()
        queue.reconcile(store, settings)
        _log.removeHandler(handler)
        handler.close()
    return store.get(run.run_id)


def _fit_baseline(
    run: Run, store: RunStore, settings: Workspace, heart: "_Heartbeat", on_progress: Callable[[Progress], None]
) -> None:
    """Have another process fit the linear baseline that the run's study lacks; the run is trained whatever comes of it.

    In a process of its own, its memory is given back before the training.
    """
    try:
        if not _lacks_baseline(run, store, settings):
            return
        _log.info(FITTING)
        _tell(Progress(step=FITTING), heart, on_progress)
        if process := start_baseline(run.config, settings.home):  # otherwise another process is at it
            _wait_for(process, heart)
            state = baseline_state(run.config, settings.home)
            if state.status != "done":
                _log.warning("no linear baseline: %s", state.error or "its process ended without a word")
        _tell(Progress(STARTING), heart, on_progress)
    except TrainingCancelledError:
        raise
    except Exception:
        _log.warning("no linear baseline\n%s", traceback.format_exc())


def _lacks_baseline(run: Run, store: RunStore, settings: Workspace) -> bool:
    """As far as can be told before the data are read: by what other runs of the study have read."""
    if run.study_id is None or not has_baseline(run.config):
        return False
    read = {one.data.get("fingerprint") for one in store.of_study(run.study_id)} - {None}
    return not any(load_baseline(settings.home, data_key(run.config, fingerprint)) for fingerprint in read)


def _wait_for(process: subprocess.Popen, heart: "_Heartbeat") -> None:
    try:
        while process.poll() is None:
            heart.raise_if_stopped()
            with suppress(subprocess.TimeoutExpired):
                process.wait(ASK_SECONDS)
    finally:
        process.terminate()  # one that has ended does not mind


class _Heartbeat(threading.Thread):
    """Beats into the store, writes the latest progress and hears whether to stop.

    A step that cannot be interrupted (an import, a graph being traced) is ended with the process after a short grace:
    every write to the store and every artifact is whole at any moment, so nothing is lost by it.
    """

    def __init__(self, run: Run, store: RunStore, settings: Workspace):
        super().__init__(daemon=True)
        self.progress = Progress(STARTING)
        self._run = run
        self._store = store
        self._settings = settings
        self._reported = self.progress
        self._stopped = threading.Event()
        self._ended = threading.Event()
        self.start()

    def raise_if_stopped(self) -> None:
        if self._stopped.is_set():
            raise TrainingCancelledError("A cancel was asked for.", "Training stops then.", "Resume the run to go on.")

    def stop(self) -> None:
        self._ended.set()
        self.join()

    def run(self) -> None:
        while not self._ended.wait(BEAT_SECONDS):
            try:
                goes_on = self._beat()
            except SQLAlchemyError as error:  # a busy or restarting database must not end a training
                _log.warning("no word to the run store: %s", error)
                continue
            if not goes_on:
                self._stopped.set()
                if not self._ended.wait(GRACE_SECONDS):
                    self._store.mark_cancelled(self._run.run_id, _cancelled(self.progress), self._run.worker)
                    queue.reconcile(self._store, self._settings)
                    print(self._store.get(self._run.run_id).message, file=sys.stderr, flush=True)
                    os._exit(1)
                return

    def _beat(self) -> bool:
        if self.progress is not self._reported:
            self._reported = self.progress
            self._store.report(self._run.run_id, self._reported)
        return self._store.beat(self._run.run_id, self._run.worker)


def _tell(progress: Progress, heart: _Heartbeat, on_progress: Callable[[Progress], None]) -> None:
    heart.progress = progress
    on_progress(progress)


def _cancelled(progress: Progress) -> str:
    if progress.epoch:
        return f"Cancelled in epoch {progress.epoch}, batch {progress.batch} of {progress.num_batches}."
    return f"Cancelled while {progress.step}."


def _log_to(path: Path) -> logging.Handler:
    handler = logging.FileHandler(path, encoding="utf-8")
    formatter = logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    _log.addHandler(handler)
    _log.setLevel(logging.INFO)
    return handler
