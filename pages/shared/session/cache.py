"""What all sessions of one server share: workspace, run store, networks and comparisons."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from core.runs.demo import bundled, showcase
from core.runs.run import Run
from core.runs.store import RunStore
from pages.shared.access import shared_store, visitor
from pages.shared.access.shared_store import workspace as workspace

if TYPE_CHECKING:  # each is imported where it is first needed, so that the first page does not wait for all of them
    import numpy as np

    from core.comparison.comparison import Comparison
    from core.comparison.planning.variability import Observation
    from core.inference.challenges import Challenge
    from core.inference.scorer import Scorer
    from core.inference.similar_rows import ObservedConfidence
    from core.runs.jobs.timing_job import Timing
    from core.runs.study import Study


def store() -> RunStore:
    """The run store of the workspace, with the rights of who uses this session.

    Raises:
        AccessError: when the session has been signed out.
    """
    return shared_store.store().acting_for(visitor.actor())


@st.cache_resource(show_spinner=False)
def timings() -> dict[str, "Timing"]:
    """The processes that time steps of planned runs, by what they time; `study_cost` starts and ends them."""
    return {}


def showcase_runs() -> tuple[Run, ...]:
    """The runs on Home and, at first, on Score: those chosen on the Runs page, else the bundled pair; a guest's run."""
    if visitor.actor().role == "guest":
        return tuple(store().list(("finished",)))
    return showcase.showcase_runs(workspace().home, store())


def sum_runs() -> tuple[Run, ...]:
    """The bundled pair for future sums, which Home shows at work; empty where its files are missing."""
    return bundled.sum_runs()


def scoreable_runs() -> list[Run]:
    """Every run that can score: the finished ones, newest first, then the bundled pairs; a guest's alone."""
    finished = [run for run in store().list() if run.status == "finished"]  # faster than a query for the status
    shipped = () if visitor.actor().role == "guest" else (*bundled.demo_runs(), *bundled.sum_runs())
    return [*finished, *shipped]


def scorer(run: Run) -> "Scorer":
    """The trained network of a finished run, ready to score texts."""
    return _scorer(run.run_id, run.finished_at, run)


def observed_confidence(run: Run) -> "ObservedConfidence | None":
    """The test rows of a finished run by confidence, and which are right; None where they were not measured."""
    return _observed_confidence(run.run_id, run.finished_at, run.folder)


def challenge_results(run: Run, suite: "tuple[Challenge, ...]", positive: str) -> "np.ndarray":
    """Whether the network of a finished run is right about each challenge."""
    return _challenge_results(run.run_id, run.finished_at, hash(suite), positive, suite, run)


def comparison(runs: Sequence[Run], study: "Study | None", rope: float) -> "Comparison":
    """The comparison of these runs; computed again when one of them ends or a baseline is fitted."""
    planned = (study.study_id, study.plan.num_seeds) if study else None
    return _comparison(_versions(runs), planned, rope, baselines_changed_at(), tuple(runs), study)


def baselines_changed_at() -> int | None:
    """When a baseline was last stored; None while there is none."""
    from core.evaluation.baselines.baseline_store import baselines_folder

    folder = baselines_folder(workspace().home)
    return folder.stat().st_mtime_ns if folder.exists() else None


def variability(runs: Sequence[Run]) -> "Observation":
    """How much the finished runs of a study differ between seeds."""
    return _variability(_versions(runs), runs)


def _versions(runs: Sequence[Run]) -> tuple[tuple[str, float | None], ...]:
    """What changes when one of these runs ends."""
    return tuple((run.run_id, run.finished_at) for run in runs)


@st.cache_resource(show_spinner=False, max_entries=16)
def _scorer(run_id: str, finished_at: float | None, _run: Run) -> "Scorer":
    from core.inference.scorer import Scorer

    return Scorer(_run.folder, _run.config)


@st.cache_resource(show_spinner=False, max_entries=256)
def _challenge_results(
    run_id: str,
    finished_at: float | None,
    of_suite: int,
    positive: str,
    _suite: "tuple[Challenge, ...]",
    _run: Run,
) -> "np.ndarray":
    from core.inference.challenges import right_sentences

    return right_sentences(scorer(_run), _suite, positive)


@st.cache_resource(show_spinner=False, max_entries=64)
def _observed_confidence(run_id: str, finished_at: float | None, _folder: Path) -> "ObservedConfidence | None":
    from core.inference import similar_rows

    return similar_rows.observed_confidence(_folder)


@st.cache_resource(show_spinner="Comparing runs …", max_entries=8)
def _comparison(
    versions: tuple[tuple[str, float | None], ...],
    planned: tuple[str, int] | None,
    rope: float,
    baselines_changed_at: int | None,
    _runs: Sequence[Run],
    _study: "Study | None",
) -> "Comparison":
    from core.comparison.comparison import compare_runs

    return compare_runs(_runs, workspace().home, rope, _study)


@st.cache_resource(show_spinner=False, max_entries=16)
def _variability(versions: tuple[tuple[str, float | None], ...], _runs: Sequence[Run]) -> "Observation":
    from core.comparison.planning.variability import measure_variability

    return measure_variability(_runs)
