"""The process that fits a linear baseline: started, followed and cancelled by whoever looks at the same workspace."""

import hashlib
import json
import math
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal, NoReturn

import psutil

from core.config import RunConfig
from core.data import sources
from core.errors import BothwaysError, DatasetError
from core.evaluation.linear_baseline import baselines_folder, data_key, fit_baseline
from core.runs.run import Run
from core.settings import PROJECT_FOLDER
from core.system.child_process import find_process, reap
from core.system.files import write_json

CHANGED_DATA = "The data are not what they were when the runs were trained; a linear baseline of them would mislead."
UNKNOWN_DATA = (
    "These runs were trained before fingerprints of the data were kept: which linear baseline is theirs cannot be "
    "told. Train them anew to have one."
)


@dataclass(frozen=True)
class BaselineState:
    """How far a process is that fits the baseline of a config.

    Args:
        status: `none` when nobody has started one, `stopped` when it ended without a word.
        step: what it does while it is `running`, as a clause.
        error: why it `failed`, as sentences.
        key: the `data_key` of what it has read, when it is `done`.
        finished_at: when it was `done`, in seconds since 1970.
        files: when each file that it has read was changed last.
    """

    status: Literal["none", "running", "done", "failed", "stopped"] = "none"
    step: str = ""
    error: str = ""
    pid: int = 0
    pid_created_at: float = 0.0
    key: str = ""
    finished_at: float = 0.0
    files: tuple[int, ...] = ()


def start_baseline(config: RunConfig, home: Path) -> subprocess.Popen | None:
    """`fit_baseline` in another process, which `baseline_state` tells of; None when one is at it already."""
    if baseline_state(config, home).status == "running":
        return None
    process = subprocess.Popen(
        [sys.executable, "-c", "from core.runs.jobs.baseline_job import answer; answer()"],
        cwd=PROJECT_FOLDER,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    reap(process)
    with suppress(BrokenPipeError, psutil.NoSuchProcess):  # killed at once: its state tells
        write_json(asdict(_running("starting", process.pid)), _state_path(config, home))
        process.stdin.write(json.dumps({"config": config.to_dict(), "home": str(home)}).encode())
        process.stdin.close()
    return process


def cancel_baseline(config: RunConfig, home: Path) -> None:
    """End the process that fits the baseline of a config, if there is one, whoever has started it."""
    state = baseline_state(config, home)
    if state.status == "running":
        with suppress(psutil.NoSuchProcess):
            psutil.Process(state.pid).terminate()
    _state_path(config, home).unlink(missing_ok=True)


def baseline_state(config: RunConfig, home: Path) -> BaselineState:
    """How far the process is that `start_baseline` started last for such a config; cheap enough to be polled."""
    try:
        state = BaselineState(**json.loads(_state_path(config, home).read_text(encoding="utf-8")))
        state = replace(state, files=tuple(state.files))
    except (OSError, ValueError, TypeError):
        return BaselineState()
    if state.status == "running" and not find_process(state.pid, state.pid_created_at):
        return BaselineState("stopped", state.step)
    return state


def data_have_changed(run: Run, home: Path) -> bool:
    """Whether a run's data are no longer what it was trained on, as the last fit of their baseline has shown.

    Another fit cannot help then (`CHANGED_DATA`), until the files change again; before the first, nobody knows.
    """
    state = baseline_state(run.config, home)
    read_since = state.status == "done" and state.finished_at > (run.finished_at or math.inf)
    same_files = state.files == _changed_at(run.config)
    return read_since and same_files and state.key != data_key(run.config, run.data.get("fingerprint", ""))


def answer() -> NoReturn:
    """What the other process does: a config and a workspace as JSON on standard input; the rest is in its files."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # unwinds, so that unfinished files are removed
    question = json.loads(sys.stdin.buffer.read())
    config, home = RunConfig.from_dict(question["config"]), Path(question["home"])
    path = _state_path(config, home)
    files = _changed_at(config)
    try:
        baseline = fit_baseline(config, home, lambda step: write_json(asdict(_running(step, os.getpid())), path))
        state = BaselineState("done", key=baseline.key, finished_at=time.time(), files=files)
    except BothwaysError as error:
        state = BaselineState("failed", error=str(error))
    except Exception as error:
        state = BaselineState("failed", error=f"{type(error).__name__}: {error}")
    write_json(asdict(state), path)
    sys.exit(0)


def _state_path(config: RunConfig, home: Path) -> Path:
    """Of all configs with the same data and split, whatever their networks; the fingerprint is not known yet."""
    decides = [config.dataset.model_dump(), config.train.validation_split]
    text = config.text
    values = json.dumps([*decides, text.num_words, text.lower, text.oov], sort_keys=True)
    # apart from the baselines, so that their folder is modified when one is added and at no other time
    return baselines_folder(home) / "states" / f"{hashlib.sha256(values.encode()).hexdigest()[:16]}.json"


def _changed_at(config: RunConfig) -> tuple[int, ...]:
    with suppress(DatasetError, OSError):
        return tuple(file.stat().st_mtime_ns for file in sources.files(config.dataset))
    return ()


def _running(step: str, pid: int) -> BaselineState:
    return BaselineState("running", step, pid=pid, pid_created_at=psutil.Process(pid).create_time())
