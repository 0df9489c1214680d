"""DatasetConfig: the data set, and how it is split."""

from typing import Any, Literal, Self, get_args

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from core import catalog
from core.config.config_errors import refusal
from core.config.parts.class_settings import ClassSettings
from core.config.parts.column_settings import ColumnSettings
from core.config.parts.file_settings import FileSettings
from core.config.parts.series_settings import SeriesSettings
from core.source import Kind

MAX_SPLIT = 999
Target = Literal["past", "future", "both"]


class DatasetConfig(ClassSettings, ColumnSettings, FileSettings, SeriesSettings):
    """The data set, and how it is split into training and test sets."""

    name: str = Field("reviews", description="The source of the texts, images, sequences or series.")
    source: Literal["imdb", "rotten_tomatoes", "all"] = Field(
        "imdb",
        description="The packaged reviews to use: 25,000 long IMDb reviews, 8,530 short Rotten Tomatoes sentences, "
        "or both.",
    )
    task: Literal["classes", "tokens", "series"] = Field(
        "classes",
        description="What is predicted of your own file: one of the `classes` for each text, a label for each of "
        "the `tokens` of a sentence, or one for each `series` of numbers.",
    )
    target: Target = Field(
        "past",
        description="Values that a step's label of `cumulative_sum` depends on: up to the step, from it on, or both.",
    )
    num_steps: int = Field(10, ge=2, le=1_000, description="Number of values in each sequence of `cumulative_sum`.")
    path: str | None = Field(
        None,
        description="Path of the file: a table for `file`, a CSV for `sentiment140`, `imdb.npz` with "
        "`imdb_word_index.json` in the same folder for `imdb`, `mnist.npz` for `mnist`, the training "
        "file for `ud_english`. Leave it empty to download the file of the last three.",
    )
    num_rows: int | None = Field(
        None,
        ge=10,
        description="Number of rows to sample with the seed. Leave it empty to use all; fewer rows train faster.",
    )
    sampling: Literal["stratified", "random"] = Field(
        "stratified",
        description="How `num_rows` are sampled: `stratified` keeps the share of each class, `random` does so only on "
        "average.",
    )
    train_rows: int | None = Field(
        None,
        ge=2,
        description="Number of training rows to use; the validation and test sets stay the same, and a smaller number "
        "uses a part of a larger one's rows. Leave it empty to use all; vary it in a study for a learning curve.",
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
        le=MAX_SPLIT,
        description="Number of the split. Each number divides the same rows differently into training, validation and "
        "test sets; change it to see how much a result depends on that division.",
    )

    @property
    def kind(self) -> Kind:
        """What one example is: a text, an image read row by row, a sequence, a series or a sentence of tokens."""
        file = catalog.source_of(self).file
        if self.task != "classes" and file and file.is_own:
            return self.task
        return catalog.kind_of(self.name)

    @property
    def has_words(self) -> bool:
        """Whether the network reads words: those of a text, or the tokens of a sentence."""
        return self.kind in ("text", "tokens")

    @property
    def differs_in_length(self) -> bool:
        """Whether examples may have different numbers of steps."""
        return self.kind in ("text", "tokens", "series")

    @property
    def has_label_sets(self) -> bool:
        """Whether each text may have several labels, or none."""
        file = catalog.source_of(self).file
        return self.label_separator is not None and file is not None and file.has_columns and self.kind == "text"

    @model_validator(mode="before")
    @classmethod
    def _earlier_task(cls, values: Any) -> Any:
        """`target` was called `task` at first, and configs of that time say `task=future`."""
        if isinstance(values, dict) and values.get("task") in get_args(Target):
            return {key: value for key, value in values.items() if key != "task"} | {"target": values["task"]}
        return values

    @property
    def has_own_sets(self) -> bool:
        """Whether a validation or a test set comes with the file of a person."""
        file = catalog.source_of(self).file
        return file is not None and file.has_columns and (self._has_split_column or bool(self.part_paths))

    @property
    def has_own_test_set(self) -> bool:
        """Whether the test set comes with the data, as far as the settings say so."""
        names_test_set = self._has_split_column or bool(self.test_path)
        return catalog.source_of(self).test_part != "split" or (self.has_own_sets and names_test_set)

    @property
    def _has_split_column(self) -> bool:
        return self.split_column is not None and self.kind == "text"

    @field_validator("source", mode="before")
    @classmethod
    def _source_is_no_name(cls, source: object) -> object:
        """The name of a data set, which is the source of data in ordinary words, belongs to another setting."""
        name = "file" if source == "csv" else source
        if name in catalog.names() and name not in get_args(cls.model_fields["source"].annotation):
            raise refusal(
                f"dataset.source is {source!r}, which is the name of a data set.",
                "dataset.source chooses among the packaged reviews (imdb, rotten_tomatoes or all), and dataset.name "
                f"chooses the data set: {', '.join(catalog.names())}.",
                f"Set dataset.name to {name}, and remove dataset.source.",
            )
        return source

    @field_validator("name", mode="before")
    @classmethod
    def _earlier_name(cls, name: object) -> object:
        """Own files were CSV files at first, and configs of that time say `csv`."""
        return "file" if name == "csv" else name

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
