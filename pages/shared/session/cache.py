"""What all sessions of one server share: the only `st.cache_*` wrappers of the app."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from core.catalog import source_of
from core.config import DatasetConfig, RunConfig
from core.errors import DatasetError
from core.runs import bundled, showcase
from core.runs.run import Run
from core.runs.store import RunStore
from core.settings import Workspace, read_workspace

if TYPE_CHECKING:
    import pandas as pd

    from core.comparison.comparison import Comparison
    from core.comparison.planning.variability import Variability
    from core.data.preview import DatasetPreview
    from core.data.sample_images import SampleImages
    from core.data.tables.text_table import ColumnGuess
    from core.data.text_profile import DataProfile
    from core.inference.scorer import Scorer
    from core.runs.jobs.timing_job import Timing
    from core.runs.study import Study

ERROR_SECONDS = 2  # one look at a page asks several times; what was mended meanwhile is read at the next
STAND_IN_SECONDS = 120  # without a network each attempt may take long


@st.cache_resource(show_spinner=False)
def settings() -> Workspace:
    """The workspace this server serves."""
    return read_workspace()


@st.cache_resource(show_spinner=False, on_release=RunStore.close)
def store() -> RunStore:
    """All runs of the workspace."""
    return RunStore(settings().database_url, settings().runs_folder)


@st.cache_resource(show_spinner=False)
def timings() -> dict[str, "Timing"]:
    """The processes that time steps of planned trainings, by what they time; `study_cost` looks after them."""
    return {}


def shown_runs() -> tuple[Run, ...]:
    """The runs that people see first: those that somebody chose to show, else the pair that comes with Bothways."""
    return showcase.showcase_runs(settings().home, store())


def scoreable_runs() -> list[Run]:
    """Every run that can score: the finished ones, newest first, then the pair that comes with Bothways."""
    return [*store().list(("finished",)), *bundled.demo_runs()]


def scorer(run: Run) -> "Scorer":
    """The trained network of a finished run, ready to score texts."""
    return _scorer(run.run_id, run.finished_at, run)


def observed_confidence(run: Run) -> "pd.DataFrame | None":
    """How often a finished run was right on its test part when it was so sure; None where nobody measured it."""
    return _observed_confidence(run.run_id, run.finished_at, run.folder)


def reading(config: RunConfig) -> "DatasetPreview":
    """The data set of a config, its words counted; read again when a file has changed, and soon after an error."""
    return _known(config)[0]


def read(config: RunConfig) -> "DatasetPreview":
    """`reading`, once it is known that nothing is wrong.

    Raises:
        DatasetError: when the data cannot be read or split.
    """
    return _whole(reading(config))


def profile(config: RunConfig) -> "DataProfile":
    """What the texts of a config look like as it would split, cut and encode them.

    Raises:
        DatasetError: when they cannot be read or split.
    """
    known, read_at = _known(config)
    return _profile(config.model_dump_json(), read_at, _whole(known))


def comparison(runs: Sequence[Run], study: "Study | None", rope: float) -> "Comparison":
    """What these runs say about their architectures; worked out again when one of them ends or a baseline is fitted."""
    from core.evaluation.linear_baseline import baselines_folder

    ended = tuple((run.run_id, run.finished_at) for run in runs)
    baselines = _modified(baselines_folder(settings().home))
    return _comparison(ended, study and study.study_id, rope, baselines, tuple(runs), study)


def num_classes(config: RunConfig) -> int:
    """How many classes a run tells apart; its data are read only when nothing else says so.

    Raises:
        DatasetError: when they cannot be read.
    """
    if config.model.head in ("sigmoid", "per_step"):
        return 2
    return len(source_of(config.dataset).classes) or read(config).dataset.num_classes


def csv_columns(path: str, class_names: tuple[tuple[str, ...], ...]) -> "ColumnGuess":
    """The columns of an uploaded CSV file, with those that seem to hold texts and labels.

    Raises:
        DatasetError: when it cannot be read.
    """
    return _csv_columns(path, _modified(Path(path)), class_names)


def specimens(config: DatasetConfig) -> "SampleImages":
    """A few test images of a data set.

    Raises:
        DatasetError: when they cannot be read.
    """
    return _specimens(config.model_dump_json(), _changed_at(config))


def spread(runs: Sequence[Run]) -> "Variability":
    """How much the finished runs of a study differ."""
    return _spread(tuple((run.run_id, run.finished_at) for run in runs), runs)


def _known(config: RunConfig) -> tuple["DatasetPreview", float]:
    """A reading and when it was made; one that a person or the network may have mended since is made anew."""
    from core.data.preview import to_read

    key = (to_read(config).model_dump_json(), _changed_at(config.dataset))
    known, read_at = _reading(*key)
    if time.monotonic() - read_at > _seconds_to_keep(known):
        _reading.clear(*key)
        known, read_at = _reading(*key)
    return known, read_at


def _whole(known: "DatasetPreview") -> "DatasetPreview":
    if known.error is not None:
        raise known.error.with_traceback(None)  # it is shared by all sessions, and would grow with each
    return known


def _seconds_to_keep(known: "DatasetPreview") -> float:
    if known.error is not None:
        return ERROR_SECONDS
    return STAND_IN_SECONDS if known.dataset.stand_in else float("inf")


@st.cache_resource(show_spinner=False, max_entries=16)
def _scorer(run_id: str, finished_at: float | None, _run: Run) -> "Scorer":
    from core.inference.scorer import (
        Scorer,  # onnxruntime is loaded when the first text is scored, not with the first page
    )

    return Scorer(_run.folder, _run.config)


@st.cache_resource(show_spinner="Comparing runs …", max_entries=8)
def _comparison(
    ended: tuple[tuple[str, float | None], ...],
    study_id: str | None,
    rope: float,
    baselines_changed_at: int | None,
    _runs: Sequence[Run],
    _study: "Study | None",
) -> "Comparison":
    from core.comparison.comparison import compare_runs

    return compare_runs(_runs, settings().home, rope, _study)


@st.cache_resource(show_spinner=False, max_entries=64)
def _observed_confidence(run_id: str, finished_at: float | None, _folder: Path) -> "pd.DataFrame | None":
    from core.inference.confidence import observed_confidence as observe

    return observe(_folder)


@st.cache_resource(show_spinner="Reading the data …", max_entries=4)
def _reading(config_json: str, changed_at: tuple[int | None, ...]) -> tuple["DatasetPreview", float]:
    from core.data.preview import preview_dataset

    return preview_dataset(RunConfig.model_validate_json(config_json)), time.monotonic()


@st.cache_resource(show_spinner="Reading the columns …", max_entries=16)
def _csv_columns(path: str, changed_at: int | None, class_names: tuple[tuple[str, ...], ...]) -> "ColumnGuess":
    from core.data.tables.text_table import guess_csv_columns

    return guess_csv_columns(Path(path), class_names)


@st.cache_resource(show_spinner="Reading the test images …", max_entries=4)
def _specimens(config_json: str, changed_at: tuple[int | None, ...]) -> "SampleImages":
    from core.data.sample_images import read_specimens_aside

    return read_specimens_aside(DatasetConfig.model_validate_json(config_json))


@st.cache_resource(show_spinner=False, max_entries=16)
def _profile(config_json: str, read_at: float, _known: "DatasetPreview") -> "DataProfile":
    from core.data.text_profile import profile as look_at

    return look_at(_known.dataset, RunConfig.model_validate_json(config_json), _known.corpus)


@st.cache_resource(show_spinner=False, max_entries=16)
def _spread(finished: tuple[tuple[str, float | None], ...], _runs: Sequence[Run]) -> "Variability":
    from core.comparison.planning.variability import spread_of

    return spread_of(_runs)


def _changed_at(config: DatasetConfig) -> tuple[int | None, ...]:
    """When each file that decides what is read was changed last; reading tells what is wrong with its path."""
    from core.data import sources

    try:
        return tuple(_modified(file) for file in sources.files(config))
    except DatasetError:
        return ()


def _modified(file: Path) -> int | None:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return None
