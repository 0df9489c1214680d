"""Environment: what TensorFlow reads of it once in a process, set before it is loaded."""

import os
from collections.abc import Iterable

from core.config import RunConfig

MAX_SMALL_UNITS = 12  # measured with 32 and 128 rows: 1.1 to 1.8 times as fast; with 16 units, slower
_FLAGS = "XLA_FLAGS"
_SMALL_LOOPS = "--xla_backend_extra_options=xla_cpu_small_while_loop_byte_threshold=1000000000"


def prepare_tensorflow(configs: Iterable[RunConfig]) -> None:
    """Fit TensorFlow to the networks that this process is about to train; nothing that was set by hand is lost.

    XLA hands out the parts of a loop's step one by one, which takes longer than the products of a few units. It can
    make one piece of a loop instead, in which larger products are many times slower: so all networks have to be small.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    by_hand = os.environ.pop(_FLAGS, "").replace(_SMALL_LOOPS, "").strip()  # ours are of the process that started this
    is_open = "xla_backend_extra_options" not in by_hand
    small = is_open and all(config.model.units <= MAX_SMALL_UNITS for config in configs)
    if flags := f"{by_hand} {_SMALL_LOOPS if small else ''}".strip():
        os.environ[_FLAGS] = flags


def has_small_loops() -> bool:
    """Whether XLA makes one piece of each loop in this process."""
    return _SMALL_LOOPS in os.environ.get(_FLAGS, "")
