"""Environment: what TensorFlow reads of it once in a process, set before it is loaded."""

import os
from collections.abc import Iterable

from core.config import RunConfig

MAX_SMALL_UNITS = 12  # measured with 32 and 128 rows: 1.1 to 1.8 times as fast; with 16 units, slower
_FLAGS = "XLA_FLAGS"
_SMALL_LOOPS = "--xla_backend_extra_options=xla_cpu_small_while_loop_byte_threshold=1000000000"
_THREADS = "TF_NUM_INTRAOP_THREADS"
_OUR_THREADS = "BOTHWAYS_NUM_INTRAOP_THREADS"  # tells what we set from what was set by hand


def prepare_tensorflow(configs: Iterable[RunConfig]) -> None:
    """Fit TensorFlow to the networks that this process is about to train; nothing that was set by hand is lost.

    What a process has set for its own networks is not kept in those that it starts: they call this too.
    """
    configs = list(configs)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    _make_small_loops(configs)
    _share_threads(configs)


def has_small_loops() -> bool:
    """Whether XLA makes one piece of each loop in this process."""
    return _SMALL_LOOPS in os.environ.get(_FLAGS, "")


def _make_small_loops(configs: list[RunConfig]) -> None:
    """XLA hands out the parts of a loop's step one by one, which takes longer than the products of a few units.

    It can make one piece of a loop instead, in which larger products are many times slower: so all networks have to be
    small.
    """
    by_hand = os.environ.pop(_FLAGS, "").replace(_SMALL_LOOPS, "").strip()
    is_open = "xla_backend_extra_options" not in by_hand
    small = is_open and all(config.model.units <= MAX_SMALL_UNITS for config in configs)
    if flags := f"{by_hand} {_SMALL_LOOPS if small else ''}".strip():
        os.environ[_FLAGS] = flags


def _share_threads(configs: list[RunConfig]) -> None:
    """Two directions run beside each other: each gets half of the threads, so that neither waits for the other's parts.

    An update of 128 tweets was 1.03 to 1.2 times as fast with it. One direction needs all threads for itself, and loops
    in one piece have no parts to wait for: theirs were slower.
    """
    ours = os.environ.pop(_OUR_THREADS, None)
    if ours is not None and os.environ.get(_THREADS) == ours:
        del os.environ[_THREADS]
    both_ways = all(config.model.direction == "bidirectional" and config.train.kernel != "keras" for config in configs)
    if both_ways and not has_small_loops() and _THREADS not in os.environ:
        os.environ[_THREADS] = os.environ[_OUR_THREADS] = str(max(1, _num_cores() // 2))


def _num_cores() -> int:
    """Those that this process may run on, where the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
