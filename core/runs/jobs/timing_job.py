"""Timing: a few steps of planned trainings, timed before they start, in a process of their own."""

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import psutil

from core.config import RunConfig
from core.models.architecture import layer_table, num_features
from core.settings import PROJECT_FOLDER
from core.training.cost_model import (
    Lengths,
    StepTime,
    length_counts,
    load_step_times,
    num_steps,
    rows_in_batch,
    save_step_time,
)
from core.training.tf_runtime import prepare_tensorflow

MIN_STEPS, MIN_SECONDS, MAX_SECONDS = 3, 0.5, 5.0  # what the steps after the first one are timed for, an arm

_MOST_ROWS = 20_000  # made up for one timing
_NUM_STEPS = 10_000  # more than fit into MAX_SECONDS

State = Literal["running", "done", "cancelled", "error"]


class Timing:
    """A process that times a few steps of each config, one after the other, and keeps what it finds for the next time.

    It is started at once. What was timed before is not timed again; it can be cancelled and started twice without harm.

    Args:
        home: the workspace, where the answers are kept.
        lengths: where `needs_lengths`, how many texts have each number of words.
    """

    def __init__(self, home: Path, configs: Sequence[RunConfig], num_classes: int, lengths: Lengths | None = None):
        self._about = (home, tuple(configs), num_classes, lengths)
        self._cancelled = False
        self._said = b""
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from core.runs.jobs.timing_job import answer; answer()"],
            cwd=PROJECT_FOLDER,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        self._listener = threading.Thread(target=self._listen, args=(_question(*self._about),), daemon=True)
        self._listener.start()

    @property
    def state(self) -> State:
        """`done` when all answers are there; what went wrong is in `error`."""
        if self._listener.is_alive():
            return "running"
        if None not in load_step_times(*self._about):
            return "done"
        return "cancelled" if self._cancelled else "error"

    @property
    def error(self) -> str:
        """What the process said last."""
        lines = [line for line in self._said.decode(errors="replace").splitlines() if line.strip()]
        return lines[-1] if lines else f"It ended with the status {self._process.returncode}."

    @property
    def num_done(self) -> int:
        """How many of the configs have their answer."""
        return sum(step is not None for step in load_step_times(*self._about))

    def cancel(self) -> None:
        """End the process; what it has found so far is kept."""
        if self._listener.is_alive():
            self._cancelled = True
            self._process.kill()
            self._listener.join()

    def wait(self) -> State:
        """The state when the process has ended."""
        self._listener.join()
        return self.state

    def _listen(self, question: bytes) -> None:
        self._said = self._process.communicate(question)[1]


def _question(home: Path, configs: Sequence[RunConfig], num_classes: int, lengths: Lengths | None) -> bytes:
    question = {
        "home": str(home),
        "configs": [config.to_dict() for config in configs],
        "num_classes": num_classes,
        "lengths": None if lengths is None else [(int(length), int(number)) for length, number in lengths.items()],
    }
    return json.dumps(question).encode()


def answer() -> None:
    """What the other process does: a question as JSON on standard input, a file in the workspace for each answer."""
    question = json.loads(sys.stdin.buffer.read())
    configs = [RunConfig.from_dict(values) for values in question["configs"]]
    for config in configs:
        layer_table(config, question["num_classes"])  # refuses what cannot be built before TensorFlow is loaded
    prepare_tensorflow(configs)
    from core.runs.jobs import pipeline  # noqa: F401 - all that a run loads, TensorFlow above all

    startup_seconds = time.time() - psutil.Process().create_time()
    home, num_classes = Path(question["home"]), question["num_classes"]
    lengths = None if question["lengths"] is None else dict(question["lengths"])
    for config in configs:
        if load_step_times(home, [config], num_classes, lengths) == [None]:
            step = replace(time_steps(config, num_classes, lengths), startup_seconds=startup_seconds)
            save_step_time(step, home, config, num_classes, lengths)


class _EnoughError(Exception):
    """Ends a training from inside when enough of its steps are timed."""


def time_steps(config: RunConfig, num_classes: int, lengths: Lengths | None = None) -> StepTime:
    """Time a few steps of the training itself on made-up rows; imports TensorFlow, so it is not for the app.

    The first step's time is apart, because it traces the graph.
    """
    from core.models.keras_model import build_model
    from core.training.loop import compile_model, train
    from core.training.train_step import MIN_COMPILED_UPDATES

    rows = _made_up_rows(config, num_classes, lengths)
    ended_at = []

    def stop_when_timed() -> None:
        ended_at.append(time.monotonic())
        passed = ended_at[-1] - ended_at[0]
        if passed >= MAX_SECONDS or (len(ended_at) > MIN_STEPS and passed >= MIN_SECONDS):
            raise _EnoughError

    started_at = time.monotonic()
    model = build_model(config, num_classes)
    compile_model(model, config.model.head, config.train.learning_rate)
    # Compiling one length after the other would be timed as steps: here, by length, nothing is compiled.
    most_steps = MIN_COMPILED_UPDATES - 1 if config.train.batching == "by_length" else _NUM_STEPS
    settings = config.train.model_copy(
        update={"epochs": 1, "steps_per_epoch": most_steps, "early_stopping_patience": None}
    )
    nothing = replace(rows, encoded=replace(rows.encoded, lengths=rows.encoded.lengths[:0]))
    with tempfile.TemporaryDirectory() as folder, suppress(_EnoughError):
        train(model, rows, nothing, settings, Path(folder), raise_if_stopped=stop_when_timed)
    steps = np.diff(ended_at)
    step_seconds = np.mean(steps) if config.train.batching == "by_length" else np.median(steps)
    return StepTime(0.0, ended_at[0] - started_at, float(step_seconds), rows_in_batch(config, lengths))


def _made_up_rows(config: RunConfig, num_classes: int, lengths: Lengths | None) -> Any:
    from core.data.encoding import Encoded, LabelledRows

    random = np.random.default_rng(0)
    steps = _row_lengths(config, lengths)
    shape = (len(steps), int(steps.max()))
    if config.dataset.kind == "text":
        inputs = random.integers(1, config.text.num_words, shape, dtype=np.int32)
    else:
        inputs = random.random((*shape, num_features(config)), dtype=np.float32)
    per_step = config.model.head == "per_step"
    labels = random.integers(0, num_classes, shape if per_step else len(steps), dtype=np.int32)
    return LabelledRows(Encoded(inputs, steps), labels)


def _row_lengths(config: RunConfig, lengths: Lengths | None) -> np.ndarray:
    """Steps of each made-up row: as the texts have them where batches are of equal length, else all the same."""
    if config.train.batching == "padded":
        return np.full(4 * config.train.batch_size, num_steps(config, lengths), np.int32)
    kept = length_counts(config, lengths)
    share = min(1.0, _MOST_ROWS / sum(kept.values()))
    numbers = [max(1, round(number * share)) for number in kept.values()]
    return np.repeat(np.array(list(kept), np.int32), numbers)
