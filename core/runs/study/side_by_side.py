"""Side by side: how many runs of a study train at the same time, with how many threads, as measured on this machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.config import RunConfig
from core.training.cost_model import Crowd, Lengths, StepTime, estimated_seconds, load_step_times

_MEMORY_SHARE = 0.85  # of the free memory; the rest is for the app, the baselines and the system
# Times what a timed process uses: a run reads its data and exports its network as well. With 24,904 reviews it took
# 1.24 GB, its timed steps 0.98 GB.
_OF_DATA = 1.5
_WORTH = 1.1  # times as fast: less is within the noise of the measurement


@dataclass(frozen=True)
class SideBySide:
    """How the runs of a study train at the same time.

    Args:
        num_runs: at the same time, at least two.
        num_threads: of each.
        run_bytes: memory that each needs, with a margin.
        speedup: how many times as fast all of them train as one after the other with all threads.
    """

    num_runs: int
    num_threads: int
    run_bytes: int
    speedup: float


def possible_crowds(num_cores: int, num_runs: int) -> tuple[Crowd, ...]:
    """What to measure: two runs, four and so on up to the cores, which share all threads."""
    sizes = (2**power for power in range(1, num_cores.bit_length()))
    return tuple(Crowd(size, num_cores // size) for size in sizes if size <= num_runs)


def slowest(configs: Sequence[RunConfig], steps: Sequence[StepTime | None]) -> int | None:
    """The place of the config whose steps take longest, which crowds are measured with; None while one is unknown."""
    known = [step.step_seconds for step in steps if step]
    return known.index(max(known)) if known and len(known) == len(configs) else None


def load_crowds(
    home: Path, config: RunConfig, num_classes: int, lengths: Lengths | None, crowds: Sequence[Crowd]
) -> dict[Crowd, StepTime]:
    """The crowds that have been measured with a config, each with the time of its steps."""
    steps = {crowd: load_step_times(home, [config], num_classes, lengths, crowd)[0] for crowd in crowds}
    return {crowd: step for crowd, step in steps.items() if step}


def best_side_by_side(
    config: RunConfig,
    alone: StepTime,
    measured: Mapping[Crowd, StepTime],
    num_rows: tuple[float, float],
    free_bytes: int,
) -> SideBySide | None:
    """The fastest measured way to train several runs at once that fits into memory; None where one by one is best.

    Args:
        num_rows: training and validation rows of a run.
        free_bytes: memory that is free now.
    """
    one_by_one = estimated_seconds(alone, *num_rows, config)
    possible = []
    for crowd, step in measured.items():
        run_bytes = round(_OF_DATA * max(step.peak_bytes, alone.peak_bytes))
        speedup = crowd.num_runs * one_by_one / estimated_seconds(step, *num_rows, config)
        if speedup >= _WORTH and fits(crowd.num_runs, run_bytes, free_bytes):
            possible.append(SideBySide(crowd.num_runs, crowd.num_threads, run_bytes, round(speedup, 2)))
    return max(possible, key=lambda one: one.speedup, default=None)


def fits(num_runs: int, run_bytes: int, free_bytes: int) -> bool:
    """Whether so many more runs fit into the free memory."""
    return num_runs * run_bytes <= _MEMORY_SHARE * free_bytes


def side_by_side_sentence(chosen: SideBySide | None, num_cores: int) -> str:
    """How the runs of a planned study train."""
    if chosen is None:
        return "One run trains at a time, with all threads."
    threads = "1 thread" if chosen.num_threads == 1 else f"{chosen.num_threads} threads"
    return (
        f"{chosen.num_runs} runs train side by side with {threads} each, measured as {chosen.speedup:.1f} times as "
        f"fast as one after the other with {num_cores}; each needs about {chosen.run_bytes / 1e9:.1f} GB of memory."
    )
