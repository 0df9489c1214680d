"""The crowd job: one of several processes that time their steps at the same time, and the measurement of all."""

import subprocess
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from core.config import RunConfig
from core.runs.job import Job
from core.runs.jobs import control
from core.runs.jobs.process import Task
from core.runs.jobs.timing_job import load_tensorflow, time_steps
from core.runs.study import fits
from core.system.files import write_json
from core.system.memory import available_bytes, peak_bytes
from core.training.cost_model import Crowd, Lengths, StepTime, load_step_times, read_step_time, save_step_time
from core.training.tf_runtime import NUM_THREADS

_STEP, _READY = "step.json", "ready"  # what a process of a crowd leaves in its folder
_POLL_SECONDS = 0.05
_WAIT_SECONDS = 90.0  # for the others to load TensorFlow and trace their graphs


def time_crowds(
    task: Task, config: RunConfig, num_classes: int, lengths: Lengths | None, crowds: Sequence[Crowd]
) -> None:
    """Time the steps of several processes at once, for each crowd that is unknown and fits into memory.

    The worst process counts. Processes that train alone must have been timed before.
    """
    home = task.jobs.home
    (alone,) = load_step_times(home, [config], num_classes, lengths)
    for crowd in crowds:
        known = load_step_times(home, [config], num_classes, lengths, crowd) != [None]
        if known or alone is None or not fits(crowd.num_runs, alone.peak_bytes, available_bytes()):
            continue
        task.report("timing runs side by side", num_runs=crowd.num_runs)
        if steps := _steps_of(task, config, num_classes, lengths, crowd):
            save_step_time(_worst(steps), home, config, num_classes, lengths, crowd)


def work_on_task(task: Task) -> None:
    """Time the steps of the requested config once all processes of the crowd have made their first step."""
    request = task.request
    config, num_classes = RunConfig.from_dict(request["config"]), request["num_classes"]
    lengths = None if request["lengths"] is None else dict(request["lengths"])
    startup_seconds = load_tensorflow(task, [config])
    step = time_steps(config, num_classes, lengths, lambda: _wait_for_all(task))
    step = replace(step, startup_seconds=startup_seconds, peak_bytes=peak_bytes())
    write_json(asdict(step), task.folder / _STEP)


def _steps_of(task: Task, config: RunConfig, num_classes: int, lengths: Lengths | None, crowd: Crowd) -> list[StepTime]:
    """The steps that each process of a crowd has timed; empty where one has failed."""
    request = {
        "config": config.to_dict(),
        "num_classes": num_classes,
        "lengths": None if lengths is None else list(lengths.items()),
        "gate": str(task.folder),
        "num_runs": crowd.num_runs,
    }
    for ready in task.folder.glob(f"{_READY}.*"):  # of an earlier crowd
        ready.unlink()
    started: list[tuple[Job, subprocess.Popen[bytes]]] = []
    try:
        for _ in range(crowd.num_runs):
            one = control.start(task.jobs, "crowd", request, **{NUM_THREADS: str(crowd.num_threads)})
            started += [one] if one else []
        while any(process.poll() is None for _, process in started):
            task.raise_if_stopped()
            time.sleep(_POLL_SECONDS)
        steps = [read_step_time(job.folder / _STEP) for job, _ in started]
        return [step for step in steps if step] if None not in steps else []
    finally:
        for job, _ in started:
            control.cancel(task.jobs, job.job_id)
            task.jobs.delete(job.job_id)


def _wait_for_all(task: Task) -> None:
    """Wait until every process of the crowd is here, so that all time their steps at the same time."""
    gate = Path(task.request["gate"])
    (gate / f"{_READY}.{task.job.job_id}").touch()
    until = time.monotonic() + _WAIT_SECONDS
    while len(list(gate.glob(f"{_READY}.*"))) < task.request["num_runs"] and time.monotonic() < until:
        task.raise_if_stopped()
        time.sleep(_POLL_SECONDS)


def _worst(steps: Sequence[StepTime]) -> StepTime:
    return StepTime(
        startup_seconds=max(step.startup_seconds for step in steps),
        first_seconds=max(step.first_seconds for step in steps),
        step_seconds=max(step.step_seconds for step in steps),
        rows=steps[0].rows,
        peak_bytes=max(step.peak_bytes for step in steps),
    )
