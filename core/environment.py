"""Environment: what TensorFlow reads of it once in a process, set before it is loaded."""

import os
from collections.abc import Iterable

from core.config import RunConfig

MAX_SMALL_UNITS = 12  # measured with 32 and 128 rows: 1.1 to 1.8 times as fast; with 16 units, slower
_SMALL_LOOPS = "--xla_backend_extra_options=xla_cpu_small_while_loop_byte_threshold=1000000000"


def prepare_tensorflow(configs: Iterable[RunConfig]) -> None:
    """Fit TensorFlow to the networks that this process is about to train; nothing that was set by hand is lost.

    XLA hands out the parts of a loop's step one by one, which takes longer than the products of a few units. It can
    make one piece of a loop instead, in which larger products are many times slower: so all networks have to be small.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    flags = os.environ.get("XLA_FLAGS", "")
    if "xla_backend_extra_options" not in flags and all(one.model.units <= MAX_SMALL_UNITS for one in configs):
        os.environ["XLA_FLAGS"] = f"{flags} {_SMALL_LOOPS}".strip()
