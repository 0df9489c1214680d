"""Races: one network trained by several programs in turns, each in a process of its own.

Only one of them computes at a time: it is told to go on, trains one epoch and waits. So they share the machine's good
and bad minutes, and none has the memory or the threads of another. Each begins anew for every seed; what it takes from
its start to its last epoch, with imports and compilation and without the others' turns, is its cold run. A script is
not charged for what this package imports around it. Ours writes a checkpoint after each epoch, which the next epoch's
time has in it; the last one is in none.
"""

import multiprocessing
import pickle
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from benchmarks.machine import peak_bytes

if TYPE_CHECKING:
    from benchmarks.rows import Rows

EPOCHS = 3  # the first one compiles; the others are its steady state

OURS = "ours"
ROUNDED = "ours, bfloat16"

Racer = Callable[["Rows", int, int, Callable[[], None]], float]


@dataclass
class Lane:
    """What was measured of one racer; times in seconds.

    Args:
        startup: of each seed, from the start of the process to the first epoch.
        first: of each seed, the first epoch, which compiles.
        steady: of all seeds, the epochs after it.
        cold: of each seed, `startup` and all epochs.
        test_accuracy: of each seed.
        peak_bytes: the largest of the processes.
    """

    startup: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    steady: list[float] = field(default_factory=list)
    cold: list[float] = field(default_factory=list)
    test_accuracy: list[float] = field(default_factory=list)
    peak_bytes: int = 0

    def summary(self, num_rows: int) -> dict[str, float]:
        """Medians of what was timed, the mean accuracy and the speed in the steady state."""
        seconds = statistics.median(self.steady)
        return {
            "sequences_per_second": num_rows / seconds,
            "epoch_seconds": seconds,
            "num_epochs": len(self.steady),
            "startup_seconds": statistics.median(self.startup),
            "compile_seconds": max(0.0, statistics.median(self.first) - seconds),
            "cold_seconds": statistics.median(self.cold),
            "test_accuracy": statistics.mean(self.test_accuracy),
            "peak_bytes": self.peak_bytes,
        }


def race(rows: "Rows", racers: Mapping[str, Racer], seeds: Sequence[int], epochs: int = EPOCHS) -> dict[str, Lane]:
    """Let every racer train with every seed, epoch by epoch in turns.

    Args:
        racers: functions of modules, as each process imports its own.

    Raises:
        RuntimeError: with what a racer said, when it failed.
    """
    lanes = {name: Lane() for name in racers}
    for seed in seeds:
        processes = {name: _Process(racer, rows, seed, epochs) for name, racer in racers.items()}
        try:
            for name, process in processes.items():
                seconds = process.go()
                lanes[name].startup.append(seconds if name in (OURS, ROUNDED) else seconds - process.loading_seconds)
            times: dict[str, list[float]] = {name: [] for name in racers}
            for _ in range(epochs):
                for name, process in processes.items():
                    times[name].append(process.go())
            for name, process in processes.items():
                lane, (first, *steady) = lanes[name], times[name]
                lane.first.append(first)
                lane.steady += steady
                lane.cold.append(lane.startup[-1] + first + sum(steady))
                told = process.end()
                lane.test_accuracy.append(told["test_accuracy"])
                lane.peak_bytes = max(lane.peak_bytes, told["peak_bytes"])
        finally:
            for process in processes.values():
                process.stop()
    return lanes


class _Process:
    """One racer at work, which goes on only when it is told to."""

    def __init__(self, racer: Racer, rows: "Rows", seed: int, epochs: int):
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_run, args=(theirs, seed, epochs), daemon=True)
        self._given = pickle.dumps((racer, rows))
        self.loading_seconds = 0.0  # what this package takes to be imported
        self._theirs = theirs
        self._started = False

    def go(self) -> float:
        """Seconds until the racer pauses; the first time, from the start of its process."""
        began = time.perf_counter()
        if self._started:
            self._connection.send(None)
        else:
            self._process.start()
            self._theirs.close()
            self._started = True
            with suppress(OSError):  # a process that ends at once is heard of below
                self._connection.send_bytes(self._given)
        self.loading_seconds = self._hear()["loading_seconds"]
        return time.perf_counter() - began

    def end(self) -> dict[str, Any]:
        """What the racer tells after its last epoch."""
        self._connection.send(None)
        return self._hear()

    def stop(self) -> None:
        if self._started:
            self._process.kill()
            self._process.join()

    def _hear(self) -> Any:
        try:
            told = self._connection.recv()
        except (EOFError, OSError):
            self._process.join()
            raise RuntimeError(f"A racer ended by itself with the status {self._process.exitcode}.") from None
        if isinstance(told, str):
            raise RuntimeError(f"A racer failed: {told}")
        return told


def _run(connection: Connection, seed: int, epochs: int) -> None:
    """What the process of a racer does."""

    began = time.perf_counter()
    racer, rows = pickle.loads(connection.recv_bytes())
    loading_seconds = time.perf_counter() - began

    def pause() -> None:
        connection.send({"loading_seconds": loading_seconds})
        connection.recv()

    try:
        accuracy = racer(rows, seed, epochs, pause)
    except Exception as error:
        connection.send(f"{type(error).__name__}: {error}")
        return
    connection.send({"test_accuracy": accuracy, "peak_bytes": peak_bytes()})
