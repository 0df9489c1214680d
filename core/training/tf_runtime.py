"""TensorFlow's environment variables, which it reads once in a process: set before it is loaded."""

import os
from collections.abc import Iterable

from core.config import RunConfig

MAX_SMALL_UNITS = 12  # measured with 32 and 128 rows: 1.1 to 1.8 times as fast; with 16 units, slower
_FLAGS = "XLA_FLAGS"
_SMALL_LOOPS = "--xla_backend_extra_options=xla_cpu_small_while_loop_byte_threshold=1000000000"
_THREADS = "TF_NUM_INTRAOP_THREADS"
_INTEROP = "TF_NUM_INTEROP_THREADS"
_OURS = {_THREADS: "BOTHWAYS_NUM_INTRAOP_THREADS", _INTEROP: "BOTHWAYS_NUM_INTEROP_THREADS"}  # our own values, so that
# those set by hand are recognized
NUM_THREADS = "BOTHWAYS_NUM_THREADS"  # of a process beside which others train; empty for all cores


def prepare_tensorflow(configs: Iterable[RunConfig]) -> None:
    """Configure TensorFlow for the networks that this process will train; values set by hand are kept.

    A child process calls this for its own networks, which replaces what its parent has set for others.
    """
    configs = list(configs)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    _make_small_loops(configs)
    _share_threads(configs)


def has_small_loops() -> bool:
    """Whether XLA compiles each loop as one piece in this process."""
    return _SMALL_LOOPS in os.environ.get(_FLAGS, "")


def num_threads() -> int:
    """How many threads one operation of TensorFlow may use in this process."""
    by_hand = os.environ.get(_THREADS, "")
    return int(by_hand) if by_hand.isdecimal() and int(by_hand) else _num_usable()


def _make_small_loops(configs: list[RunConfig]) -> None:
    """Have XLA compile loops as one piece when all networks are small.

    XLA starts the parts of a loop's step one by one, which takes longer than the products of a few units. In one piece,
    larger products are many times slower.
    """
    by_hand = os.environ.pop(_FLAGS, "").replace(_SMALL_LOOPS, "").strip()
    is_open = "xla_backend_extra_options" not in by_hand
    small = is_open and all(config.model.units <= MAX_SMALL_UNITS for config in configs)
    if flags := f"{by_hand} {_SMALL_LOOPS if small else ''}".strip():
        os.environ[_FLAGS] = flags


def _share_threads(configs: list[RunConfig]) -> None:
    """Give each of two directions, which run in parallel, half of the threads, so that neither waits for the other.

    An update of 128 tweets was 1.03 to 1.2 times as fast with it. One direction needs all threads, and loops in one
    piece have no parts to wait for: both were slower. A process beside which others train has a part of the threads.
    """
    for name, our_name in _OURS.items():
        ours = os.environ.pop(our_name, None)
        if ours is not None and os.environ.get(name) == ours:
            del os.environ[name]
    both_ways = all(config.model.direction == "bidirectional" and config.train.kernel != "keras" for config in configs)
    if both_ways and not has_small_loops():
        _set(_THREADS, max(1, _num_usable() // 2))
    elif _num_usable() < num_cores():
        _set(_THREADS, _num_usable())
    if _num_usable() < num_cores():
        _set(_INTEROP, _num_usable())


def _set(name: str, value: int) -> None:
    """Set a number of threads that was not set by hand."""
    if name not in os.environ:
        os.environ[name] = os.environ[_OURS[name]] = str(value)


def _num_usable() -> int:
    """The cores that this process may keep busy."""
    part = os.environ.get(NUM_THREADS, "")
    return min(int(part), num_cores()) if part.isdecimal() and int(part) else num_cores()


def num_cores() -> int:
    """The cores that this process may run on, where the system reports them."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
