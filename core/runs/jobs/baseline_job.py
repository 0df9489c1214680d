"""The job that fits the baselines of a data set: started, followed and cancelled from any page or process."""

import hashlib
import json
import math
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from core.config import RunConfig
from core.data import sources
from core.errors import DatasetError
from core.evaluation.baselines.baseline_fit import fit_baselines
from core.evaluation.baselines.baseline_store import data_key, rules_key
from core.runs.job import RESULT
from core.runs.job_store import JobStore
from core.runs.jobs import control
from core.runs.jobs.process import Task
from core.runs.run import Run
from core.system.files import write_json

CHANGED_DATA = "The data have changed since these runs were trained. Baselines of the present data would be misleading."
UNKNOWN_DATA = (
    "These runs were trained before Bothways recorded a fingerprint of the data, so their baselines cannot be "
    "identified. Train them again to get them."
)


@dataclass(frozen=True)
class BaselineState:
    """How far the fit of a config's baselines is.

    Args:
        status: `none` when no fit was started, or it was cancelled.
        step: what it does while it is `running`, as a clause.
        error: why it `failed`, as sentences.
        key: the `data_key` of the data that it has read, when it is `done`.
        finished_at: when it was `done`, in seconds since 1970.
        files: when each file that it has read was last modified.
    """

    status: Literal["none", "running", "done", "failed"] = "none"
    step: str = ""
    error: str = ""
    key: str = ""
    finished_at: float = 0.0
    files: tuple[int, ...] = ()


def start_baseline(jobs: JobStore, config: RunConfig) -> subprocess.Popen[bytes] | None:
    """Start `fit_baselines` in a process of its own; None while another process fits the same ones.

    Raises:
        RunStateError: when the process cannot be started.
    """
    started = control.start(jobs, "baseline", config.to_dict(), _subject(config))
    return started[1] if started else None


def cancel_baseline(jobs: JobStore, config: RunConfig) -> None:
    """Cancel the fit of a config's baselines, whichever process has started it."""
    if job := jobs.latest("baseline", _subject(config)):
        jobs.actor.require_change(job.owner, "The fit of these baselines")
        control.cancel(jobs, job.job_id)


def baseline_state(jobs: JobStore, config: RunConfig) -> BaselineState:
    """How far the last fit of a config's baselines is; fast enough to be polled."""
    job = jobs.latest("baseline", _subject(config))
    if job is None:
        return BaselineState()
    job = control.refresh(jobs, job.job_id)
    if job.status == "running":
        return BaselineState("running", job.step)
    if job.status == "failed":
        return BaselineState("failed", error=str(job.error or job.message))
    if job.status == "finished":
        try:
            result = json.loads((job.folder / f"{RESULT}.json").read_text(encoding="utf-8"))
            return BaselineState(
                "done", key=result["key"], finished_at=job.finished_at or 0.0, files=tuple(result["files"] or ())
            )
        except (OSError, ValueError, KeyError):
            return BaselineState()
    return BaselineState()


def data_have_changed(jobs: JobStore, run: Run) -> bool:
    """Whether the last fit of a run's baselines has read other data than the run was trained on.

    Another fit cannot help then (`CHANGED_DATA`) until the files change again. Before the first fit, it is unknown.
    """
    state = baseline_state(jobs, run.config)
    read_since = state.status == "done" and state.finished_at > (run.finished_at or math.inf)
    same_files = state.files == _modified_at(run.config)
    return read_since and same_files and state.key != data_key(run.config, run.data.get("fingerprint", ""))


def work_on_task(task: Task) -> None:
    """Fit the baselines of the requested config; the result says which data were read."""
    config = RunConfig.from_dict(task.request)
    files = _modified_at(config)  # before they are read: a later change is noticed
    baselines = fit_baselines(config, task.jobs.home, task.report)
    key = next(iter(baselines.values())).key
    write_json({"key": key, "files": files}, task.folder / f"{RESULT}.json")


def _subject(config: RunConfig) -> str:
    """The same for all configs with the same data and split, whatever their networks."""
    text = config.text
    first_split = {"split"} if config.dataset.split == 0 else None  # keeps the subjects of stored jobs
    dataset = config.dataset.model_dump(exclude=first_split)
    decisive = [dataset, config.train.validation_split, text.num_words, text.lower, text.oov]
    if config.dataset.kind == "text":
        decisive += rules_key(config)
    elif config.dataset.kind == "tokens":
        decisive += [text.normalization, text.language]
    return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()[:16]


def _modified_at(config: RunConfig) -> tuple[int, ...]:
    with suppress(DatasetError, OSError):
        return tuple(file.stat().st_mtime_ns for file in sources.files(config.dataset))
    return ()
