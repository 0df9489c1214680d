"""TensorFlow's environment variables, which it reads once in a process: set before it is loaded."""

import os
from collections.abc import Iterable

from core.config import RunConfig

MAX_SMALL_UNITS = 12  # measured with 32 and 128 rows: 1.1 to 1.8 times as fast; with 16 units, slower
_FLAGS = "XLA_FLAGS"
_SMALL_LOOPS = "--xla_backend_extra_options=xla_cpu_small_while_loop_byte_threshold=1000000000"
_THREADS = "TF_NUM_INTRAOP_THREADS"
_OUR_THREADS = "BOTHWAYS_NUM_INTRAOP_THREADS"  # our own value, so that one set by hand is recognized


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
    return int(by_hand) if by_hand.isdecimal() and int(by_hand) else _num_cores()


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
    piece have no parts to wait for: both were slower.
    """
    ours = os.environ.pop(_OUR_THREADS, None)
    if ours is not None and os.environ.get(_THREADS) == ours:
        del os.environ[_THREADS]
    both_ways = all(config.model.direction == "bidirectional" and config.train.kernel != "keras" for config in configs)
    if both_ways and not has_small_loops() and _THREADS not in os.environ:
        os.environ[_THREADS] = os.environ[_OUR_THREADS] = str(max(1, _num_cores() // 2))


def _num_cores() -> int:
    """The cores that this process may run on, where the system reports them."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
