"""How the cost of training grows: seconds an epoch and memory over rows, length, units and cores.

    python -m benchmarks.scaling [--quick] [--json]

A bidirectional LSTM over made-up texts of equal length, by ours and by a plain Keras script, each in a process of its
own. An epoch is timed for some seconds at most, after its first updates, and the seconds of the whole are computed from
that; ours are without checkpoints, which take 0.03 to 0.1 s an epoch. Beside them stands what the matrix products of an
epoch would take at the speed of two large ones, timed in the same process: no training is faster.
benchmarks/scaling.md has the tables and what they say.
"""

import argparse
import itertools
import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import numpy as np

from benchmarks.keras_network import NUM_WORDS, Sizes, keras_network
from benchmarks.machine import machine, peak_bytes
from benchmarks.table import markdown

EMBEDDING_DIM = 64
FIRST_UPDATES = 5  # which trace and compile
MOST_SECONDS, QUICK_SECONDS = 6.0, 0.5
MOST_UPDATES = 3_000
PRODUCT = 1_024  # rows and columns of the large products

Who = Literal["ours", "keras"]


@dataclass(frozen=True)
class Point:
    """One network and its data."""

    axis: str
    num_rows: int = 20_000
    length: int = 100
    units: int = 32
    batch_size: int = 32
    cores: int = 2

    @property
    def num_updates(self) -> int:
        return math.ceil(self.num_rows / self.batch_size)

    @property
    def flops(self) -> float:
        """Of all products of an epoch: forward, and twice as many backward; two directions."""
        a_step = 2 * (EMBEDDING_DIM + self.units) * 4 * self.units
        return 3.0 * 2 * a_step * self.length * self.num_rows


BASE = Point("")
SHORT = replace(BASE, axis="rows", length=25, batch_size=128)
POINTS = (
    *(replace(SHORT, num_rows=rows) for rows in (1_024, 10_240, 102_400, 1_600_000)),
    *(replace(BASE, axis="length", length=length) for length in (25, 50, 100, 200, 400)),
    *(replace(BASE, axis="units", units=units) for units in (5, 16, 32, 64, 128, 256, 512)),
    *(replace(BASE, axis="cores", units=units, cores=cores) for units in (5, 64, 256) for cores in (1, 2)),
)  # fmt: skip
QUICK_POINTS = (replace(BASE, axis="units", num_rows=1_024, units=5, length=10),)


def measure(points: Sequence[Point], most_seconds: float) -> list[dict[str, Any]]:
    """Every point by ours and by Keras, one after the other."""
    return [
        asdict(point) | {who: _in_process(point, who, most_seconds) for who in ("ours", "keras")} for point in points
    ]


def train_for_a_while(point: Point, who: Who, most_seconds: float) -> dict[str, float]:
    """What the process of a point does: the seconds of a whole epoch, of its products at best, and its memory."""
    if hasattr(os, "sched_setaffinity"):  # Linux alone can take cores away
        os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[: point.cores]))
    random = np.random.default_rng(0)
    inputs = random.integers(1, NUM_WORDS, (point.num_rows, point.length), np.int32)
    labels = random.integers(0, 2, point.num_rows, np.int32)
    watch = _Watch(most_seconds)
    {"ours": _ours, "keras": _keras}[who](point, inputs, labels, watch.batch_done)
    return {
        "epoch_seconds": watch.seconds_a_batch * point.num_updates,
        "product_seconds": point.flops / _flops_per_second(),
        "peak_bytes": peak_bytes(),
    }


class _Watch:
    """Counts batches until the time is up."""

    def __init__(self, most_seconds: float):
        self._most_seconds = most_seconds
        self._done, self._began, self._ended = 0, 0.0, 0.0

    def batch_done(self) -> bool:
        """Whether it is time to stop."""
        self._done += 1
        self._ended = time.perf_counter()
        if self._done == FIRST_UPDATES:
            self._began = self._ended
        return self._done > FIRST_UPDATES and self._ended - self._began >= self._most_seconds

    @property
    def seconds_a_batch(self) -> float:
        return (self._ended - self._began) / (self._done - FIRST_UPDATES)


class _EnoughError(Exception):
    """The time is up."""


def _ours(point: Point, inputs: np.ndarray, labels: np.ndarray, batch_done: Callable[[], bool]) -> None:
    import tempfile
    from pathlib import Path

    from core.config import RunConfig
    from core.data.encoding import Encoded, LabelledRows
    from core.models.keras_model import build_model
    from core.training.loop import compile_model, train
    from core.training.tf_runtime import prepare_tensorflow

    sizes = {"units": point.units, "embedding_dim": EMBEDDING_DIM, "head": "sigmoid"}
    still = {"spatial_dropout": 0.0, "dropout": 0.0, "recurrent_dropout": 0.0}
    config = RunConfig.from_dict(
        {
            "text": {"num_words": NUM_WORDS, "maxlen": point.length},
            "model": {"cell": "LSTM", "direction": "bidirectional", **sizes, **still},
            "train": {
                "batch_size": point.batch_size, "epochs": 1, "steps_per_epoch": MOST_UPDATES, "validation_split": 0.0,
                "early_stopping_patience": None,
            },
        }
    )  # fmt: skip
    prepare_tensorflow([config])
    model = build_model(config, 2)
    compile_model(model, "sigmoid", 0.001)
    rows = LabelledRows(Encoded(inputs, np.full(len(inputs), point.length, np.int32)), labels)
    none = LabelledRows(Encoded(inputs[:0], np.empty(0, np.int32)), labels[:0])

    def stop_when_done() -> None:
        if batch_done():
            raise _EnoughError

    with tempfile.TemporaryDirectory() as place:
        try:
            train(model, rows, none, config.train, Path(place), raise_if_stopped=stop_when_done)
        except _EnoughError:
            return


def _keras(point: Point, inputs: np.ndarray, labels: np.ndarray, batch_done: Callable[[], bool]) -> None:
    import keras

    class StopWhenDone(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            if batch_done():
                self.model.stop_training = True

    model = keras_network(Sizes("LSTM", point.units, EMBEDDING_DIM))
    model.fit(inputs, labels, batch_size=point.batch_size, epochs=MOST_UPDATES, verbose=0, callbacks=[StopWhenDone()])


def _flops_per_second() -> float:
    """Of two large products of float32 beside each other, as ours may have one thread for each; the best of ten."""
    import tensorflow as tf

    squares = [tf.random.normal((PRODUCT, PRODUCT)) for _ in range(2)]
    products = tf.function(lambda: [tf.matmul(square, square) for square in squares])
    products()
    seconds = []
    for _ in range(10):
        began = time.perf_counter()
        _ = [product.numpy() for product in products()]
        seconds.append(time.perf_counter() - began)
    return len(squares) * 2 * PRODUCT**3 / min(seconds)


def _in_process(point: Point, who: Who, most_seconds: float) -> dict[str, float]:
    question = json.dumps({"point": asdict(point), "who": who, "most_seconds": most_seconds})
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.scaling", "--ask", question], stdout=subprocess.PIPE, check=True, text=True,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
    )  # fmt: skip
    return json.loads(told.stdout.splitlines()[-1])


def table(measured: Sequence[dict[str, Any]], axis: str) -> str:
    """The points of one axis."""
    heads = [axis, *(["units"] if axis == "cores" else []), "ours s", "Keras s", "× Keras", "products alone s",
             "their share of ours", "memory ours", "memory Keras"]  # fmt: skip
    lines = []
    for one in measured:
        ours, keras = one["ours"], one["keras"]
        key = "num_rows" if axis == "rows" else axis
        lines.append(
            [
                f"{one[key]:,}",
                *([str(one["units"])] if axis == "cores" else []),
                f"{ours['epoch_seconds']:,.2f}",
                f"{keras['epoch_seconds']:,.2f}",
                f"{keras['epoch_seconds'] / ours['epoch_seconds']:.1f}",
                f"{ours['product_seconds']:,.2f}",
                f"{ours['product_seconds'] / ours['epoch_seconds']:.0%}",
                f"{ours['peak_bytes'] / 1e6:,.0f} MB",
                f"{keras['peak_bytes'] / 1e6:,.0f} MB",
            ]
        )
    return markdown(heads, lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one small point, for half a second")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--ask", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ask:
        asked = json.loads(options.ask)
        point = Point(**asked["point"])
        print(json.dumps(train_for_a_while(point, asked["who"], asked["most_seconds"])))
        return
    told = machine()
    points, most_seconds = (QUICK_POINTS, QUICK_SECONDS) if options.quick else (POINTS, MOST_SECONDS)
    measured = measure(points, most_seconds)
    if options.json:
        print(json.dumps({"machine": told, "measured": measured}))
        return
    print(", ".join(f"{name} {value}" for name, value in told.items()))
    for axis, some in itertools.groupby(measured, lambda one: one["axis"]):
        print(f"\n{table(list(some), axis)}")


if __name__ == "__main__":
    main()
