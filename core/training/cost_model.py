"""How long a training takes, estimated from a few of its steps that were timed on this machine."""

import hashlib
import json
import math
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import psutil

from core.catalog import source_of
from core.config import RunConfig
from core.models.architecture import (
    IMAGE_SIZE,
    NUM_GATES,
    input_width,
    num_direction_layers,
    num_features,
    stack_suffixes,
)
from core.models.matched_units import recurrent_params
from core.system.files import write_json

DATA_SECONDS = 1.0  # reading and splitting the smallest data
SECONDS_PER_TEXT = 0.0002  # tokenizing, encoding and testing a text of some 230 words
EPOCH_SECONDS = 0.3  # the checkpoint and the best weights
ENDING_SECONDS = 3.0  # tracing the validation step, export, parity check

# Measured on two cores (docs/training-speed.md): for an estimate where no step was timed.
STARTUP_SECONDS, FIRST_SECONDS = 5.0, 3.0
UPDATE_SECONDS = 0.004  # without the loops: the batch, the embedding, Adam
LOOP_STEP_SECONDS = {"keras": 150e-6, "fast": 25e-6}  # of each layer, without its products
FLOPS_PER_SECOND = 90e9

_FLOAT_BYTES = 4
_OTHER_FILES = 8_000_000  # log, vocabulary, predictions, records

_LOOPS = 5  # add one when loops or `core.training.train_step` change in speed: earlier timings are then ignored
_ASSUMED_LENGTH = 200  # words of a text where the lengths are unknown

Lengths = Mapping[int, int]


class Crowd(NamedTuple):
    """How many runs train at the same time, with how many threads each."""

    num_runs: int
    num_threads: int


@dataclass(frozen=True)
class StepTime:
    """How long one network's training steps take.

    Args:
        startup_seconds: from the start of the process until TensorFlow and all of core are loaded.
        first_seconds: building and compiling the network, and its first step, which traces the graph.
        step_seconds: a later training step, the median.
        rows: in a batch.
        peak_bytes: the most memory that the process has used; 0 where it was not measured.
    """

    startup_seconds: float
    first_seconds: float
    step_seconds: float
    rows: float
    peak_bytes: int = 0


def estimated_seconds(step: StepTime, num_train_rows: float, num_val_rows: float, config: RunConfig) -> float:
    """The most seconds that a whole run takes, from starting its process to its test; early stopping shortens it.

    A validation batch is a forward pass only, about a third of the work of a training batch.
    """
    train = config.train
    num_batches = train.steps_per_epoch or math.ceil(num_train_rows * config.rows_per_text / step.rows)
    num_val_batches = math.ceil(num_val_rows / step.rows)
    in_epochs = train.epochs * (step.step_seconds * (num_batches + num_val_batches / 3) + EPOCH_SECONDS)
    per_row = SECONDS_PER_TEXT if config.dataset.has_words else 0.0
    data = DATA_SECONDS + per_row * (num_train_rows + num_val_rows) / (1 - config.dataset.test_size)
    return step.startup_seconds + data + step.first_seconds + in_epochs + ENDING_SECONDS


def default_step_time(config: RunConfig, lengths: Lengths | None = None) -> StepTime | None:
    """The time of a step on the machine of docs/training-speed.md; others may be several times faster or slower.

    An update has three times the products of its forward pass. None where the number of steps depends on the data.
    """
    if lengths is None and needs_lengths(config):
        return None
    model = config.model
    rows, steps = config.train.batch_size, _mean_steps(config, lengths)
    loop_step = LOOP_STEP_SECONDS["keras" if config.train.kernel == "keras" else "fast"]
    num_layers = model.num_layers * len(stack_suffixes(model))
    products = 3 * 2 * recurrent_params(config) * steps * rows / FLOPS_PER_SECOND
    step_seconds = UPDATE_SECONDS + num_layers * _longest_in_batch(config, lengths) * loop_step + products
    return StepTime(STARTUP_SECONDS, FIRST_SECONDS, step_seconds, rows)


def needs_lengths(config: RunConfig) -> bool:
    """Whether the number of steps of a batch depends on the data."""
    if config.dataset.kind == "series":
        return source_of(config.dataset).num_steps is None
    return config.dataset.has_words and (config.train.batching == "by_length" or config.text.maxlen is None)


def load_step_times(
    home: Path,
    configs: Sequence[RunConfig],
    num_classes: int,
    lengths: Lengths | None = None,
    crowd: Crowd | None = None,
) -> list[StepTime | None]:
    """The timing of each config on this machine; None for one that was not timed yet.

    Args:
        crowd: of a process beside which others train; None for one that trains alone.
    """
    return [read_step_time(_path(home, config, num_classes, lengths, crowd)) for config in configs]


def save_step_time(
    step: StepTime,
    home: Path,
    config: RunConfig,
    num_classes: int,
    lengths: Lengths | None = None,
    crowd: Crowd | None = None,
) -> None:
    """Store the timing of a config for `load_step_times`."""
    write_json(asdict(step), _path(home, config, num_classes, lengths, crowd))


def delete_step_times(
    home: Path,
    configs: Sequence[RunConfig],
    num_classes: int,
    lengths: Lengths | None = None,
    crowds: Sequence[Crowd] = (),
) -> None:
    """Delete timings, so that they are measured again: on a busy machine steps look slow."""
    for config in configs:
        for crowd in (None, *crowds):
            _path(home, config, num_classes, lengths, crowd).unlink(missing_ok=True)


def num_steps(config: RunConfig, lengths: Lengths | None) -> int:
    """Steps of a padded row."""
    if config.dataset.has_words:
        return config.text.maxlen or max(lengths or (_ASSUMED_LENGTH,))
    if config.dataset.kind == "series":
        return max(lengths or (source_of(config.dataset).num_steps or _ASSUMED_LENGTH,))
    return IMAGE_SIZE if config.dataset.kind == "image" else config.dataset.num_steps


def length_counts(config: RunConfig, lengths: Lengths | None) -> dict[int, int]:
    """How many texts have each length when they are truncated to `maxlen`; a text without words has one step.

    Series are never truncated.
    """
    counts: dict[int, int] = {}
    if config.dataset.kind == "series":
        assumed = source_of(config.dataset).num_steps or _ASSUMED_LENGTH
        return dict(lengths or {assumed: 4 * config.train.batch_size})
    for length, number in sorted((lengths or {_ASSUMED_LENGTH: 4 * config.train.batch_size}).items()):
        truncated = max(1, min(length, config.text.maxlen or length))
        counts[truncated] = counts.get(truncated, 0) + number
    return counts


def _mean_steps(config: RunConfig, lengths: Lengths | None) -> float:
    """Mean number of steps of a row that are computed."""
    if config.train.batching == "padded":
        return num_steps(config, lengths)
    numbers = length_counts(config, lengths)
    return sum(length * number for length, number in numbers.items()) / sum(numbers.values())


def _longest_in_batch(config: RunConfig, lengths: Lengths | None) -> float:
    """Mean number of steps of the longest row of a batch, which loops go through; of a random sample of the rows."""
    if config.train.batching == "padded":
        return num_steps(config, lengths)
    numbers = length_counts(config, lengths)
    num_rows, rows_so_far, below, mean = sum(numbers.values()), 0, 0.0, 0.0
    for length, number in numbers.items():
        rows_so_far += number
        up_to = (rows_so_far / num_rows) ** config.train.batch_size
        mean, below = mean + length * (up_to - below), up_to
    return mean


def _path(home: Path, config: RunConfig, num_classes: int, lengths: Lengths | None, crowd: Crowd | None = None) -> Path:
    """The file of a timing; its name is a hash of everything that affects how long a step takes on this machine."""
    model = config.model.model_dump(exclude={"spatial_dropout", "dropout", "recurrent_dropout"})
    by_length = config.train.batching == "by_length"
    factors: dict[str, object] = {
        "machine": (platform.node(), psutil.cpu_count(), *_versions()),
        "model": model,
        "dropouts": [bool(share) for share in (config.model.spatial_dropout, config.model.dropout)],
        "recurrent_dropout": bool(config.model.recurrent_dropout),
        "kind": config.dataset.kind,
        **({"channels": num_features(config)} if config.dataset.kind == "series" else {}),
        "num_words": config.text.num_words if config.dataset.has_words else None,
        "num_classes": num_classes,
        "kernel": (config.train.kernel, _LOOPS),
        "optimizer": (config.train.optimizer, config.train.global_clipnorm is not None),
        "batch_size": config.train.batch_size,
        "steps": list(length_counts(config, lengths).items()) if by_length else num_steps(config, lengths),
    }
    if crowd:
        factors["crowd"] = (crowd.num_runs, crowd.num_threads)
    digest = hashlib.sha256(json.dumps(factors, sort_keys=True).encode()).hexdigest()
    return home / "costs" / f"{digest[:32]}.json"


def read_step_time(path: Path) -> StepTime | None:
    """The timing in a file; None where there is none that can be read."""
    try:
        return StepTime(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


@cache
def _versions() -> tuple[str, str]:
    """The versions of what computes the steps; cached because reading them is slow."""
    return metadata.version("tensorflow"), metadata.version("keras")


def training_bytes(config: RunConfig, num_params: int, num_steps: int) -> int:
    """Memory that training a network needs beside its data: a lower bound.

    Weights, gradients and the two moments of Adam; and the gates of every step of a batch, which are kept until the
    gradients are computed, with their gradients.

    Args:
        num_steps: of the longest row.
    """
    model = config.model
    num_directions = num_direction_layers(model) * model.num_layers
    of_step = num_directions * (NUM_GATES[model.cell] + 1) * model.units + input_width(config)
    return _FLOAT_BYTES * (4 * num_params + 2 * config.train.batch_size * num_steps * of_step)


def run_bytes(num_params: int) -> int:
    """Disk space that a run needs: two checkpoints with the state of Adam, best weights, and two exported networks."""
    return _FLOAT_BYTES * num_params * 15 + _OTHER_FILES
