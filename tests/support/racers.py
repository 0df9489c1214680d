"""Racers for tests of races: functions of a module, as each process imports its own."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.training.rows import Rows


def write_turns(path: Path, name: str, rows: Rows, seed: int, epochs: int, pause: Callable[[], None]) -> float:
    """Write a line for each epoch into a file that all racers share."""
    pause()
    for epoch in range(epochs):
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{name} {seed} {epoch} {len(rows.training.labels)}\n")
        pause()
    return {"first": 0.5, "second": 0.75}[name] + seed / 10


def fail(rows: Rows, seed: int, epochs: int, pause: Callable[[], None]) -> float:
    """End with an error in the first epoch."""
    pause()
    raise ValueError("this network does not train")


def turns(path: Path, name: str) -> Callable:
    """A racer of this name."""
    return partial(write_turns, path, name)
