"""DatasetPreview: a data set, its columns and its words counted, or what is wrong with it."""

from dataclasses import asdict, dataclass, field, replace

from core.config import DatasetConfig, RunConfig
from core.data import sources
from core.data.profiles.array_profile import ArrayProfile, profile_array
from core.data.profiles.sentence_profile import SentenceProfile, profile_sentences
from core.data.reading import Reading
from core.data.sources import Dataset
from core.data.tables.columns import Columns, TableError
from core.data.text.text_profile import Corpus, read_corpus
from core.errors import BothwaysError, DatasetError

NUM_FIRST_TEXTS = 20


@dataclass(frozen=True)
class DatasetPreview:
    """What came of reading a data set: it and its words counted, or the error that prevented it.

    Args:
        columns: of an own file that could be read as a table, even when the rest failed.
        reading: how that file was read and what stays in doubt, as far as it is known when the rest failed.
        error: what is wrong with the file, its columns or its rows.
        dataset: with all labels and rows, but only the first of its texts.
        corpus: all words of texts, to profile them with.
        values_profile: what images and sequences look like; they have no corpus.
        sentences_profile: what sentences whose tokens have labels look like, beside their words.
    """

    columns: Columns | None = None
    reading: Reading = field(default_factory=Reading)
    error: BothwaysError | None = None
    dataset: Dataset | None = None
    corpus: Corpus | None = None
    values_profile: ArrayProfile | None = None
    sentences_profile: SentenceProfile | None = None


def read(config: RunConfig) -> DatasetPreview:
    """Read the data set of a config, split it and count its words; whatever is wrong with it is in the answer."""
    columns, reading = None, Reading()
    try:
        dataset = sources.load(config.dataset)
        columns, reading = _columns(dataset), dataset.reading
        parts = sources.split(dataset, config.dataset, config.train.validation_split)
    except TableError as error:
        return DatasetPreview(error.columns, error.reading, DatasetError(*error.args))
    except BothwaysError as error:
        return DatasetPreview(columns, reading, error)
    if dataset.values is not None:
        profile = profile_array(dataset, parts)
        return DatasetPreview(reading=reading, dataset=replace(dataset, values=None), values_profile=profile)
    corpus = read_corpus(dataset, parts, config.text)
    sentences = profile_sentences(dataset, parts) if dataset.tokens is not None else None
    dataset = replace(dataset, texts=dataset.texts[:NUM_FIRST_TEXTS], word_index=())
    return DatasetPreview(columns, reading, None, dataset, corpus, sentences_profile=sentences)


def _columns(dataset: Dataset) -> Columns | None:
    reading = dataset.reading
    if reading.text_column is None:
        return None
    return Columns(reading.columns, reading.text_column, reading.label_column)


def to_read(config: RunConfig) -> RunConfig:
    """The config with nothing left in it but what decides what is read: data sets of equal ones are read once.

    It stands for the data alone, so its network is any that fits them.
    """
    of_subwords = {"subwords", "num_words"} if config.text.tokenizer == "subwords" else set()
    parts = {
        "dataset": config.dataset.model_dump(),
        "text": config.text.model_dump(include={*asdict(config.text.rules), "oov", *of_subwords}),
        "train": {
            "validation_split": config.train.validation_split,
            "early_stopping_patience": None,
            "batching": "by_length" if config.dataset.kind in ("tokens", "series") else "padded",
        },
        "model": {"head": any_head(config.dataset)},
    }
    return RunConfig.from_dict(parts)


def any_head(config: DatasetConfig) -> str:
    """A head that fits the data, whatever their classes."""
    if config.has_label_sets:
        return "multi_label"
    return "per_step" if config.kind in ("sequence", "tokens") else "softmax"
