"""RunConfig: all settings of one run, with Keras' names, frozen and checked."""

import json
from collections.abc import Iterable, Mapping
from operator import attrgetter
from pathlib import Path, PurePath
from typing import Any, Self, get_args

from pydantic import BaseModel, Field, ValidationError, model_validator

from core.config.assignments import assign
from core.config.config_checks import check_contradictions
from core.config.config_errors import config_error
from core.config.parts.config_part import ConfigPart
from core.config.parts.dataset_config import DatasetConfig
from core.config.parts.model_config import ModelConfig
from core.config.parts.text_config import TextConfig
from core.config.parts.train_config import TrainConfig
from core.directions import DIRECTIONS
from core.errors import ConfigError

# Settings that name a file or a folder, unless they are empty.
PATH_SETTINGS = ("dataset.path", "dataset.validation_path", "dataset.test_path", "model.embeddings_path")
# Settings whose default gives other numbers than their absence did: what they were when there was no such setting.
_BEFORE: dict[str, dict[str, Any]] = {
    "dataset": {
        "sampling": "random",
        "merge_spellings": False,
        "drop_missing_labels": False,
    },
    "text": {"tokenizer": "keras", "normalization": "none", "language": "any", "strip_html": False},
}
# The same for own files, so that no other run has settings without an effect.
_BEFORE_OF_FILES = {"format": "csv", "quotechar": '"', "escapechar": "none", "header": "yes", "decimal": "."}
_OWN_FILES = ("csv", "file")


class RunConfig(ConfigPart):
    """All settings of one run; equal settings give equal numbers on one machine."""

    dataset: DatasetConfig = Field(default_factory=DatasetConfig)
    text: TextConfig = Field(default_factory=TextConfig)
    model: ModelConfig = Field(default_factory=ModelConfig)
    train: TrainConfig = Field(default_factory=TrainConfig)

    @model_validator(mode="after")
    def _parts_fit_each_other(self) -> Self:
        check_contradictions(self)
        return self

    @property
    def has_priors(self) -> bool:
        """Whether the network reads priors beside the words."""
        return self.dataset.kind == "text" and self.text.priors != "none"

    @property
    def has_clauses(self) -> bool:
        """Whether clauses are added to the training texts."""
        return self.dataset.kind == "text" and self.text.augmentation != "none"

    @property
    def reset_every(self) -> int | None:
        """Steps after which recurrent states start anew; None where they never do, as in images and sequences."""
        return self.model.reset_every if self.dataset.has_words and self.model.has_recurrent_layers else None

    @property
    def rows_per_text(self) -> float:
        """Rows that are trained on for each training text: it, and its clauses."""
        return 1 + self.text.augmentation_share * self.has_clauses

    def to_dict(self) -> dict[str, Any]:
        """The config as plain types, ready for JSON."""
        return self.model_dump(mode="json")

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Check plain values and make a config of them; settings that are left out have their default.

        Raises:
            ConfigError: naming the first unknown, missing or impossible setting.
        """
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise config_error(error, RunConfig().to_dict()) from None

    @classmethod
    def from_stored(cls, values: Mapping[str, Any]) -> Self:
        """The config that a run, a study or a published network was stored with, whatever the version.

        A setting that it lacks, because it did not exist yet, has the value that gives the same numbers as then.

        Raises:
            ConfigError: naming the first unknown or impossible setting.
        """
        if isinstance(values, Mapping):  # anything else is refused below
            before, dataset = _BEFORE, values.get("dataset")
            if isinstance(dataset, dict) and dataset.get("name") in _OWN_FILES:
                before = before | {"dataset": before["dataset"] | _BEFORE_OF_FILES}
            parts = ((name, values.get(name, {})) for name in before)
            values = {**values, **{name: before[name] | part for name, part in parts if isinstance(part, dict)}}
        return cls.from_dict(values)

    def with_settings(self, assignments: Iterable[str]) -> "RunConfig":
        """A copy with `part.key=value` assignments applied in order, with values as `assignments.as_word` writes them.

        Raises:
            ConfigError: when an assignment has another form, or the setting refuses the value.
        """
        return RunConfig.from_dict(assign(self.to_dict(), assignments))

    def twin(self) -> "RunConfig":
        """The same run in its direction's twin: a bidirectional network's forward one, or the bidirectional one.

        So the twin of two forward networks has their capacity and the second direction as well.
        """
        direction = DIRECTIONS[self.model.direction].twin
        return self.model_copy(update={"model": self.model.model_copy(update={"direction": direction})})

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that its settings name, as they were typed."""
        return tuple(filter(None, attrgetter(*PATH_SETTINGS)(self)))

    def without_path(self) -> "RunConfig":
        """The config with the names of its files alone: published networks reveal no folder of the machine."""
        parts: dict[str, ConfigPart] = {}
        dataset = self.dataset
        paths = {"path": dataset.path, "validation_path": dataset.validation_path, "test_path": dataset.test_path}
        if names := {key: PurePath(path).name for key, path in paths.items() if path}:
            parts["dataset"] = dataset.model_copy(update=names)
        if self.model.embeddings_path:
            name = PurePath(self.model.embeddings_path).name
            parts["model"] = self.model.model_copy(update={"embeddings_path": name})
        return self.model_copy(update=parts) if parts else self


def read_config(path: Path, name: str = "") -> RunConfig:
    """The config in a JSON file; settings that it leaves out have their default.

    Args:
        name: what errors call the file, where that is not its path.

    Raises:
        ConfigError: when the file cannot be read, is not JSON, or has a wrong setting.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(
            f"{name or path} cannot be read ({error}).", "A config is a JSON file.", "Correct the path or the file."
        ) from None
    if not isinstance(values, dict):
        raise ConfigError(
            f"{name or path} holds {type(values).__name__}, not an object.",
            "A config is a JSON object with the parts dataset, text, model and train.",
            'Write for example {"model": {"cell": "GRU"}}.',
        )
    return RunConfig.from_dict(values)


def flatten(config: RunConfig) -> dict[str, Any]:
    """The config as one level of `part.key` names, for tables and differences."""
    return {f"{part}.{key}": value for part, values in config.to_dict().items() for key, value in values.items()}


def choices(part: type[BaseModel], key: str) -> tuple[str, ...]:
    """The values that a `Literal` setting can have, in order, for pickers and help."""
    return get_args(part.model_fields[key].annotation)
