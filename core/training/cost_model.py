"""Cost: how long a training will take, from a few steps of it that were timed on this machine."""

import hashlib
import json
import math
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

import psutil

from core.config import RunConfig
from core.models.architecture import IMAGE_SIZE, stack_suffixes
from core.models.matched_units import recurrent_params
from core.system.files import write_json

DATA_SECONDS = 1.0  # reading and dividing the smallest data
SECONDS_PER_TEXT = 0.0002  # cutting a text of some 230 words into words, encoding and testing it
EPOCH_SECONDS = 0.3  # the checkpoint and the best weights
ENDING_SECONDS = 3.0  # tracing the validation step, export, parity check

# What benchmarks/scaling.md measured on its two cores: for a first guess, where nothing was timed.
STARTUP_SECONDS, FIRST_SECONDS = 5.0, 3.0
UPDATE_SECONDS = 0.004  # besides the loops: reading the batch, the embedding, Adam
LOOP_STEP_SECONDS = {"keras": 150e-6, "fast": 25e-6}  # of each layer, besides its products
FLOPS_PER_SECOND = 90e9

_LOOPS = 4  # one more whenever loops or `core.training.train_step` change in speed: what was timed before is timed anew
_ASSUMED_LENGTH = 200  # words of a text where nobody has counted them

Lengths = Mapping[int, int]


@dataclass(frozen=True)
class StepTime:
    """What was timed of one network.

    Args:
        startup_seconds: from the start of the process until TensorFlow and all of core are loaded.
        first_seconds: building and compiling the network, and its first step, which traces the graph.
        step_seconds: one training step after that: the median, or the mean where batches differ in length.
        rows: in a batch, on average.
    """

    startup_seconds: float
    first_seconds: float
    step_seconds: float
    rows: float


def estimated_seconds(step: StepTime, num_train_rows: float, num_val_rows: float, config: RunConfig) -> float:
    """At most how many seconds a whole run takes, from starting its process to its test; early stopping shortens it.

    A validation batch runs forward only, about a third of the work of a training batch.
    """
    train = config.train
    num_batches = train.steps_per_epoch or math.ceil(num_train_rows / step.rows)
    num_val_batches = math.ceil(num_val_rows / step.rows)
    in_epochs = train.epochs * (step.step_seconds * (num_batches + num_val_batches / 3) + EPOCH_SECONDS)
    per_row = SECONDS_PER_TEXT if config.dataset.kind == "text" else 0.0
    data = DATA_SECONDS + per_row * (num_train_rows + num_val_rows) / (1 - config.dataset.test_size)
    return step.startup_seconds + data + step.first_seconds + in_epochs + ENDING_SECONDS


def assumed_step(config: RunConfig, lengths: Lengths | None = None) -> StepTime | None:
    """What a step would take on the machine of benchmarks/scaling.md; another one may be some times faster or slower.

    An update has three times the products of its forward pass. None where only the data would tell how many steps a
    batch has.
    """
    if lengths is None and needs_lengths(config):
        return None
    model = config.model
    rows, steps = rows_in_batch(config, lengths), _mean_steps(config, lengths)
    loop_step = LOOP_STEP_SECONDS["keras" if config.train.kernel == "keras" else "fast"]
    num_layers = model.num_layers * len(stack_suffixes(model))
    products = 3 * 2 * recurrent_params(config) * steps * rows / FLOPS_PER_SECOND
    step_seconds = UPDATE_SECONDS + num_layers * steps * loop_step + products
    return StepTime(STARTUP_SECONDS, FIRST_SECONDS, step_seconds, rows)


def needs_lengths(config: RunConfig) -> bool:
    """Whether only the data tell how many steps a batch of texts has."""
    return config.dataset.kind == "text" and (config.train.batching == "by_length" or config.text.maxlen is None)


def known_steps(
    home: Path, configs: Sequence[RunConfig], num_classes: int, lengths: Lengths | None = None
) -> list[StepTime | None]:
    """What has been timed on this machine already, for each config; None for one that has not."""
    return [_read(_path(home, config, num_classes, lengths)) for config in configs]


def keep_step(step: StepTime, home: Path, config: RunConfig, num_classes: int, lengths: Lengths | None = None) -> None:
    """Keep what was timed of a config for `known_steps`."""
    write_json(asdict(step), _path(home, config, num_classes, lengths))


def forget_steps(home: Path, configs: Sequence[RunConfig], num_classes: int, lengths: Lengths | None = None) -> None:
    """Forget what has been timed, so that it is timed again: a busy machine makes steps look slow."""
    for config in configs:
        _path(home, config, num_classes, lengths).unlink(missing_ok=True)


def num_steps(config: RunConfig, lengths: Lengths | None) -> int:
    """Steps of a padded row."""
    if config.dataset.kind == "text":
        return config.text.maxlen or max(lengths or (_ASSUMED_LENGTH,))
    return IMAGE_SIZE if config.dataset.kind == "image" else config.dataset.num_steps


def kept_lengths(config: RunConfig, lengths: Lengths | None) -> dict[int, int]:
    """How many texts have each length when they are cut to `maxlen`; a text without words has one step."""
    longest = config.text.maxlen or math.inf
    kept: dict[int, int] = {}
    for length, number in sorted((lengths or {_ASSUMED_LENGTH: 4 * config.train.batch_size}).items()):
        cut = max(1, min(length, longest))
        kept[cut] = kept.get(cut, 0) + number
    return kept


def rows_in_batch(config: RunConfig, lengths: Lengths | None) -> float:
    """Rows in a batch, on average; of texts with equal lengths some batches are not full."""
    if config.train.batching == "padded":
        return config.train.batch_size
    numbers = kept_lengths(config, lengths).values()
    return sum(numbers) / sum(math.ceil(number / config.train.batch_size) for number in numbers)


def _mean_steps(config: RunConfig, lengths: Lengths | None) -> float:
    """Steps of a row that are computed, on average."""
    if config.train.batching == "padded":
        return num_steps(config, lengths)
    numbers = kept_lengths(config, lengths)
    return sum(length * number for length, number in numbers.items()) / sum(numbers.values())


def _path(home: Path, config: RunConfig, num_classes: int, lengths: Lengths | None) -> Path:
    """Where the answer is kept, under a name made of all that decides how long a step takes on this machine."""
    model = config.model.model_dump(exclude={"spatial_dropout", "dropout", "recurrent_dropout"})
    by_length = config.train.batching == "by_length"
    decisive = {
        "machine": (platform.node(), psutil.cpu_count(), *_versions()),
        "model": model,
        "dropouts": [bool(share) for share in (config.model.spatial_dropout, config.model.dropout)],
        "recurrent_dropout": bool(config.model.recurrent_dropout),
        "kind": config.dataset.kind,
        "num_words": config.text.num_words if config.dataset.kind == "text" else None,
        "num_classes": num_classes,
        "kernel": (config.train.kernel, _LOOPS),
        "batch_size": config.train.batch_size,
        "steps": list(kept_lengths(config, lengths).items()) if by_length else num_steps(config, lengths),
    }
    digest = hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()
    return home / "costs" / f"{digest[:32]}.json"


def _read(path: Path) -> StepTime | None:
    try:
        return StepTime(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


@cache
def _versions() -> tuple[str, str]:
    """What computes the steps; packages tell their versions slowly."""
    return metadata.version("tensorflow"), metadata.version("keras")
