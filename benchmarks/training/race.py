"""A race: several programs train the same network in turns, each in its own process.

Only one of them computes at a time: it gets a message, trains one epoch and waits. So changes in the machine's speed
affect all of them, and none has the memory or the threads of another. Each starts again for every seed. Its cold run is
the time from the start of its process to its last epoch, with imports and compilation and without the others' turns. A
script's time does not include what this package imports. Ours writes a checkpoint after each epoch, which counts in the
time of the next epoch; the last one does not count.
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
    from benchmarks.training.rows import Rows

EPOCHS = 3  # the first one compiles; the others are the steady state

OURS = "ours"
ROUNDED = "ours, bfloat16"

Racer = Callable[["Rows", int, int, Callable[[], None]], float]


@dataclass
class Lane:
    """The measurements of one racer; times in seconds.

    Args:
        startup: of each seed, from the start of the process to the first epoch.
        first: of each seed, the first epoch, which compiles.
        steady: of all seeds, the epochs after it.
        cold: of each seed, `startup` and all epochs.
        test_accuracy: of each seed.
        peak_bytes: of the largest of its processes.
    """

    startup: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    steady: list[float] = field(default_factory=list)
    cold: list[float] = field(default_factory=list)
    test_accuracy: list[float] = field(default_factory=list)
    peak_bytes: int = 0

    def summary(self, num_rows: int) -> dict[str, float]:
        """Medians of the times, the mean accuracy and the speed in the steady state."""
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
    """Train every racer with every seed, epoch by epoch in turns.

    Args:
        racers: functions of modules, because each process imports them.

    Raises:
        RuntimeError: when a racer fails, with its error.
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
                result = process.end()
                lane.test_accuracy.append(result["test_accuracy"])
                lane.peak_bytes = max(lane.peak_bytes, result["peak_bytes"])
        finally:
            for process in processes.values():
                process.stop()
    return lanes


class _Process:
    """The process of one racer, which waits before each epoch."""

    def __init__(self, racer: Racer, rows: "Rows", seed: int, epochs: int):
        context = multiprocessing.get_context("spawn")
        self._connection, other_end = context.Pipe()
        self._process = context.Process(target=_run, args=(other_end, seed, epochs), daemon=True)
        self._arguments = pickle.dumps((racer, rows))
        self.loading_seconds = 0.0  # of the import of this package
        self._other_end = other_end
        self._started = False

    def go(self) -> float:
        """Seconds until the racer pauses; the first time, from the start of its process."""
        began = time.perf_counter()
        if self._started:
            self._connection.send(None)
        else:
            self._process.start()
            self._other_end.close()
            self._started = True
            with suppress(OSError):  # a process that ends at once is reported below
                self._connection.send_bytes(self._arguments)
        self.loading_seconds = self._receive()["loading_seconds"]
        return time.perf_counter() - began

    def end(self) -> dict[str, Any]:
        """The racer's result after its last epoch."""
        self._connection.send(None)
        return self._receive()

    def stop(self) -> None:
        """Kill the process if it was started."""
        if self._started:
            self._process.kill()
            self._process.join()

    def _receive(self) -> Any:
        try:
            message = self._connection.recv()
        except (EOFError, OSError):
            self._process.join()
            raise RuntimeError(f"A racer ended unexpectedly with the status {self._process.exitcode}.") from None
        if isinstance(message, str):
            raise RuntimeError(f"A racer failed: {message}")
        return message


def _run(connection: Connection, seed: int, epochs: int) -> None:
    """The main function of a racer's process."""
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
