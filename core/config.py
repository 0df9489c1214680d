"""RunConfig: every choice of one run, in Keras' words, frozen and checked."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePath
from typing import Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError

from core import catalog
from core.directions import DIRECTIONS, Direction
from core.errors import ConfigError
from core.source import Kind

Cell = Literal["SimpleRNN", "GRU", "LSTM"]
MergeMode = Literal["concat", "sum", "mul", "ave"]
Head = Literal["sigmoid", "softmax", "logits", "per_step"]
Activation = Literal["tanh", "relu"]
Kernel = Literal["auto", "keras", "fast", "bfloat16"]
Side = Literal["pre", "post"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class DatasetConfig(_Part):
    """Which texts and labels, and how they are divided into training and test."""

    name: str = Field("reviews", description="Where the texts, images or sequences come from.")
    source: Literal["imdb", "rotten_tomatoes", "all"] = Field(
        "imdb",
        description="Which of the packaged reviews: 25,000 long IMDb reviews, 8,530 short Rotten Tomatoes sentences, "
        "or all of them.",
    )
    task: Literal["past", "future", "both"] = Field(
        "past",
        description="What a step's label of `cumulative_sum` depends on: the values up to it, from it on, or both.",
    )
    num_steps: int = Field(10, ge=2, le=1_000, description="Values in each sequence of `cumulative_sum`.")
    path: str | None = Field(
        None,
        description="The file: a CSV for `csv` and `sentiment140`, `imdb.npz` with `imdb_word_index.json` beside it "
        "for `imdb`, `mnist.npz` for `mnist`. Where it may be empty, Keras downloads the file.",
    )
    text_column: str | None = Field(None, description="The column that holds the texts; guessed when empty.")
    label_column: str | None = Field(None, description="The column that holds the labels; guessed when empty.")
    num_rows: int | None = Field(
        None,
        ge=10,
        description="How many rows to draw at random (with the seed). Empty takes all. Fewer rows train faster.",
    )
    test_size: float = Field(
        0.33, gt=0, lt=1, description="Share of the rows kept aside for the test that no training ever sees."
    )
    stratify: bool = Field(True, description="Keep each class's share the same in every part.")
    drop_duplicates: bool = Field(
        True, description="Keep only the first of equal texts, so that no test text was trained on."
    )
    seed: int = Field(42, ge=0, le=2**31 - 1, description="Decides which rows are drawn and how they are split.")

    @property
    def kind(self) -> Kind:
        """What one example is: a text, an image read row by row, or a sequence with a label at each step."""
        return catalog.kind_of(self.name)

    @field_validator("name")
    @classmethod
    def _name_is_in_the_catalog(cls, name: str) -> str:
        if name not in catalog.names():
            *others, last = map(repr, catalog.names())
            raise PydanticCustomError(
                "unknown_source", "Input should be {names}", {"names": f"{', '.join(others)} or {last}"}
            )
        return name

    @model_validator(mode="after")
    def _own_file_has_a_path(self) -> Self:
        file = catalog.source_of(self).file
        if file and file.is_own and not self.path:
            raise ValueError(
                f"no file was given|the data set `{self.name}` needs a path|set dataset.path to {file.description}"
            )
        return self


class TextConfig(_Part):
    """How texts become sequences of word numbers; the words are those of Keras' `Tokenizer` and `pad_sequences`."""

    num_words: int = Field(
        10_000,
        ge=2,
        le=1_000_000,
        description="Size of the vocabulary: the most frequent words of the training part are kept. "
        "Larger knows more words and has more weights.",
    )
    maxlen: int | None = Field(
        200,
        ge=1,
        le=5_000,
        description="Steps each text is cut or padded to. Longer sees more and trains slower. Empty takes the longest "
        "text of the training part.",
    )
    padding: Side = Field(
        "pre",
        description="Side that short texts are padded on. A forward network on post-padded text reads padding last, "
        "which hurts it.",
    )
    truncating: Side = Field(
        "pre", description="Side that long texts are cut on: `pre` keeps the end, `post` the start."
    )
    lower: bool = Field(True, description="Read upper and lower case as the same word.")
    oov: bool = Field(
        True, description="Give words outside the vocabulary a number of their own instead of dropping them."
    )


class ModelConfig(_Part):
    """The network: embedding, recurrent layers and head."""

    cell: Cell = Field("LSTM", description="The recurrent layer. LSTM and GRU remember longer than SimpleRNN.")
    direction: Direction = Field(
        "bidirectional",
        description=f"{'; '.join(f'`{name}` {direction.help}' for name, direction in DIRECTIONS.items())}.",
    )
    merge_mode: MergeMode = Field(
        "concat", description="How the outputs of the two layers are combined; only `concat` doubles their width."
    )
    units: int = Field(32, ge=1, le=2_048, description="Width of each reader of each recurrent layer.")
    num_layers: int = Field(1, ge=1, le=8, description="Recurrent layers stacked on each other.")
    embedding_dim: int = Field(64, ge=1, le=1_024, description="Numbers that stand for each word.")
    spatial_dropout: float = Field(
        0.3, ge=0, lt=1, description="Share of embedding channels dropped for a whole text while training."
    )
    dropout: float = Field(
        0.0,
        ge=0,
        lt=1,
        description="Share of each recurrent layer's inputs dropped while training; helps over-fitting.",
    )
    recurrent_dropout: float = Field(
        0.0, ge=0, lt=1, description="Share of the recurrent state dropped while training; trains slower."
    )
    activation: Activation = Field("tanh", description="What each recurrent layer's state goes through.")
    head: Head = Field(
        "sigmoid",
        description="The last layer: one `sigmoid` unit for two classes, `softmax` probabilities or raw `logits` "
        "for any number of classes, or a sigmoid unit at each step (`per_step`).",
    )


class TrainConfig(_Part):
    """How the network is trained."""

    epochs: int = Field(5, ge=1, le=1_000, description="Times the whole training part is read, at most.")
    steps_per_epoch: int | None = Field(
        None,
        ge=1,
        description="Updates that count as one epoch; each epoch goes on where the last one ended. Empty reads the "
        "whole training part each epoch.",
    )
    batch_size: int = Field(64, ge=1, le=8_192, description="Texts per update. Larger is faster and coarser.")
    learning_rate: float = Field(0.001, gt=0, le=1, description="Step size of the Adam optimizer.")
    batching: Literal["padded", "by_length"] = Field(
        "padded",
        description="`padded` pads every text to `maxlen`; `by_length` makes batches of equal length, so the network "
        "never reads padding.",
    )
    early_stopping_patience: int | None = Field(
        2,
        ge=1,
        description="Stop after this many epochs without a better validation loss. The best epoch's weights are kept.",
    )
    validation_split: float = Field(
        0.1,
        ge=0,
        lt=1,
        description="Share of the training part kept aside to validate after each epoch; 0 trains on all of it and "
        "keeps the last epoch's weights.",
    )
    kernel: Kernel = Field(
        "auto",
        description="What computes the recurrent layers while training: Keras' own loops (`keras`), or loops with "
        "gradients written by hand (`fast`), which give the same numbers to rounding. `auto` takes the faster one. "
        "`bfloat16` rounds what goes into large products and comes out of them to two or three digits: faster for wide "
        "layers on processors that multiply such numbers, slower on others, and with other numbers.",
    )
    seed: int = Field(42, ge=0, le=2**31 - 1, description="Decides the initial weights and the order of the batches.")


class RunConfig(_Part):
    """Every choice of one run; equal configs and seeds give equal numbers on one machine."""

    dataset: DatasetConfig = Field(default_factory=DatasetConfig)
    text: TextConfig = Field(default_factory=TextConfig)
    model: ModelConfig = Field(default_factory=ModelConfig)
    train: TrainConfig = Field(default_factory=TrainConfig)

    @model_validator(mode="after")
    def _parts_fit_each_other(self) -> Self:
        for name, impossible, expected, hint in _impossibilities(self):
            if impossible:
                part, key = name.split(".")
                problem = f"{name} is {getattr(getattr(self, part), key)!r} for the data set `{self.dataset.name}`"
                raise ValueError(f"{problem}|{expected}|{hint}")
        return self

    def to_dict(self) -> dict[str, Any]:
        """The config as plain types, ready for JSON."""
        return self.model_dump(mode="json")

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Check plain values and make a config of them; what is left out takes its default.

        Raises:
            ConfigError: naming the first unknown, missing or impossible setting.
        """
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise _config_error(error) from None

    def with_settings(self, assignments: Iterable[str]) -> "RunConfig":
        """A copy with `part.key=value` assignments applied in order, each value as a word, or as `as_word` writes it.

        Raises:
            ConfigError: when an assignment has another form, or the setting refuses the value.
        """
        values = self.to_dict()
        for assignment in assignments:
            name, equals, value = assignment.partition("=")
            part, dot, key = name.strip().partition(".")
            if not (equals and dot and part and key):
                raise ConfigError(
                    f"{assignment!r} was given.",
                    "An assignment has the form part.key=value.",
                    "Write for example model.cell=GRU.",
                )
            if not isinstance(values.get(part), dict):
                raise _unknown_setting(name.strip(), values)
            values[part][key] = _value(value)
        return RunConfig.from_dict(values)

    def twin(self) -> "RunConfig":
        """The same run in its direction's twin: a bidirectional network's forward one, or the bidirectional one.

        So the twin of two forward networks has their capacity and the second direction as well.
        """
        direction = DIRECTIONS[self.model.direction].twin
        return self.model_copy(update={"model": self.model.model_copy(update={"direction": direction})})

    def without_path(self) -> "RunConfig":
        """The config with the name of its file alone: published networks reveal no folder of the machine."""
        if not self.dataset.path:
            return self
        dataset = self.dataset.model_copy(update={"path": PurePath(self.dataset.path).name})
        return self.model_copy(update={"dataset": dataset})


def read_config(path: Path) -> RunConfig:
    """The config in a JSON file; what it leaves out takes its default.

    Raises:
        ConfigError: when the file cannot be read, is not JSON, or holds settings that cannot be.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"{path} cannot be read ({error}).", "A config is a JSON file.", "Correct the path or the file."
        ) from None
    if not isinstance(values, dict):
        raise ConfigError(
            f"{path} holds {type(values).__name__}, not an object.",
            "A config is a JSON object with the parts dataset, text, model and train.",
            'Write for example {"model": {"cell": "GRU"}}.',
        )
    return RunConfig.from_dict(values)


def as_word(value: Any) -> str:
    """A setting's value as an assignment has it: `none` for nothing, a text that would be taken for it in quotes."""
    if value is None:
        return "none"
    return json.dumps(value) if isinstance(value, str) and _value(value) != value else str(value)


def flatten(config: RunConfig) -> dict[str, Any]:
    """The config as one level of `part.key` names, for tables and differences."""
    return {f"{part}.{key}": value for part, values in config.to_dict().items() for key, value in values.items()}


def _value(word: str) -> str | None:
    if word in ("", "none", "null"):
        return None
    if len(word) > 1 and word[0] == word[-1] == '"':
        with suppress(ValueError):  # it is no JSON: the quotes are the text's own
            return json.loads(word)
    return word


def _impossibilities(config: RunConfig) -> Iterator[tuple[str, bool, str, str]]:
    """Settings that contradict each other: which one, whether it does, what is expected, how to mend it."""
    kind, model, train = config.dataset.kind, config.model, config.train
    per_step = model.head == "per_step"
    yield (
        "model.head",
        per_step != (kind == "sequence"),
        "sequences with a label at each step need the head `per_step`, and only they can have it",
        f"set model.head to {'per_step' if kind == 'sequence' else 'softmax'}",
    )
    yield (
        "model.direction",
        DIRECTIONS[model.direction].reads_columns and kind != "image",
        "only images have rows and columns to be read both ways",
        f"set model.direction to {DIRECTIONS[model.direction].twin}",
    )
    yield (
        "train.batching",
        train.batching == "by_length" and kind != "text",
        "only texts differ in length",
        "set train.batching to padded",
    )
    yield (
        "train.early_stopping_patience",
        train.early_stopping_patience is not None and train.validation_split == 0,
        "early stopping needs a validation part",
        "set train.validation_split above 0, or train.early_stopping_patience to none",
    )


def _config_error(error: ValidationError) -> ConfigError:
    first = error.errors()[0]
    name = ".".join(str(step) for step in first["loc"])
    if first["type"] == "extra_forbidden":
        return _unknown_setting(name, RunConfig().to_dict())
    if first["type"] == "value_error":
        problem, expected, hint = str(first["ctx"]["error"]).split("|")
        where = f"{name}: " if name else ""
        return ConfigError(f"{where}{problem}.", *(f"{said[0].upper()}{said[1:]}." for said in (expected, hint)))
    message = first["msg"].removeprefix("Input should be ")
    return ConfigError(
        f"{name} is {first['input']!r}.",
        f"It must be {message[0].lower()}{message[1:]}.",
        f"Change {name} and try again.",
    )


def _unknown_setting(name: str, values: Mapping[str, Any]) -> ConfigError:
    part = name.partition(".")[0]
    known = values[part] if isinstance(values.get(part), Mapping) else values
    where = f"{part} has" if known is not values else "A run has"
    return ConfigError(
        f"{name} is not a setting.", f"{where} the settings {', '.join(known)}.", f"Correct or remove {name}."
    )


def choices(part: type[BaseModel], key: str) -> tuple[str, ...]:
    """The values a `Literal` setting may take, in their order, for pickers and help."""
    return get_args(part.model_fields[key].annotation)
