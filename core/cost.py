"""Cost: how long a training will take, from a few steps of it timed in a process of their own before it starts."""

import hashlib
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

import numpy as np
import psutil

from core.config import RunConfig
from core.layers import IMAGE_SIZE, layer_table, num_features
from core.settings import PROJECT_FOLDER

MIN_STEPS, MIN_SECONDS, MAX_SECONDS = 3, 0.5, 5.0  # what the steps after the first one are timed for, an arm
DATA_SECONDS = 1.0  # reading and dividing the smallest data
SECONDS_PER_TEXT = 0.0002  # cutting a text of some 230 words into words, encoding and testing it
EPOCH_SECONDS = 0.3  # the checkpoint and the best weights
ENDING_SECONDS = 3.0  # tracing the validation step, export, parity check

_ASSUMED_LENGTH = 200  # words of a text where nobody has counted them
_MOST_ROWS = 20_000  # made up for one timing
_NUM_STEPS = 10_000  # more than fit into MAX_SECONDS

State = Literal["running", "done", "cancelled", "error"]
Lengths = Mapping[int, int]


@dataclass(frozen=True)
class StepTime:
    """What was timed of one network.

    Args:
        startup_seconds: from the start of the process until TensorFlow and all of core are loaded.
        first_seconds: building and compiling the network, and its first step, which traces the graph.
        step_seconds: one training step after that: the median, or the mean where batches differ in length.
        rows: in a batch, on average.
    """

    startup_seconds: float
    first_seconds: float
    step_seconds: float
    rows: float


def estimated_seconds(step: StepTime, num_train_rows: float, num_val_rows: float, config: RunConfig) -> float:
    """At most how many seconds a whole run takes, from starting its process to its test; early stopping shortens it.

    A validation batch runs forward only, about a third of the work of a training batch.
    """
    train = config.train
    num_batches = train.steps_per_epoch or math.ceil(num_train_rows / step.rows)
    num_val_batches = math.ceil(num_val_rows / step.rows)
    in_epochs = train.epochs * (step.step_seconds * (num_batches + num_val_batches / 3) + EPOCH_SECONDS)
    per_row = SECONDS_PER_TEXT if config.dataset.kind == "text" else 0.0
    data = DATA_SECONDS + per_row * (num_train_rows + num_val_rows) / (1 - config.dataset.test_size)
    return step.startup_seconds + data + step.first_seconds + in_epochs + ENDING_SECONDS


def needs_lengths(config: RunConfig) -> bool:
    """Whether only the data tell how many steps a batch of texts has."""
    return config.dataset.kind == "text" and (config.train.batching == "by_length" or config.text.maxlen is None)


def known_steps(
    home: Path, configs: Sequence[RunConfig], num_classes: int, lengths: Lengths | None = None
) -> list[StepTime | None]:
    """What has been timed on this machine already, for each config; None for one that has not."""
    return [_read(_path(home, config, num_classes, lengths)) for config in configs]


def forget_steps(home: Path, configs: Sequence[RunConfig], num_classes: int, lengths: Lengths | None = None) -> None:
    """Forget what has been timed, so that it is timed again: a busy machine makes steps look slow."""
    for config in configs:
        _path(home, config, num_classes, lengths).unlink(missing_ok=True)


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
            [sys.executable, "-c", "from core.cost import answer; answer()"],
            cwd=PROJECT_FOLDER,
            env={"TF_CPP_MIN_LOG_LEVEL": "2", **os.environ},
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
        if None not in known_steps(*self._about):
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
        return sum(step is not None for step in known_steps(*self._about))

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
    from core import experiment  # noqa: F401 - all that a run loads, TensorFlow above all

    startup_seconds = time.time() - psutil.Process().create_time()
    lengths = None if question["lengths"] is None else dict(question["lengths"])
    for config in configs:
        path = _path(Path(question["home"]), config, question["num_classes"], lengths)
        if _read(path) is None:
            _write(replace(time_steps(config, question["num_classes"], lengths), startup_seconds=startup_seconds), path)


class _EnoughError(Exception):
    """Ends a training from inside when enough of its steps are timed."""


def time_steps(config: RunConfig, num_classes: int, lengths: Lengths | None = None) -> StepTime:
    """Time a few steps of the training itself on made-up rows; imports TensorFlow, so it is not for the app.

    The first step's time is apart, because it traces the graph.
    """
    from core.models import build_model
    from core.training import compile_model, train

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
    settings = config.train.model_copy(
        update={"epochs": 1, "steps_per_epoch": _NUM_STEPS, "early_stopping_patience": None}
    )
    nothing = replace(rows, encoded=replace(rows.encoded, lengths=rows.encoded.lengths[:0]))
    with tempfile.TemporaryDirectory() as folder, suppress(_EnoughError):
        train(model, rows, nothing, settings, Path(folder), raise_if_stopped=stop_when_timed)
    steps = np.diff(ended_at)
    step_seconds = np.mean(steps) if config.train.batching == "by_length" else np.median(steps)
    return StepTime(0.0, ended_at[0] - started_at, float(step_seconds), _rows_in_batch(config, lengths))


def _made_up_rows(config: RunConfig, num_classes: int, lengths: Lengths | None) -> Any:
    from core.encoding import LabelledRows
    from core.text import Encoded

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
        return np.full(4 * config.train.batch_size, _width(config, lengths), np.int32)
    kept = _kept_lengths(config, lengths)
    share = min(1.0, _MOST_ROWS / sum(kept.values()))
    numbers = [max(1, round(number * share)) for number in kept.values()]
    return np.repeat(np.array(list(kept), np.int32), numbers)


def _width(config: RunConfig, lengths: Lengths | None) -> int:
    if config.dataset.kind == "text":
        return config.text.maxlen or max(lengths or (_ASSUMED_LENGTH,))
    return IMAGE_SIZE if config.dataset.kind == "image" else config.dataset.num_steps


def _kept_lengths(config: RunConfig, lengths: Lengths | None) -> dict[int, int]:
    """How many texts have each length when they are cut to `maxlen`; a text without words has one step."""
    longest = config.text.maxlen or math.inf
    kept: dict[int, int] = {}
    for length, number in sorted((lengths or {_ASSUMED_LENGTH: 4 * config.train.batch_size}).items()):
        cut = max(1, min(length, longest))
        kept[cut] = kept.get(cut, 0) + number
    return kept


def _rows_in_batch(config: RunConfig, lengths: Lengths | None) -> float:
    if config.train.batching == "padded":
        return config.train.batch_size
    numbers = _kept_lengths(config, lengths).values()
    return sum(numbers) / sum(math.ceil(number / config.train.batch_size) for number in numbers)


def _path(home: Path, config: RunConfig, num_classes: int, lengths: Lengths | None) -> Path:
    """Where the answer is kept, under a name made of all that decides how long a step takes on this machine."""
    model = config.model.model_dump(exclude={"spatial_dropout", "dropout", "recurrent_dropout"})
    by_length = config.train.batching == "by_length"
    decisive = {
        "machine": (platform.node(), psutil.cpu_count(), metadata.version("tensorflow"), metadata.version("keras")),
        "model": model,
        "dropouts": [bool(share) for share in (config.model.spatial_dropout, config.model.dropout)],
        "recurrent_dropout": bool(config.model.recurrent_dropout),
        "kind": config.dataset.kind,
        "num_words": config.text.num_words if config.dataset.kind == "text" else None,
        "num_classes": num_classes,
        "batch_size": config.train.batch_size,
        "steps": list(_kept_lengths(config, lengths).items()) if by_length else _width(config, lengths),
    }
    digest = hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()
    return home / "costs" / f"{digest[:32]}.json"


def _read(path: Path) -> StepTime | None:
    try:
        return StepTime(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _write(step: StepTime, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"unfinished.{os.getpid()}.{path.name}")  # two processes may write the same answer
    unfinished.write_text(json.dumps(asdict(step)), encoding="utf-8")
    os.replace(unfinished, path)
