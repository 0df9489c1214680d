"""Confounds: the differences between runs, other than their architecture, that rule out a comparison."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.comparison.arms import DATA_SETTINGS, trained_settings
from core.comparison.run_frames import data_label
from core.config import RunConfig
from core.config.effective_settings import effective_settings
from core.runs.run import Run

_SETTINGS = {
    "data": DATA_SETTINGS,
    "split": (
        "dataset.test_size", "dataset.stratify", "dataset.seed", "dataset.split", "dataset.train_rows",
        "train.validation_split",
    ),
    "vocabulary": (
        "text.num_words", "text.tokenizer", "text.subwords", "text.normalization", "text.language", "text.strip_html",
        "text.lower", "text.oov",
    ),
    "padding": ("text.maxlen", "text.padding", "text.truncating"),
    "masking": ("train.batching",),
    "scaling": ("dataset.scaling",),
    "training budget": (
        "train.epochs", "train.steps_per_epoch", "train.batch_size", "train.learning_rate",
        "train.early_stopping_patience", "train.kernel", "batches", "train.optimizer", "train.schedule",
        "train.weight_decay", "train.momentum", "train.global_clipnorm", "train.monitor",
        "train.class_weight", "train.label_smoothing", "text.augmentation", "text.augmentation_share",
    ),
}  # fmt: skip
KINDS = tuple(_SETTINGS)
_INPUTS = ("text.priors", "text.min_df")  # more of what the network reads, so a part of it


@dataclass(frozen=True)
class Confound:
    """A difference between runs that may explain a gap as well as their architectures do.

    Args:
        kind: one of `KINDS`.
        values: by setting (`part.key`), its different values.
        data_labels: where the settings agree but the examples do not, the names of the data.
    """

    kind: str
    values: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    data_labels: tuple[str, ...] = ()

    @property
    def settings(self) -> tuple[str, ...]:
        """The settings that differ; empty where only the examples or their labels do."""
        return tuple(self.values)


def find_differences(runs: Sequence[Run], planned: Collection[str] = ()) -> tuple[Confound, ...]:
    """In what these runs differ beside architecture, seed and split; nothing when they may be compared.

    Settings that a study varies by plan do not count, nor do those that it has tuned for each arm with the same budget
    (Dodge and others, 2019): both are `planned`. Another split of
    data that have their own test set is a difference: it changes the training rows alone. Where fingerprints of the
    data are stored, they decide whether the data are the same, wherever the file was.
    """
    settings = [trained_settings(run) for run in runs]
    fingerprints = [run.data.get("fingerprint") for run in runs]
    confounds = []
    for kind, of_kind in _SETTINGS.items():
        names = [
            name
            for name in of_kind
            if name not in planned and _differ(settings, name) and not _pairs_runs(settings, name)
        ]
        if kind == "data":
            if None not in fingerprints and len(set(fingerprints)) <= 1:
                continue
            if not names and (len(set(fingerprints) - {None}) > 1 or _num_substitutes(runs) > 1):
                confounds.append(Confound(kind, data_labels=tuple(sorted({data_label(run) for run in runs}))))
                continue
        if names:
            confounds.append(Confound(kind, {name: _values(settings, name) for name in names}))
    return tuple(confounds)


def different_splits(runs: Sequence[Run]) -> Confound:
    """The difference between arms that have no split in common, so that no test row is predicted by all."""
    return Confound("split", {"dataset.split": tuple(dict.fromkeys(run.config.dataset.split for run in runs))})


def model_differences(configs: Sequence[RunConfig], planned: Collection[str] = ()) -> tuple[str, ...]:
    """The settings of the network other than direction and units that differ: they may explain part of a gap.

    Settings that a study varies by plan, or has tuned for each arm, are `planned` and do not count.
    """
    settings = [effective_settings(config) for config in configs]
    names = dict.fromkeys(name for one in settings for name in one if name.startswith("model.") or name in _INPUTS)
    expected = ("model.direction", "model.units", *planned)
    return tuple(name for name in names if name not in expected and _differ(settings, name))


def _pairs_runs(settings: Sequence[Mapping[str, Any]], name: str) -> bool:
    """Whether runs are compared within each value of a setting, as those of each split are."""
    return name == "dataset.split" and all("dataset.test_size" in one for one in settings)


def _values(settings: Sequence[Mapping[str, Any]], name: str) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(one[name] for one in settings if name in one))


def _differ(settings: Sequence[Mapping[str, Any]], name: str) -> bool:
    return len(_values(settings, name)) > 1


def _num_substitutes(runs: Sequence[Run]) -> int:
    """How many different data the runs say they read; data that replaced an unavailable source have their own name."""
    return len({run.data["name"] if run.data.get("stand_in") else "" for run in runs})
