"""The process that fits a linear baseline: started, followed and cancelled by whoever looks at the same workspace."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, NoReturn

import psutil

from core.baselines import baselines_folder, fit_baseline
from core.config import RunConfig
from core.errors import BothwaysError
from core.files import write_json
from core.settings import PROJECT_FOLDER

CHANGED_DATA = "The data are not what they were when the runs were trained; a linear baseline of them would mislead."


@dataclass(frozen=True)
class BaselineState:
    """How far a process is that fits the baseline of a config.

    Args:
        status: `none` when nobody has started one, `stopped` when it ended without a word.
        step: what it does while it is `running`, as a clause.
        error: why it `failed`, as sentences.

    With `done` and no baseline under a run's `data_key`, the data are no longer what they were: `CHANGED_DATA`.
    """

    status: Literal["none", "running", "done", "failed", "stopped"] = "none"
    step: str = ""
    error: str = ""
    pid: int = 0
    pid_created_at: float = 0.0


def start_baseline(config: RunConfig, home: Path) -> subprocess.Popen | None:
    """`fit_baseline` in another process, which `baseline_state` tells of; None when one is at it already."""
    if baseline_state(config, home).status == "running":
        return None
    process = subprocess.Popen(
        [sys.executable, "-c", "from core.baseline_process import answer; answer()"],
        cwd=PROJECT_FOLDER,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    threading.Thread(target=process.wait, daemon=True).start()  # reaps it, so that it never stays as a zombie
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
    except (OSError, ValueError, TypeError):
        return BaselineState()
    if state.status == "running" and not _lives(state):
        return BaselineState("stopped", state.step)
    return state


def answer() -> NoReturn:
    """What the other process does: a config and a workspace as JSON on standard input; the rest is in its files."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # unwinds, so that unfinished files are removed
    question = json.loads(sys.stdin.buffer.read())
    config, home = RunConfig.from_dict(question["config"]), Path(question["home"])
    path = _state_path(config, home)
    try:
        fit_baseline(config, home, lambda step: write_json(asdict(_running(step, os.getpid())), path))
        state = BaselineState("done")
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


def _running(step: str, pid: int) -> BaselineState:
    return BaselineState("running", step, pid=pid, pid_created_at=psutil.Process(pid).create_time())


def _lives(state: BaselineState) -> bool:
    try:
        process = psutil.Process(state.pid)
        same = abs(process.create_time() - state.pid_created_at) < 1.0
        return same and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
