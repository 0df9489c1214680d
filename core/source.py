"""Source: one entry of the catalog of data sources."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "image", "sequence", "series", "tokens"]
KIND_TITLES: dict[Kind, str] = {
    "text": "Texts",
    "image": "Images",
    "sequence": "Sequences",
    "series": "Series",
    "tokens": "Tokens",
}
KIND_NOUNS: dict[Kind, str] = {
    "text": "texts",
    "image": "images",
    "sequence": "sequences",
    "series": "series",  # numbers over time, with a label for each whole series
    "tokens": "sentences",  # each of which has a label for every token
}


@dataclass(frozen=True)
class SourceFile:
    """The file of a source.

    Args:
        description: what the file is, to go on after "Upload" or "It is".
        is_required: whether there is nothing to read without it.
        is_own: whether it is the user's own: the data are named after the file, and no config is valid without a path.
        has_columns: whether `dataset.text_column` and `dataset.label_column` name columns of it.
        uploads: extensions of files that may be uploaded.
        downloads: the files that are downloaded into Keras' folder, the one that `dataset.path` may name first.
        path_label: label of the box for its path.
        placeholder: an example of such a path.
        example: the first lines of such a file.
    """

    description: str
    path_label: str
    placeholder: str
    is_required: bool = False
    is_own: bool = False
    has_columns: bool = False
    uploads: tuple[str, ...] = ()
    downloads: tuple[str, ...] = ()
    example: str = ""


@dataclass(frozen=True)
class StandIn:
    """What is read instead of a source that cannot be downloaded.

    Args:
        dataset: the settings of the other source.
        name: what the data are called then.
        phrase: what stands in, within a sentence.
        note: what that means for the results, as a sentence.
    """

    dataset: Mapping[str, str]
    name: str
    phrase: str
    note: str


@dataclass(frozen=True)
class Source:
    """One source of texts, images, sequences, series or sentences whose tokens have labels.

    Args:
        title: on its card.
        kind: what one example is.
        loader: the function that reads it, as `module:function`; it takes a `DatasetConfig`.
        dataset: the settings that choose it: `name`, and `source` where one loader reads several.
        size: rows and classes in words.
        good_for: when to choose it.
        origin: who published the data.
        licence: under which they may be used.
        citation: how a model card cites them.
        label: in tables and charts, unless it is the title; may hold settings in braces, and `{file}` for the file's
            name.
        subject: what a script says it trains on, unless it is the title.
        classes: names of the classes; empty where the file decides.
        num_rows: published rows, before empty and repeated ones are dropped, or the rows that are generated unless a
            setting says otherwise; None where the file decides.
        num_duplicates: rows of `num_rows` that repeat an earlier text.
        num_near_duplicates: further rows that equal an earlier text but for case, spaces and punctuation.
        test_part: `split` is a share of the rows, `published` comes with the data, `fresh` is generated in addition.
        num_test: rows of a test part that is not split.
        num_channels: values at each step of a series; None where the file decides.
        num_steps: of the longest series; None where the file decides.
        own_settings: settings of `dataset` that only this source has.
        has_vocabulary: whether the words come with their ids, so that `text.tokenizer`, `lower` and `oov` are not read.
        file: None where no file can be chosen.
        stand_in: None where nothing stands in.
        script: how the template of the Keras script reads it: a `table` of texts, or `arrays`; empty where it cannot.
    """

    title: str
    kind: Kind
    loader: str
    dataset: Mapping[str, str]
    size: str
    good_for: str
    origin: str
    licence: str
    citation: str
    label: str = ""
    subject: str = ""
    classes: tuple[str, ...] = ("negative", "positive")
    num_rows: int | None = None
    num_duplicates: int = 0
    num_near_duplicates: int = 0
    test_part: Literal["split", "published", "fresh"] = "split"
    num_test: int = 0
    num_channels: int | None = None
    num_steps: int | None = None
    own_settings: tuple[str, ...] = ()
    has_vocabulary: bool = False
    file: SourceFile | None = None
    stand_in: StandIn | None = None
    script: Literal["", "table", "arrays"] = ""

    @property
    def needs_file(self) -> bool:
        return self.file is not None and self.file.is_required
