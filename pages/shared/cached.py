"""What all sessions of one server share: the only `st.cache_*` wrappers of the app."""

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from core.config import DatasetConfig, RunConfig
from core.runs import Run, RunStore
from core.settings import Settings, read_settings
from pages.shared.sources import source_of

if TYPE_CHECKING:
    from core.data_profile import DataProfile
    from core.reading import Reading
    from core.scoring import Scorer
    from core.specimens import Specimens


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


def reading(config: RunConfig) -> "Reading":
    """The data set of a config, its words counted; a file that has changed is read again."""
    from core.reading import to_read

    return _reading(to_read(config).model_dump_json(), _changed_at(config.dataset.path))


def read(config: RunConfig) -> "Reading":
    """`reading`, once it is known that nothing is wrong.

    Raises:
        DatasetError: when the data cannot be read or split.
    """
    known = reading(config)
    if known.error is not None:
        raise known.error.with_traceback(None)
    return known


def profile(config: RunConfig) -> "DataProfile":
    """What the texts of a config look like as it would split, cut and encode them.

    Raises:
        DatasetError: when they cannot be read or split.
    """
    return _profile(config.model_dump_json(), _changed_at(config.dataset.path))


def num_classes(config: RunConfig) -> int:
    """How many classes a run tells apart; its data are read only when nothing else says so.

    Raises:
        DatasetError: when they cannot be read.
    """
    if config.model.head in ("sigmoid", "per_step"):
        return 2
    return len(source_of(config.dataset).classes) or read(config).dataset.num_classes


def specimens(config: DatasetConfig) -> "Specimens":
    """A few test images of a data set.

    Raises:
        DatasetError: when they cannot be read.
    """
    return _specimens(config.model_dump_json(), _changed_at(config.path))


@st.cache_resource(show_spinner=False, max_entries=16)
def _scorer(run_id: str, finished_at: float | None, _run: Run) -> "Scorer":
    from core.scoring import Scorer  # onnxruntime is loaded when the first text is scored, not with the first page

    return Scorer(_run.folder, _run.config)


@st.cache_resource(show_spinner="Reading the data …", max_entries=4)
def _reading(config_json: str, changed_at: int | None) -> "Reading":
    from core.reading import read_aside

    return read_aside(RunConfig.model_validate_json(config_json))


@st.cache_resource(show_spinner="Reading the test images …", max_entries=4)
def _specimens(config_json: str, changed_at: int | None) -> "Specimens":
    from core.specimens import read_specimens_aside

    return read_specimens_aside(DatasetConfig.model_validate_json(config_json))


@st.cache_resource(show_spinner=False, max_entries=16)
def _profile(config_json: str, changed_at: int | None) -> "DataProfile":
    from core.data_profile import profile as look_at

    config = RunConfig.model_validate_json(config_json)
    known = read(config)
    return look_at(known.dataset, config, known.corpus)


def _changed_at(path: str | None) -> int | None:
    file = Path(path).expanduser() if path else None
    return file.stat().st_mtime_ns if file and file.is_file() else None
