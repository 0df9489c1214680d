"""How the cost of training grows: seconds per epoch and memory over rows, length, units and cores.

    python -m benchmarks.scaling [--quick] [--json] [--write [FILE]]

A bidirectional LSTM over random texts of equal length, by ours and by a plain Keras script, each in its own process. An
epoch is timed for some seconds at most, after its first updates, and the seconds of the whole are computed from that;
ours are without checkpoints, which take 0.03 to 0.1 s per epoch. The tables also have the time of an epoch's matrix
products at the speed of two large ones, timed in the same process: no training is faster. docs/training-cost.md has the
tables and explains them; `--write` replaces them.
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
from pathlib import Path
from typing import Any, Literal

import numpy as np

from benchmarks.document import DOCS_FOLDER, add_output_options, measured_on, replace_measured
from benchmarks.machine import machine, peak_bytes
from benchmarks.tables import markdown
from benchmarks.training.keras_network import NUM_WORDS, Sizes, keras_network

EMBEDDING_DIM = 64
FIRST_UPDATES = 5  # which trace and compile
MAX_SECONDS, QUICK_SECONDS = 6.0, 0.5
MAX_UPDATES = 3_000
PRODUCT = 1_024  # rows and columns of the large products
DOCUMENT = DOCS_FOLDER / "training-cost.md"
PROGRAMS = ("ours", "keras")

Program = Literal["ours", "keras"]


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


def measure(points: Sequence[Point], max_seconds: float) -> list[dict[str, Any]]:
    """Every point by ours and by Keras, one after the other."""
    return [
        asdict(point) | {program: _in_process(point, program, max_seconds) for program in PROGRAMS} for point in points
    ]


def train_for_a_while(point: Point, program: Program, max_seconds: float) -> dict[str, float]:
    """In the process of a point: the seconds of a whole epoch, of its products at best, and its memory."""
    if hasattr(os, "sched_setaffinity"):  # only Linux can limit the cores of a process
        os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[: point.cores]))
    random = np.random.default_rng(0)
    inputs = random.integers(1, NUM_WORDS, (point.num_rows, point.length), np.int32)
    labels = random.integers(0, 2, point.num_rows, np.int32)
    timer = _Timer(max_seconds)
    {"ours": _ours, "keras": _keras}[program](point, inputs, labels, timer.batch_done)
    return {
        "epoch_seconds": timer.seconds_per_batch * point.num_updates,
        "product_seconds": point.flops / _flops_per_second(),
        "peak_bytes": peak_bytes(),
    }


class _Timer:
    """Counts batches until the time is up."""

    def __init__(self, max_seconds: float):
        self._max_seconds = max_seconds
        self._done, self._began, self._ended = 0, 0.0, 0.0

    def batch_done(self) -> bool:
        """Whether it is time to stop."""
        self._done += 1
        self._ended = time.perf_counter()
        if self._done == FIRST_UPDATES:
            self._began = self._ended
        return self._done > FIRST_UPDATES and self._ended - self._began >= self._max_seconds

    @property
    def seconds_per_batch(self) -> float:
        return (self._ended - self._began) / (self._done - FIRST_UPDATES)


class _TimeUpError(Exception):
    """The time is up."""


def _ours(point: Point, inputs: np.ndarray, labels: np.ndarray, batch_done: Callable[[], bool]) -> None:
    import tempfile

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
                "batch_size": point.batch_size, "epochs": 1, "steps_per_epoch": MAX_UPDATES, "validation_split": 0.0,
                "early_stopping_patience": None,
            },
        }
    )  # fmt: skip
    prepare_tensorflow([config])
    model = build_model(config, 2)
    compile_model(model, "sigmoid", config.train, MAX_UPDATES)
    rows = LabelledRows(Encoded(inputs, np.full(len(inputs), point.length, np.int32)), labels)
    no_rows = LabelledRows(Encoded(inputs[:0], np.empty(0, np.int32)), labels[:0])

    def stop_when_done() -> None:
        if batch_done():
            raise _TimeUpError

    with tempfile.TemporaryDirectory() as folder:
        try:
            train(model, rows, no_rows, config.train, Path(folder), raise_if_stopped=stop_when_done)
        except _TimeUpError:
            return


def _keras(point: Point, inputs: np.ndarray, labels: np.ndarray, batch_done: Callable[[], bool]) -> None:
    import keras

    class StopWhenDone(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            if batch_done():
                self.model.stop_training = True

    model = keras_network(Sizes("LSTM", point.units, EMBEDDING_DIM))
    model.fit(inputs, labels, batch_size=point.batch_size, epochs=MAX_UPDATES, verbose=0, callbacks=[StopWhenDone()])


def _flops_per_second() -> float:
    """Of two large products of float32 in parallel, because ours may have one thread for each; the best of ten."""
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


def _in_process(point: Point, program: Program, max_seconds: float) -> dict[str, float]:
    arguments = json.dumps({"point": asdict(point), "program": program, "max_seconds": max_seconds})
    process = subprocess.run(
        [sys.executable, "-m", "benchmarks.scaling", "--point", arguments],
        stdout=subprocess.PIPE,
        check=True,
        text=True,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
    )
    return json.loads(process.stdout.splitlines()[-1])


def table(results: Sequence[dict[str, Any]], axis: str) -> str:
    """The points of one axis."""
    heads = [
        axis, *(["units"] if axis == "cores" else []), "ours, s", "Keras, s", "times Keras",
        "products alone beside ours, s", "their share of ours", "products alone beside Keras, s", "memory ours",
        "memory Keras",
    ]  # fmt: skip
    lines = []
    for result in results:
        ours, keras = result["ours"], result["keras"]
        key = "num_rows" if axis == "rows" else axis
        lines.append(
            [
                f"{result[key]:,}",
                *([str(result["units"])] if axis == "cores" else []),
                f"{ours['epoch_seconds']:,.2f}",
                f"{keras['epoch_seconds']:,.2f}",
                f"{keras['epoch_seconds'] / ours['epoch_seconds']:.1f}",
                f"{ours['product_seconds']:,.2f}",
                f"{ours['product_seconds'] / ours['epoch_seconds']:.0%}",
                f"{keras['product_seconds']:,.2f}",
                f"{ours['peak_bytes'] / 1e6:,.0f} MB",
                f"{keras['peak_bytes'] / 1e6:,.0f} MB",
            ]
        )
    return markdown(heads, lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one small point, for half a second")
    add_output_options(parser, DOCUMENT)
    parser.add_argument("--point", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.point:
        arguments = json.loads(options.point)
        point = Point(**arguments["point"])
        print(json.dumps(train_for_a_while(point, arguments["program"], arguments["max_seconds"])))
        return
    about = machine()
    points, max_seconds = (QUICK_POINTS, QUICK_SECONDS) if options.quick else (POINTS, MAX_SECONDS)
    results = measure(points, max_seconds)
    by_axis = itertools.groupby(results, lambda result: result["axis"])
    tables = {axis: table(list(of_axis), axis) for axis, of_axis in by_axis}
    if options.write:
        replace_measured(options.write, {"machine": measured_on(about), **tables})
    if options.json:
        print(json.dumps({"machine": about, "measured": results}))
        return
    print(", ".join(f"{name} {value}" for name, value in about.items()))
    for lines in tables.values():
        print(f"\n{lines}")


if __name__ == "__main__":
    main()
