"""The demo: the trained networks that are shipped with Bothways, a pair for reviews and a pair for future sums."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from core.config import RunConfig
from core.errors import RunNotFoundError
from core.evaluation.predictions import PREDICTIONS_FILE
from core.recipes import find_recipe
from core.runs.run import Run
from core.runs.store import RunStore
from core.system.assets import DEMO_FOLDER
from core.system.files import write_json, write_whole
from core.system.versions import versions
from core.training.history import Epoch, Progress

DEMO = "demo"  # what the pair is called on the command line
SUMS = f"{DEMO}-sums"  # what the pair of the task is called whose labels depend on the future
NAMES = {"forward": "Demo, forward", "bidirectional": "Demo, both ways"}
SUM_NAMES = {"forward": "Future sums, forward", "bidirectional": "Future sums, both ways"}
SUMS_FOLDER = DEMO_FOLDER / "future_sums"
NETWORK_FILES = ("model.onnx", "vocabulary.json", "priors.npz")
SHIPPED_FILES = (*NETWORK_FILES, PREDICTIONS_FILE)  # the last says how far its confidence can be trusted

# Of long reviews and short sentences, so that typed one-liners are read as well. Pairs and triples of words that few
# texts have get no numbers: they would make the files several times as large.
DEMO_CONFIG = RunConfig.from_dict(
    {
        "dataset": {
            "name": "reviews", "source": "all", "sampling": "random", "merge_spellings": False,
            "drop_missing_labels": False,
        },
        "text": {
            "tokenizer": "words", "normalization": "none", "strip_html": False, "num_words": 10_000, "maxlen": 200,
            "truncating": "head_tail", "priors": "both", "min_df": 6,
        },
        "model": {
            "cell": "LSTM", "direction": "bidirectional", "units": 32, "embeddings": "glove", "embedding_dim": 50,
            "pooling": "max_mean", "spatial_dropout": 0.3, "head_dropout": 0.5,
        },
        "train": {
            "epochs": 4, "batching": "by_length", "learning_rate": 0.002, "schedule": "one_cycle",
            "global_clipnorm": 1.0, "validation_split": 0.05, "early_stopping_patience": None,
        },
    }
)  # fmt: skip

SUMS_CONFIG = find_recipe("cumsum-future-bi-lstm").config

_DESCRIBED = ("created_at", "finished_at", "num_params", "seconds", "data", "metrics")


def demo_configs() -> tuple[RunConfig, RunConfig]:
    """The settings of the two networks, the forward one first."""
    return DEMO_CONFIG.twin(), DEMO_CONFIG


def sum_configs() -> tuple[RunConfig, RunConfig]:
    """The settings of the two networks for future sums, the forward one first."""
    return SUMS_CONFIG.twin(), SUMS_CONFIG


def shipped_name(config: RunConfig) -> str:
    """What a shipped network with these settings is called."""
    return (SUM_NAMES if _is_for_sums(config) else NAMES)[config.model.direction]


def demo_runs(folder: Path = DEMO_FOLDER) -> tuple[Run, ...]:
    """The shipped networks as finished runs, forward first, ready for everything that scores with a run.

    Their ids are `demo-forward` and `demo-bidirectional`; no store holds them, and nothing can be changed about them.
    One whose folder is missing is left out.
    """
    paths = (folder / direction / "run.json" for direction in NAMES)
    return tuple(_demo_run(path) for path in paths if path.is_file())


def sum_runs(folder: Path = SUMS_FOLDER) -> tuple[Run, ...]:
    """The shipped networks for future sums, as `demo_runs` gives those for reviews.

    Their ids are `demo-sums-forward` and `demo-sums-bidirectional`.
    """
    return demo_runs(folder)


def epochs_of(run: Run, store: RunStore) -> tuple[Epoch, ...]:
    """The finished epochs of a run, in order: of a shipped network from its folder, of others from the store."""
    if is_demo(run):
        return tuple(Epoch(**epoch) for epoch in _read(run.folder / "run.json")["epochs"])
    return store.epochs([run.run_id])[run.run_id]


def is_demo(run: Run) -> bool:
    """Whether a run is one of the shipped networks."""
    return run.run_id.startswith(f"{DEMO}-")


def find_runs(store: RunStore, name: str) -> tuple[Run, ...]:
    """The runs that a person names: by an id or its unique beginning one, by `demo` the shipped pair
    for reviews, by `demo-sums` that for future sums.

    Raises:
        RunNotFoundError: when no run, or more than one of the store, is named so.
    """
    for pair in (demo_runs, sum_runs) if name.startswith(DEMO) else ():
        if named := tuple(run for run in pair() if run.run_id.startswith(name)):
            return named
    return (store.get(name),)


def find_run(store: RunStore, name: str) -> Run:
    """The one run that a person names.

    Raises:
        RunNotFoundError: when no run, or more than one, is named so.
    """
    named = find_runs(store, name)
    if len(named) > 1:
        raise RunNotFoundError(
            f"{name!r} names {len(named)} runs.",
            "Exactly one run must be named here.",
            f"Name {' or '.join(run.run_id for run in named)}.",
        )
    return named[0]


def ship(run: Run, epochs: Sequence[Epoch], class_names: Sequence[str], folder: Path) -> None:
    """Put a finished run's network, vocabulary, predictions and `run.json` into its direction's folder, each whole."""
    target = folder / run.config.model.direction
    target.mkdir(parents=True, exist_ok=True)
    for name in SHIPPED_FILES:
        # For sums, new sequences can always be drawn to see how good the networks are.
        if (run.folder / name).is_file() and not (name == PREDICTIONS_FILE and _is_for_sums(run.config)):
            write_whole(partial(shutil.copyfile, run.folder / name), target / name)
        else:
            (target / name).unlink(missing_ok=True)  # of an earlier network
    write_description(target / "run.json", run, epochs, class_names)


def write_description(path: Path, run: Run, epochs: Sequence[Epoch], class_names: Sequence[str]) -> None:
    """Write what a run's network is to people and programs that do not have the store, as JSON.

    Args:
        class_names: in the order of the network's probabilities.
    """
    description = {key: getattr(run, key) for key in _DESCRIBED} | {
        "name": run.name,
        "config": run.config.without_path().to_dict(),
        "class_names": list(class_names),
        "epochs": [asdict(epoch) for epoch in epochs],
        "versions": versions(),
    }
    write_json(description, path, indent=2)


def _is_for_sums(config: RunConfig) -> bool:
    return config.dataset.kind == "sequence"


def _demo_run(path: Path) -> Run:
    values = _read(path)
    config = RunConfig.from_stored(values["config"])
    own = {key: values[key] for key in _DESCRIBED}
    return Run(
        run_id=f"{SUMS if _is_for_sums(config) else DEMO}-{config.model.direction}",
        name=shipped_name(config),
        status="finished",
        config=config,
        tags=(),
        note="",
        started_at=values["created_at"],
        heartbeat_at=None,
        worker=None,
        tries=1,
        cancel_requested=False,
        message="",
        progress=Progress(),
        study_id=None,
        folder=path.parent,
        **own,
    )


def _read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))
