"""The timing job: a few steps of planned trainings, timed before these start."""

import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import psutil

from core.config import RunConfig
from core.errors import RunNotFoundError
from core.models.architecture import layer_table, num_features, num_priors
from core.runs.job import Job
from core.runs.job_store import JobStore
from core.runs.jobs import control
from core.runs.jobs.process import Task
from core.runs.study import slowest
from core.system.memory import peak_bytes
from core.training.cost_model import (
    Crowd,
    Lengths,
    StepTime,
    length_counts,
    load_step_times,
    num_steps,
    save_step_time,
)
from core.training.tf_runtime import prepare_tensorflow

MIN_STEPS, MIN_SECONDS, MAX_SECONDS = 3, 0.5, 5.0  # what the steps after the first one are timed for, an arm

_MOST_ROWS = 20_000  # made up for one timing
_NUM_STEPS = 10_000  # more than fit into MAX_SECONDS

State = Literal["running", "done", "cancelled", "error"]


class Timing:
    """A process that times a few steps of each config, one after the other, and saves them for the next forecast.

    It is started at once. Known steps are not timed again; cancelling it or starting it twice does no harm.

    Args:
        jobs: of the workspace that the step times are saved in.
        lengths: where `needs_lengths`, how many texts have each number of words.
        crowds: numbers of runs and threads whose steps are timed at the same time, with the slowest config.

    Raises:
        RunStateError: when the process cannot be started.
    """

    def __init__(
        self,
        jobs: JobStore,
        configs: Sequence[RunConfig],
        num_classes: int,
        lengths: Lengths | None = None,
        crowds: Sequence[Crowd] = (),
    ) -> None:
        self._jobs = jobs
        self._about = (jobs.home, tuple(configs), num_classes, lengths)
        request = {
            "configs": [config.to_dict() for config in configs],
            "num_classes": num_classes,
            "lengths": None if lengths is None else [(int(length), int(number)) for length, number in lengths.items()],
            "crowds": [list(crowd) for crowd in crowds],
        }
        started = control.start(jobs, "timing", request)
        if started is None:
            raise AssertionError("a job without a subject is always started")
        self._job, self._process = started

    @property
    def state(self) -> State:
        """`done` when all steps are known; `error` says why they are not."""
        job = self._record()
        if job.status == "running":
            return "running"
        if None not in load_step_times(*self._about):
            return "done"
        return "cancelled" if job.status == "cancelled" else "error"

    @property
    def error(self) -> str:
        """Why the process has failed, as sentences."""
        job = self._record()
        return str(job.error or job.message)

    @property
    def num_done(self) -> int:
        """The number of configs with known steps."""
        return sum(step is not None for step in load_step_times(*self._about))

    def cancel(self) -> None:
        """End the process; the step times so far are kept."""
        control.cancel(self._jobs, self._job.job_id)

    def wait(self) -> State:
        """The state when the process has ended; an interrupt cancels it."""
        control.wait(self._jobs, self._job, self._process)
        return self.state

    def _record(self) -> Job:
        """The job as it is; as it was last seen when its record has been removed."""
        with suppress(RunNotFoundError):
            self._job = control.refresh(self._jobs, self._job.job_id, self._process.poll())
        return self._job


def work_on_task(task: Task) -> None:
    """Time the requested configs; each result is saved in the workspace as soon as it is known."""
    request, home = task.request, task.jobs.home
    configs, num_classes = [RunConfig.from_dict(values) for values in request["configs"]], request["num_classes"]
    lengths = None if request["lengths"] is None else dict(request["lengths"])
    for config in configs:
        layer_table(config, num_classes)  # refuses what cannot be built before TensorFlow is loaded
    known = load_step_times(home, configs, num_classes, lengths)
    if None in known:
        startup_seconds = load_tensorflow(task, configs)
        for number, config in enumerate(configs):
            if known[number] is None:
                task.report("timing steps", done=number, total=len(configs))
                step = time_steps(config, num_classes, lengths)
                step = replace(step, startup_seconds=startup_seconds, peak_bytes=peak_bytes())
                save_step_time(step, home, config, num_classes, lengths)
    place = slowest(configs, load_step_times(home, configs, num_classes, lengths))
    if place is not None:
        from core.runs.jobs.crowd_job import time_crowds  # which times steps as well

        crowds = [Crowd(*crowd) for crowd in request.get("crowds", ())]
        time_crowds(task, configs[place], num_classes, lengths, crowds)


def load_tensorflow(task: Task, configs: Sequence[RunConfig]) -> float:
    """Load all that a run loads, TensorFlow above all; the seconds since this process was started."""
    task.report("loading TensorFlow")
    prepare_tensorflow(configs)
    from core.runs.jobs import pipeline  # noqa: F401

    return time.time() - psutil.Process().create_time()


class _EnoughError(Exception):
    """Ends a training from inside when enough of its steps are timed."""


def time_steps(
    config: RunConfig,
    num_classes: int,
    lengths: Lengths | None = None,
    on_first_step: Callable[[], None] = lambda: None,
) -> StepTime:
    """Time a few steps of the training itself on made-up rows; imports TensorFlow, so it is not for the app.

    The first step's time is apart, because it traces the graph.

    Args:
        on_first_step: called after it; the later steps are timed from its return on.
    """
    from core.models.keras_model import build_model
    from core.training.batches.batching import num_updates
    from core.training.loop import compile_model, train

    rows = _made_up_rows(config, num_classes, lengths)
    ended_at: list[float] = []
    first_seconds = 0.0

    def stop_when_timed() -> None:
        nonlocal first_seconds
        if not ended_at:
            first_seconds = time.monotonic() - started_at
            on_first_step()
        ended_at.append(time.monotonic())
        passed = ended_at[-1] - ended_at[0]
        if passed >= MAX_SECONDS or (len(ended_at) > MIN_STEPS and passed >= MIN_SECONDS):
            raise _EnoughError

    started_at = time.monotonic()
    model = build_model(config, num_classes)
    compile_model(model, config.model.head, config.train, num_updates(config.train, rows.encoded.lengths))
    settings = config.train.model_copy(
        update={"epochs": 1, "steps_per_epoch": _NUM_STEPS, "early_stopping_patience": None}
    )
    nothing = replace(rows, encoded=replace(rows.encoded, lengths=rows.encoded.lengths[:0]))
    with tempfile.TemporaryDirectory() as folder, suppress(_EnoughError):
        train(model, rows, nothing, settings, Path(folder), raise_if_stopped=stop_when_timed)
    # The median, because some texts are so long that XLA compiles their batch's loops anew.
    return StepTime(0.0, first_seconds, float(np.median(np.diff(ended_at))), config.train.batch_size)


def _made_up_rows(config: RunConfig, num_classes: int, lengths: Lengths | None) -> Any:
    from core.data.encoding import Encoded, LabelledRows

    random = np.random.default_rng(0)
    steps = _row_lengths(config, lengths)
    shape = (len(steps), int(steps.max()))
    inputs: np.ndarray
    if config.dataset.has_words:
        inputs = random.integers(1, config.text.num_words, shape, dtype=np.int32)
    else:
        inputs = random.random((*shape, num_features(config) or 1), dtype=np.float32)
    per_step = config.model.head == "per_step"
    labels = random.integers(0, num_classes, shape if per_step else len(steps), dtype=np.int32)
    if config.model.head == "multi_label":
        labels = random.integers(0, 2, (len(steps), num_classes), dtype=np.int32)
    numbers = num_priors(config, num_classes)
    priors = random.normal(size=(*shape, numbers)).astype(np.float32) if numbers else None
    return LabelledRows(Encoded(inputs, steps, priors), labels, has_token_labels=config.dataset.kind == "tokens")


def _row_lengths(config: RunConfig, lengths: Lengths | None) -> np.ndarray:
    """Steps of each made-up row: as the texts have them where padding is not read, else all the same."""
    if config.train.batching == "padded":
        return np.full(4 * config.train.batch_size, num_steps(config, lengths), np.int32)
    kept = length_counts(config, lengths)
    share = min(1.0, _MOST_ROWS / sum(kept.values()))
    numbers = [max(1, round(number * share)) for number in kept.values()]
    return np.repeat(np.array(list(kept), np.int32), numbers)
