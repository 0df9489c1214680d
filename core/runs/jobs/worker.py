"""The training job: trains one run, fits the baselines its study lacks, and records how the run ended."""

import subprocess
import traceback
from collections.abc import Callable
from contextlib import suppress

from core.data.dataset import Dataset
from core.errors import BothwaysError, TrainingCancelledError, TrainingPrunedError
from core.evaluation.baselines.baseline_store import baseline_names, data_key, has_baseline, load_baselines
from core.runs.job import LOG
from core.runs.jobs import queue
from core.runs.jobs.baseline_job import baseline_state, cancel_baseline, start_baseline
from core.runs.jobs.process import Heartbeat, Task, log, log_to, unforeseen
from core.runs.run import Run
from core.runs.search.next_trials import prunes
from core.runs.search.trial_wording import pruned_because
from core.runs.store import RunStore
from core.settings import Workspace, read_workspace
from core.system.paths import quoting_workspace_only
from core.training.checkpoints import remove_checkpoints
from core.training.history import STARTING, Progress
from core.training.tf_runtime import prepare_tensorflow

POLL_SECONDS = 0.1  # between two looks at whether to stop
FITTING = "fitting the baselines"

Report = Callable[[Progress], None]


def work_on_task(task: Task) -> None:
    """Train the run of a job that this process has taken over."""
    workspace = read_workspace()
    store = RunStore(workspace.database_url, workspace.runs_folder)
    try:
        run = store.get(task.job.job_id)
        prepare_tensorflow([run.config])
        work(run, store, workspace)
        if run.study_id:
            queue.end_search(store, workspace, run.study_id)
    finally:
        store.close()


def work(
    run: Run,
    store: RunStore,
    workspace: Workspace,
    on_progress: Report = lambda progress: None,
    dataset: Dataset | None = None,
) -> Run:
    """Train a run that this process has claimed, and return it as it ended.

    Whatever happens, the run is left finished, failed with the reason or cancelled, and the next queued run is started.

    Args:
        dataset: its data, where they have been read already.
    """
    handler = log_to(run.folder / LOG)
    heartbeat = Heartbeat(
        run.run_id,
        run.worker,
        store,
        lambda progress: store.report(run.run_id, progress),
        lambda: _cancel_message(heartbeat.progress),
        lambda: queue.reconcile(store, workspace),
        workspace.max_memory,
    )

    pruning_epoch = 0

    def report(progress: Progress) -> None:
        nonlocal pruning_epoch
        heartbeat.progress = progress
        on_progress(progress)
        if progress.epoch > max(pruning_epoch, 1):  # the epoch before it has just been stored
            pruning_epoch = progress.epoch
            raise_if_pruned(run, store, progress.epoch - 1)

    try:
        _fit_baselines(run, store, heartbeat, report)
        from core.runs.jobs.pipeline import run_experiment  # TensorFlow: seconds with a heartbeat already

        with quoting_workspace_only():  # the error is stored with the run, and its log is shown in the app
            run_experiment(run, store, heartbeat.raise_if_stopped, report, dataset)
    except (TrainingCancelledError, KeyboardInterrupt):
        store.mark_cancelled(run.run_id, _cancel_message(heartbeat.progress), run.worker)
        log.info("cancelled")
    except TrainingPrunedError as error:
        store.mark_pruned(run.run_id, error.problem, run.worker)
        remove_checkpoints(run.folder)  # a pruned trial is not resumed
        log.info("%s", error.problem)
    except BothwaysError as error:
        store.fail(run.run_id, error.with_traceback(None), run.worker)
        log.error("failed: %s", error)
    except Exception as error:
        store.fail(run.run_id, unforeseen(error, run.folder), run.worker)
        log.error("failed\n%s", traceback.format_exc())
    finally:
        heartbeat.stop()
        queue.reconcile(store, workspace)
        log.removeHandler(handler)
        handler.close()
    return store.get(run.run_id)


def raise_if_pruned(run: Run, store: RunStore, epoch: int) -> None:
    """Called after each epoch but the last.

    Raises:
        TrainingPrunedError: when the run is a trial of a search, and others were better at that epoch.
    """
    if run.search_id and prunes(store, run):
        metric, plan = run.config.train.monitor, store.searches.get(run.search_id).plan
        raise TrainingPrunedError(
            f"Pruned after epoch {epoch} of {run.config.train.epochs}: its best {metric} {pruned_because(plan)}.",
            "A search spends its time on promising settings.",
            "Train a new run with these settings to see it through.",
        )


def _fit_baselines(run: Run, store: RunStore, heartbeat: Heartbeat, report: Report) -> None:
    """Have another process fit the baselines that the run's study lacks; the run is trained even if that fails.

    In a process of its own, its memory is given back before the training.
    """
    try:
        if not _lacks_baselines(run, store):
            return
        log.info(FITTING)
        report(Progress(step=FITTING))
        if process := start_baseline(store.jobs, run.config):  # otherwise another process is at it
            _wait_for(process, run, store, heartbeat)
            state = baseline_state(store.jobs, run.config)
            if state.status != "done":
                log.warning("no baselines: %s", state.error or "its process was cancelled")
        report(Progress(STARTING))
    except TrainingCancelledError:
        raise
    except Exception:
        log.warning("no baselines\n%s", traceback.format_exc())


def _lacks_baselines(run: Run, store: RunStore) -> bool:
    """As far as it is known before the data are read: from what other runs of the study have read."""
    if run.study_id is None or not has_baseline(run.config):
        return False
    fingerprints = [one.data["fingerprint"] for one in store.of_study(run.study_id) if one.data.get("fingerprint")]
    stored = [load_baselines(store.jobs.home, data_key(run.config, fingerprint)) for fingerprint in fingerprints]
    return not any(len(of_data) == len(baseline_names(run.config)) for of_data in stored)


def _wait_for(process: subprocess.Popen[bytes], run: Run, store: RunStore, heartbeat: Heartbeat) -> None:
    try:
        while process.poll() is None:
            heartbeat.raise_if_stopped()
            with suppress(subprocess.TimeoutExpired):
                process.wait(POLL_SECONDS)
    except BaseException:
        cancel_baseline(store.jobs, run.config)
        raise


def _cancel_message(progress: Progress | None) -> str:
    if progress and progress.epoch:
        return f"Cancelled in epoch {progress.epoch}, batch {progress.batch} of {progress.num_batches}."
    return f"Cancelled while {progress.step if progress else STARTING}."
