"""The queue of trainings: submit, cancel, alive and reconcile, one detached process a run."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from core.access.actor import LOCAL
from core.config import RunConfig
from core.errors import ConfigError, RunNotFoundError, RunStateError, StudyNotFoundError
from core.runs.job import ENDED, Job, is_alive, this_process
from core.runs.jobs import control
from core.runs.jobs.search_job import arms_without_choice, choose_candidates
from core.runs.run import Run
from core.runs.search.next_trials import propose_trials
from core.runs.store import RunStore
from core.runs.study import Member, SideBySide, Study, StudyPlan, by_config, fits, members, missing, progress_of
from core.runs.study.search_wording import diverged_sentence
from core.settings import Workspace
from core.system.files.disk_space import check_room
from core.system.memory import available_bytes, process_bytes
from core.training.checkpoints import latest_epoch
from core.training.cost_model import run_bytes
from core.training.history import STARTING, recorded_progress
from core.training.tf_runtime import NUM_THREADS, num_cores

MAX_TRIES = 3


def submit(
    store: RunStore,
    workspace: Workspace,
    configs: Sequence[RunConfig],
    names: Sequence[str] = (),
    tags: Iterable[str] = (),
) -> list[Run]:
    """Queue runs and start as many as may run; `names` go with `configs`, `tags` are for all of them.

    Raises:
        NoSpaceError: when the disk has no room for a run.
    """
    check_room(workspace.home, run_bytes(0), "A run")
    runs = store.create_all(list(zip(configs, names or [""] * len(configs), strict=True)), tags)
    reconcile(store, workspace)
    return runs


def submit_study(store: RunStore, workspace: Workspace, plan: StudyPlan, name: str = "") -> Study:
    """Keep a study and queue all its runs, seed by seed; what a sudden end leaves out, `resume_study` adds.

    Of a study with a search, its runs are queued; when they have ended, `reconcile` queues those that are compared.
    """
    check_room(workspace.home, run_bytes(0), "A run")
    study = store.studies.create(plan, name)
    _add_members(store, study, members(plan))
    reconcile(store, workspace)
    return study


def cancel(store: RunStore, run_id: str) -> Run:
    """Cancel a queued run at once and a running one within two seconds.

    A running process stops by itself, except while it starts: importing TensorFlow blocks it for seconds.

    Raises:
        RunNotFoundError: when no run is named so.
        RunStateError: when the run has ended already.
    """
    run = store.cancel(run_id)
    if run.status == "running":
        if not alive(run):
            store.mark_cancelled(run.run_id, "Cancelled; its process had ended already.")
        elif run.progress.step == STARTING and run.worker not in (None, this_process()) and run.worker.is_here:
            store.mark_cancelled(run.run_id, "Cancelled while starting.")
            control.terminate(run.worker)
    return store.get(run.run_id)


def resume(store: RunStore, workspace: Workspace, run_id: str) -> Run:
    """Queue a failed or cancelled run again, to go on from its checkpoint or from the start.

    A run whose process was killed is resumed as well, even while its status is still `running`.

    Raises:
        RunStateError: when the run is queued, running or finished.
    """
    store.require_change(run_id)
    run = store.get(run_id)
    was_killed = run.status == "running" and not alive(run)
    reconcile(store, workspace)
    run = store.get(run.run_id)
    if not store.queue_again(run.run_id, f"Resumed {_from_where(run.folder)}.") and not was_killed:
        raise RunStateError(
            f"Run {run.run_id} is {run.status}.",
            "Only a failed or cancelled run can be resumed.",
            "Wait for it to end."
            if run.status in ("queued", "running")
            else "Train it anew with the same settings instead.",
        )
    reconcile(store, workspace)
    return store.get(run.run_id)


def cancel_study(store: RunStore, study_id: str) -> Study:
    """Cancel the queued and running runs of a study; those that have ended stay as they are.

    Raises:
        StudyNotFoundError: when no study is named so.
        RunStateError: when none of its runs is queued or running.
        AccessError: when it belongs to someone else.
    """
    store.studies.require_change(study_id)
    study = store.studies.get(study_id)
    active = [run for run in store.of_study(study.study_id) if run.status not in ENDED]
    if not active:
        raise RunStateError(
            f"No run of study {study.study_id} is queued or running.",
            "Only a queued or running study can be cancelled.",
            "Nothing needs to be done.",
        )
    cancel_all(store, active)
    return study


def cancel_all(store: RunStore, runs: Iterable[Run]) -> None:
    """Cancel these runs; one that has ended meanwhile stays as it is."""
    for run in sorted(runs, key=lambda run: run.status == "running"):  # the queued first, or they would be started
        with suppress(RunStateError, RunNotFoundError):
            cancel(store, run.run_id)


def resume_study(store: RunStore, workspace: Workspace, study_id: str) -> Study:
    """Queue the failed and cancelled runs of a study again, and add those of its plan that are missing.

    A run whose process was killed counts as failed, and a search that ended then goes on, before anyone has looked.

    Raises:
        StudyNotFoundError: when no study is named so.
        RunStateError: when all its runs are queued, running or finished, and none was recovered; or when every
            trial of an arm has diverged, so that its search cannot choose.
    """
    store.studies.require_change(study_id)
    study = store.studies.get(study_id)
    was_searching = study.plan.is_searching
    was_killed = any(run.status == "running" and not alive(run) for run in store.of_study(study.study_id))
    reconcile(store, workspace)
    study = store.studies.get(study.study_id)
    goes_on = was_killed or was_searching != study.plan.is_searching
    runs = store.of_study(study.study_id)
    if diverged := arms_without_choice(store, study):
        problem, remedy = diverged_sentence(study.plan, diverged).split(". ")
        raise RunStateError(f"{problem}.", "A search needs a trial of each arm that did not diverge.", remedy)
    absent = missing(runs, study.plan)
    due = {member.config for member in members(study.plan)}
    again = [
        store.queue_again(run.run_id, f"Resumed {_from_where(run.folder)}.")
        for run in by_config(runs).values()
        if run.config in due
    ]
    if not absent and not any(again) and not goes_on:
        raise RunStateError(
            f"Study {study.study_id}: {progress_of(runs, study.plan)}.",
            "Only a study with failed, cancelled or missing runs can be resumed.",
            "Nothing needs to be done.",
        )
    _add_members(store, study, absent)
    reconcile(store, workspace)
    return study


def add_missing(store: RunStore, workspace: Workspace, study: Study) -> None:
    """Queue the due runs that a study has not yet, and start as many as may run."""
    _add_members(store, study, missing(store.of_study(study.study_id), study.plan))
    reconcile(store, workspace)


def add_seeds(store: RunStore, workspace: Workspace, study_id: str, num_seeds: int) -> Study:
    """Raise the seeds of a study to this number, and queue their runs.

    Raises:
        StudyNotFoundError: when no study is named so.
        ConfigError: when the study cannot have so many seeds.
    """
    study = store.studies.add_seeds(study_id, num_seeds)
    add_missing(store, workspace, study)
    return study


def end_search(store: RunStore, workspace: Workspace, study_id: str) -> None:
    """Queue the runs that are compared in a study whose trials have all ended; nothing in any other."""
    with suppress(StudyNotFoundError):
        study = store.studies.get(study_id)
        if study.plan.is_searching:
            _end_search(store, study)
            reconcile(store, workspace)


def alive(run: Run | Job) -> bool:
    """Whether the process of a running run or job still lives, as far as this machine can tell."""
    return is_alive(run.worker, run.heartbeat_at)


def reconcile(store: RunStore, workspace: Workspace) -> None:
    """Bring the records and the processes together: recover jobs whose process is gone, start queued runs.

    A study whose search has ended, but whose process is gone before it queued what follows, goes on, too. A search
    gets its next trials.

    Cheap, and safe to call from several processes at any time; each job is recovered and started once. It is done for
    everyone, whoever the store acts for.
    """
    store = store.acting_for(LOCAL)
    store.jobs.end_unreadable()
    for job in store.jobs.list(("running",)):
        if job.cancel_requested and control.end_silent(job):
            store.mark_cancelled(job.job_id, "Cancelled; its process did not answer and was ended.")
        elif not alive(job):
            if job.kind == "training":
                _recover(store, job)
            else:
                control.record_loss(store.jobs, job)
    for study in store.studies.searching():
        if not any(map(alive, store.of_study(study.study_id))):
            _end_search(store, study)  # the process that was to do it is gone
    propose_trials(store, workspace.max_running)
    for run in reversed(store.list(("queued",))):
        together = _side_by_side(store, workspace, run)
        limit = together.num_runs if together else workspace.max_running
        if together and not _has_memory(store, together):
            break  # the next run to end makes room
        if store.claim(run.run_id, None, limit):
            _start(store, workspace, run)
        elif len(store.list(("running",))) >= limit:
            break


def _side_by_side(store: RunStore, workspace: Workspace, run: Run) -> SideBySide | None:
    """How the runs of a run's study train at the same time here; None for one at a time, or the number that was set."""
    if workspace.is_limited or run.study_id is None:
        return None
    try:
        planned = store.studies.get(run.study_id).plan.side_by_side
    except (StudyNotFoundError, ConfigError):  # deleted, or written by another version
        return None
    fits_here = planned is not None and planned.num_runs * planned.num_threads <= num_cores()
    return planned if fits_here else None


def _has_memory(store: RunStore, together: SideBySide) -> bool:
    """Whether one more run fits beside those that are running, which may still need more than they use now."""
    running = [job for job in store.jobs.list(("running",), "training") if job.worker is None or job.worker.is_here]
    used = [process_bytes(job.worker.pid) if job.worker else 0 for job in running]
    growing = sum(max(0, together.run_bytes - now) for now in used)
    return not running or fits(1, together.run_bytes, available_bytes() - growing)


def _add_members(store: RunStore, study: Study, added: Iterable[Member]) -> None:
    store.create_all([(member.config, member.name) for member in added], study_id=study.study_id)


def _end_search(store: RunStore, study: Study) -> None:
    if chosen := choose_candidates(store, study):
        with suppress(StudyNotFoundError):  # it has been deleted meanwhile
            store.end_search(study.study_id, chosen)


def _recover(store: RunStore, job: Job) -> None:
    progress = recorded_progress(job.progress)
    where = f"in epoch {progress.epoch}" if progress.epoch else f"while {progress.step or STARTING}"
    problem = f"The training process stopped unexpectedly {where} ({control.likely_cause(job)})."
    if job.cancel_requested:
        store.mark_cancelled(job.job_id, "Cancelled.")
    elif job.tries >= MAX_TRIES:
        error = RunStateError(problem, f"That was try {job.tries} of {MAX_TRIES}.", "Resume it to try again.")
        store.jobs.recover(job, error, again=False)
    elif job.worker is None:
        store.jobs.recover(job, "Its process was not started. It is started again.", again=True)
    else:
        goes_on = "starts again" if latest_epoch(job.folder) is None else "continues"
        store.jobs.recover(job, f"{problem} It {goes_on} {_from_where(job.folder)}.", again=True)


def _from_where(folder: Path) -> str:
    epoch = latest_epoch(folder)
    return "from the start" if epoch is None else f"from its checkpoint after epoch {epoch}"


def _start(store: RunStore, workspace: Workspace, run: Run) -> None:
    together = _side_by_side(store, workspace, run)
    environment = {NUM_THREADS: str(together.num_threads) if together else ""}
    if workspace.is_limited:
        environment["BOTHWAYS_MAX_RUNNING"] = str(workspace.max_running)
    if workspace.max_memory:
        environment["BOTHWAYS_MAX_MEMORY"] = str(workspace.max_memory)
    control.launch(store.jobs, store.jobs.get(run.run_id), **environment)
