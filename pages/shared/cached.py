"""What all sessions of one server share: the only `st.cache_*` wrappers of the app."""

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from core.config import DatasetConfig, RunConfig
from core.runs import Run, RunStore
from core.settings import Settings, read_settings

if TYPE_CHECKING:
    from core.data_profile import Corpus, DataProfile
    from core.datasets import Dataset
    from core.scoring import Scorer
    from pages.shared.csv_columns import CsvColumns


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """The workspace this server serves."""
    return read_settings()


@st.cache_resource(show_spinner=False, on_release=RunStore.close)
def store() -> RunStore:
    """All runs of the workspace."""
    return RunStore(settings().database_url, settings().runs_folder)


def scorer(run: Run) -> "Scorer":
    """The trained network of a finished run, ready to score texts."""
    return _scorer(run.run_id, run.finished_at, run)


def dataset(config: DatasetConfig) -> "Dataset":
    """The texts and labels of a data set; a file that has changed is read again."""
    return _dataset(config.model_dump_json(), _changed_at(config.path))


def profile(config: RunConfig) -> "DataProfile":
    """What the data of a config look like as it would split, cut and encode them."""
    return _profile(config.model_dump_json(include={"dataset", "text", "train"}), _changed_at(config.dataset.path))


def csv_columns(path: str) -> "CsvColumns":
    """The columns of a CSV file and those that seem to hold the texts and the labels."""
    return _csv_columns(path, _changed_at(path))


def num_classes(config: RunConfig) -> int:
    """How many classes a run tells apart; its data are read only when nothing else says so."""
    if config.model.head == "sigmoid" or config.dataset.name == "reviews":
        return 2
    return dataset(config.dataset).num_classes


@st.cache_resource(show_spinner=False, max_entries=16)
def _scorer(run_id: str, finished_at: float | None, _run: Run) -> "Scorer":
    from core.scoring import Scorer  # onnxruntime is loaded when the first text is scored, not with the first page

    return Scorer(_run.folder, _run.config)


@st.cache_resource(show_spinner="Reading the texts …", max_entries=4)
def _dataset(config_json: str, changed_at: int | None) -> "Dataset":
    from core import datasets  # scikit-learn is loaded when the first data set is read, not with the first page

    return datasets.load(DatasetConfig.model_validate_json(config_json))


@st.cache_resource(show_spinner=False, max_entries=16)
def _profile(config_json: str, changed_at: int | None) -> "DataProfile":
    from core.data_profile import profile as look_at

    config = RunConfig.model_validate_json(config_json)
    same_words = config.model_dump_json(
        include={"dataset": True, "text": {"lower", "oov"}, "train": {"validation_split"}}
    )
    return look_at(dataset(config.dataset), config, _corpus(same_words, changed_at))


@st.cache_resource(show_spinner="Counting the words …", max_entries=2)
def _corpus(config_json: str, changed_at: int | None) -> "Corpus":
    from core.data_profile import read_corpus
    from core.datasets import split

    config = RunConfig.model_validate_json(config_json)
    texts = dataset(config.dataset)
    return read_corpus(texts, split(texts, config.dataset, config.train.validation_split), config.text)


@st.cache_resource(show_spinner="Reading the columns …", max_entries=8)
def _csv_columns(path: str, changed_at: int | None) -> "CsvColumns":
    from pages.shared.csv_columns import read_columns

    return read_columns(Path(path).expanduser())


def _changed_at(path: str | None) -> int | None:
    file = Path(path).expanduser() if path else None
    return file.stat().st_mtime_ns if file and file.is_file() else None
