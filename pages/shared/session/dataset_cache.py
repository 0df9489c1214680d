"""Datasets that all sessions of one server share: previews, text profiles, columns to score and sample images."""

import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from core.catalog import source_of
from core.config import DatasetConfig, FileSettings, RunConfig
from core.errors import AccessError, DatasetError
from core.runs.run import Run
from core.system.paths import user_path
from pages.shared.access import listening, visitor
from pages.shared.session import cache

if TYPE_CHECKING:  # each is imported where it is first needed, so that the first page does not wait for all of them
    from core.data.dataset import Dataset
    from core.data.formats.encodings.encoding_choices import EncodingChoice
    from core.data.preview import DatasetPreview
    from core.data.reading import Reading
    from core.data.sample_images import SampleImages
    from core.data.text.text_profile import Corpus, DataProfile
    from core.data.text.vectors.vector_coverage import VectorCoverage

ERROR_SECONDS = 2  # a page asks several times while it is drawn; a file fixed since is read at the next click
STAND_IN_SECONDS = 120  # without a network each attempt may take long


def preview(config: RunConfig) -> "DatasetPreview":
    """The dataset of a config, its words counted; read again when a file changes, and soon after an error.

    A file outside the folders of this visitor is the error of the preview.
    """
    try:
        visitor.actor().require_files(*config.paths)
    except AccessError as error:
        from core.data.preview import DatasetPreview

        return DatasetPreview(error=error)
    return _preview_and_time(config)[0]


def preview_or_raise(config: RunConfig) -> "DatasetPreview":
    """`preview`, without an error.

    Raises:
        DatasetError: when the data cannot be read or split.
    """
    dataset_preview = preview(config)
    _dataset(dataset_preview)
    return dataset_preview


def profile(config: RunConfig) -> "DataProfile":
    """Statistics of a config's texts, split, truncated and encoded as for training.

    Raises:
        DatasetError: when they cannot be read or split.
    """
    visitor.actor().require_files(*config.paths)
    dataset_preview, read_at = _preview_and_time(config)
    return _profile(config.model_dump_json(), read_at, _dataset(dataset_preview), dataset_preview.corpus)


def vector_coverage(config: RunConfig) -> "VectorCoverage":
    """What the word vectors of a config cover of its training texts; counted again when a file changes.

    Raises:
        DatasetError, ConfigError: when the data or the vectors cannot be read.
        AccessError: when this visitor may not read a file of them.
    """
    visitor.actor().require_files(*config.paths)
    path = config.model.embeddings_path
    version = (*_files_version(config.dataset), _modified_at(user_path(path)) if path else None)
    return _vector_coverage(config.model_dump_json(), version)


def num_classes(config: RunConfig) -> int:
    """The number of classes of a run; its data are read only when nothing else determines it.

    Raises:
        DatasetError: when they cannot be read.
    """
    if config.model.head in ("sigmoid", "per_step"):
        return 2
    return len(source_of(config.dataset).classes) or _dataset(preview(config)).num_classes


def beginning_to_score(path: str, runs: tuple[Run, ...], file: FileSettings) -> "Reading":
    """How an uploaded file would be read to be scored, with the columns that seem to hold texts and labels.

    Raises:
        DatasetError, InputError: when it cannot be read.
    """
    return _beginning_to_score(path, _modified_at(Path(path)), file.model_dump_json(), runs)


def encoding_choices(path: str) -> tuple["EncodingChoice", ...]:
    """The encodings that a file may be in, each with a line of it; none where it is no plain text."""
    visitor.actor().require_files(path)
    return _encoding_choices(path, _modified_at(Path(path)))


def sample_images(config: DatasetConfig) -> "SampleImages":
    """A few test images of a dataset.

    Raises:
        DatasetError: when they cannot be read.
    """
    return _sample_images(config.model_dump_json(), _files_version(config))


def _preview_and_time(config: RunConfig) -> tuple["DatasetPreview", float]:
    """A preview and when it was made; it is made again once it is older than it may be."""
    from core.data.preview import to_read

    key = (to_read(config).model_dump_json(), _files_version(config.dataset))
    dataset_preview, read_at = _preview(*key)
    if time.monotonic() - read_at > _max_seconds(dataset_preview):
        _preview.clear(*key)
        dataset_preview, read_at = _preview(*key)
    return dataset_preview, read_at


def _dataset(dataset_preview: "DatasetPreview") -> "Dataset":
    if dataset_preview.error is not None:
        raise dataset_preview.error.with_traceback(None)  # all sessions share it, and each raise would lengthen it
    assert dataset_preview.dataset is not None  # only an error leaves it out
    return dataset_preview.dataset


def _max_seconds(dataset_preview: "DatasetPreview") -> float:
    if dataset_preview.error is not None:
        return ERROR_SECONDS
    return STAND_IN_SECONDS if _dataset(dataset_preview).stand_in else float("inf")


@st.cache_resource(show_spinner="Reading the data …", max_entries=4)
def _preview(config_json: str, files_version: tuple[int | None, ...]) -> tuple["DatasetPreview", float]:
    from core.runs.jobs.preview_job import preview_dataset

    config, quotes_files = RunConfig.model_validate_json(config_json), listening.may_quote_files()
    return preview_dataset(cache.store().jobs, config, quotes_files=quotes_files), time.monotonic()


@st.cache_resource(show_spinner="Reading the data and the word vectors …", max_entries=16)
def _vector_coverage(config_json: str, files_version: tuple[int | None, ...]) -> "VectorCoverage":
    from core.runs.jobs.preview_job import cover_dataset

    config, quotes_files = RunConfig.model_validate_json(config_json), listening.may_quote_files()
    return cover_dataset(cache.store().jobs, config, quotes_files=quotes_files)


@st.cache_resource(show_spinner=False, max_entries=16)
def _profile(config_json: str, read_at: float, _data: "Dataset", _corpus: "Corpus | None") -> "DataProfile":
    from core.data.text import text_profile

    return text_profile.profile(_data, RunConfig.model_validate_json(config_json), _corpus)


@st.cache_resource(show_spinner="Reading the columns …", max_entries=16, hash_funcs={Run: lambda run: run.run_id})
def _beginning_to_score(path: str, modified_at: int | None, file_json: str, runs: tuple[Run, ...]) -> "Reading":
    from core.data.tables.text_table import read_beginning

    class_names = [cache.scorer(run).class_names for run in runs]
    trained = [run.reading for run in runs]
    return read_beginning(Path(path), class_names, trained, FileSettings.model_validate_json(file_json))


@st.cache_resource(show_spinner=False, max_entries=16)
def _encoding_choices(path: str, modified_at: int | None) -> tuple["EncodingChoice", ...]:
    from core.data.formats.encodings.encoding_choices import encoding_choices

    with listening.quoting_files(), suppress(DatasetError):
        return encoding_choices(Path(path))
    return ()


@st.cache_resource(show_spinner="Reading the test images …", max_entries=4)
def _sample_images(config_json: str, files_version: tuple[int | None, ...]) -> "SampleImages":
    from core.runs.jobs.sample_images_job import load_sample_images

    return load_sample_images(cache.store().jobs, DatasetConfig.model_validate_json(config_json))


def _files_version(config: DatasetConfig) -> tuple[int | None, ...]:
    """When each file that determines the data changed last; an unusable path is an error of the preview itself."""
    from core.data import sources

    try:
        return tuple(_modified_at(file) for file in sources.files(config))
    except DatasetError:
        return ()


def _modified_at(file: Path) -> int | None:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return None
