"""RunConfig: all settings of one run, with Keras' names, frozen and checked."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath
from typing import Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError

from core import catalog
from core.assignments import assign
from core.config_checks import check_contradictions
from core.config_errors import config_error, refusal
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
    """The data set, and how it is split into training and test sets."""

    name: str = Field("reviews", description="The source of the texts, images or sequences.")
    source: Literal["imdb", "rotten_tomatoes", "all"] = Field(
        "imdb",
        description="The packaged reviews to use: 25,000 long IMDb reviews, 8,530 short Rotten Tomatoes sentences, "
        "or both.",
    )
    task: Literal["past", "future", "both"] = Field(
        "past",
        description="Values that a step's label of `cumulative_sum` depends on: up to the step, from it on, or both.",
    )
    num_steps: int = Field(10, ge=2, le=1_000, description="Number of values in each sequence of `cumulative_sum`.")
    path: str | None = Field(
        None,
        description="Path of the file: a CSV for `csv` and `sentiment140`, `imdb.npz` with `imdb_word_index.json` in "
        "the same folder for `imdb`, `mnist.npz` for `mnist`. Leave it empty to let Keras download its file.",
    )
    text_column: str | None = Field(None, description="Column with the texts. Leave it empty to detect it.")
    label_column: str | None = Field(None, description="Column with the labels. Leave it empty to detect it.")
    num_rows: int | None = Field(
        None,
        ge=10,
        description="Number of rows to sample with the seed. Leave it empty to use all; fewer rows train faster.",
    )
    test_size: float = Field(
        0.33, gt=0, lt=1, description="Share of the rows in the test set, which is never trained on."
    )
    stratify: bool = Field(
        True, description="Keep the share of each class the same in the training, validation and test sets."
    )
    drop_duplicates: bool = Field(
        True, description="Remove duplicate texts, so that no test text is also in the training set."
    )
    drop_near_duplicates: bool = Field(
        False,
        description="Remove texts that equal an earlier one but for case, spaces and punctuation, too. Turn it on when "
        "such copies make the test easier than new texts would.",
    )
    seed: int = Field(42, ge=0, le=2**31 - 1, description="Seed of the sample and the split.")
    split: int = Field(
        0,
        ge=0,
        le=999,
        description="Number of the split. Each number divides the same rows differently into training, validation and "
        "test sets; change it to see how much a result depends on that division.",
    )

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
            raise refusal(
                f"The data set `{self.name}` has no file.",
                "It needs a path.",
                f"Set dataset.path to {file.description}.",
            )
        return self


class TextConfig(_Part):
    """How texts become sequences of token ids; the names are those of Keras' `Tokenizer` and `pad_sequences`."""

    num_words: int = Field(
        10_000,
        ge=2,
        le=1_000_000,
        description="Size of the vocabulary: the most frequent words of the training set. A larger vocabulary has "
        "fewer out-of-vocabulary words and more weights.",
    )
    maxlen: int | None = Field(
        200,
        ge=1,
        le=5_000,
        description="Number of tokens that each text is truncated or padded to. Longer texts train slower. Leave it "
        "empty to use the longest text of the training set.",
    )
    padding: Side = Field(
        "pre",
        description="Side on which short texts are padded. With `post`, a forward network reads the padding last, "
        "which lowers its accuracy.",
    )
    truncating: Side = Field(
        "pre", description="Side on which long texts are cut: `pre` keeps their end, `post` their beginning."
    )
    lower: bool = Field(
        True, description="Convert texts to lower case, so that upper and lower case are the same word."
    )
    oov: bool = Field(True, description="Keep out-of-vocabulary words as one special token instead of dropping them.")


class ModelConfig(_Part):
    """The network: embedding, recurrent layers and head."""

    cell: Cell = Field("LSTM", description="Cell of the recurrent layers. LSTM and GRU remember longer than SimpleRNN.")
    direction: Direction = Field(
        "bidirectional",
        description=f"{'; '.join(f'`{name}` {direction.help}' for name, direction in DIRECTIONS.items())}.",
    )
    merge_mode: MergeMode = Field(
        "concat", description="How the outputs of the two directions are combined. Only `concat` doubles the width."
    )
    units: int = Field(32, ge=1, le=2_048, description="Width of each direction layer of each recurrent layer.")
    num_layers: int = Field(1, ge=1, le=8, description="Number of stacked recurrent layers.")
    embedding_dim: int = Field(64, ge=1, le=1_024, description="Width of the word embedding.")
    spatial_dropout: float = Field(
        0.3, ge=0, lt=1, description="Share of embedding channels dropped for a whole text during training."
    )
    dropout: float = Field(
        0.0,
        ge=0,
        lt=1,
        description="Share of each recurrent layer's inputs dropped during training. Raise it against overfitting.",
    )
    recurrent_dropout: float = Field(
        0.0, ge=0, lt=1, description="Share of the recurrent state dropped during training. Training becomes slower."
    )
    activation: Activation = Field("tanh", description="Activation function of the recurrent state.")
    head: Head = Field(
        "sigmoid",
        description="Output layer: one `sigmoid` unit for two classes, `softmax` probabilities or raw `logits` for any "
        "number of classes, or a sigmoid unit at each step (`per_step`).",
    )


class TrainConfig(_Part):
    """How the network is trained."""

    epochs: int = Field(5, ge=1, le=1_000, description="Largest number of passes over the training set.")
    steps_per_epoch: int | None = Field(
        None,
        ge=1,
        description="Number of updates in an epoch; the next epoch continues with the rows that follow. Leave it empty "
        "to use the whole training set in each epoch.",
    )
    batch_size: int = Field(
        64, ge=1, le=8_192, description="Rows per update. Larger batches train faster, with fewer updates."
    )
    learning_rate: float = Field(0.001, gt=0, le=1, description="Step size of the Adam optimizer.")
    batching: Literal["padded", "by_length"] = Field(
        "padded",
        description="`padded` pads every text to `maxlen`, and the network reads the padding. `by_length` has the same "
        "batches but skips the padding (masking), so that neither direction reads it. Choose it for texts of different "
        "lengths: training is faster, too.",
    )
    early_stopping_patience: int | None = Field(
        2,
        ge=1,
        description="Number of epochs without a better validation loss after which training stops. The best epoch's "
        "weights are used.",
    )
    validation_split: float = Field(
        0.1,
        ge=0,
        lt=1,
        description="Share of the training rows in the validation set. With 0, all of them are trained on and the last "
        "epoch's weights are used.",
    )
    kernel: Kernel = Field(
        "auto",
        description="Implementation of the recurrent layers during training: Keras' loops (`keras`), or loops with "
        "hand-written gradients (`fast`), which give the same numbers up to rounding. `auto` uses the faster one. "
        "`bfloat16` rounds the inputs and outputs of large matrix products to two or three digits: faster for wide "
        "layers on processors with bfloat16 instructions, slower on others, and with different numbers.",
    )
    seed: int = Field(
        42, ge=0, le=2**31 - 1, description="Seed of the initial weights and of the order of the batches."
    )


class RunConfig(_Part):
    """All settings of one run; equal settings give equal numbers on one machine."""

    dataset: DatasetConfig = Field(default_factory=DatasetConfig)
    text: TextConfig = Field(default_factory=TextConfig)
    model: ModelConfig = Field(default_factory=ModelConfig)
    train: TrainConfig = Field(default_factory=TrainConfig)

    @model_validator(mode="after")
    def _parts_fit_each_other(self) -> Self:
        check_contradictions(self)
        return self

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

    def without_path(self) -> "RunConfig":
        """The config with the name of its file alone: published networks reveal no folder of the machine."""
        if not self.dataset.path:
            return self
        dataset = self.dataset.model_copy(update={"path": PurePath(self.dataset.path).name})
        return self.model_copy(update={"dataset": dataset})


def read_config(path: Path) -> RunConfig:
    """The config in a JSON file; settings that it leaves out have their default.

    Raises:
        ConfigError: when the file cannot be read, is not JSON, or has a wrong setting.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
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


def flatten(config: RunConfig) -> dict[str, Any]:
    """The config as one level of `part.key` names, for tables and differences."""
    return {f"{part}.{key}": value for part, values in config.to_dict().items() for key, value in values.items()}


def choices(part: type[BaseModel], key: str) -> tuple[str, ...]:
    """The values that a `Literal` setting can have, in order, for pickers and help."""
    return get_args(part.model_fields[key].annotation)
