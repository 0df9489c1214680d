"""Gate: what keeps runs from being compared, because more than the architecture differs between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.comparison.arms import effective
from core.comparison.run_frames import data_label
from core.config import RunConfig
from core.runs.run import Run

_ALL_KINDS = {
    "data": (
        "dataset.name", "dataset.source", "dataset.task", "dataset.num_steps", "dataset.path", "dataset.text_column",
        "dataset.label_column", "dataset.num_rows", "dataset.drop_duplicates",
    ),
    "split": ("dataset.test_size", "dataset.stratify", "dataset.seed", "train.validation_split"),
    "training budget": (
        "train.epochs", "train.steps_per_epoch", "train.batch_size", "train.learning_rate",
        "train.early_stopping_patience", "train.kernel",
    ),
}  # fmt: skip
_OF_TEXTS = {
    "vocabulary": ("text.num_words", "text.lower", "text.oov"),
    "padding": ("text.maxlen", "text.padding", "text.truncating"),
    "masking": ("train.batching",),
}
KINDS = ("data", "split", "vocabulary", "padding", "masking", "training budget")


@dataclass(frozen=True)
class Confound:
    """One thing in which runs differ beside their architecture; `settings` names those that say so, if any do."""

    kind: str
    settings: tuple[str, ...]
    words: str


def find_differences(runs: Sequence[Run]) -> tuple[Confound, ...]:
    """What makes these runs unlike in anything but architecture and seed; nothing when they may be compared.

    Where the data that were read are known, their fingerprints tell whether they are the same, wherever the file lay.
    """
    settings = [effective(run.config) for run in runs]
    prints = [run.data.get("fingerprint") for run in runs]
    found = []
    for kind in KINDS:
        names = [name for name in _names(kind, [run.config for run in runs]) if _differ(settings, name)]
        if kind == "data":
            if None not in prints and len(set(prints)) <= 1:
                continue
            if not names and (len(set(prints) - {None}) > 1 or _stand_ins(runs) > 1):
                found.append(Confound(kind, (), _other_examples(runs)))
                continue
        if names:
            found.append(Confound(kind, tuple(names), "; ".join(_told(settings, name) for name in names)))
    return tuple(found)


def model_differences(configs: Sequence[RunConfig]) -> tuple[str, ...]:
    """The settings of the network, beside direction and units, in which runs differ: part of a gap may be theirs."""
    settings = [effective(config) for config in configs]
    names = dict.fromkeys(name for one in settings for name in one if name.startswith("model."))
    return tuple(name for name in names if name not in ("model.direction", "model.units") and _differ(settings, name))


def _names(kind: str, configs: Sequence[RunConfig]) -> tuple[str, ...]:
    if kind in _OF_TEXTS:
        return _OF_TEXTS[kind] if any(config.dataset.kind == "text" for config in configs) else ()
    return _ALL_KINDS[kind]


def _differ(settings: Sequence[dict[str, Any]], name: str) -> bool:
    values = [one[name] for one in settings if name in one]
    return any(value != values[0] for value in values)


def _stand_ins(runs: Sequence[Run]) -> int:
    """How many kinds of data there are, as far as runs say what they read: the wanted ones, or others that stood in."""
    return len({run.data["name"] if run.data.get("stand_in") else "" for run in runs})


def _told(settings: Sequence[dict[str, Any]], name: str) -> str:
    values = dict.fromkeys("none" if one[name] is None else str(one[name]) for one in settings if name in one)
    return f"{name} is {' or '.join(values)}"


def _other_examples(runs: Sequence[Run]) -> str:
    labels = sorted({data_label(run) for run in runs})
    return f"the examples of {' and '.join(labels)} are not the same: a file has changed, or other data stood in"
