"""Duration: how long planned runs take, from finished runs like them, else from a few timed steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Literal

from core.catalog import source_of
from core.comparison.planning.part_sizes import PartSizes, part_sizes
from core.config import RunConfig
from core.data.sources.row_counts import num_train_rows
from core.models.architecture import IMAGE_SIZE, num_direction_layers, stack_suffixes
from core.runs.run import Run
from core.runs.store import RunStore
from core.system.formatting import seconds
from core.training import cost_model
from core.training.cost_model import StepTime
from core.training.history import Epoch

Basis = Literal["finished", "timed"]
BASES: Mapping[Basis, str] = {"finished": "from runs that finished here", "timed": "from a few steps timed here"}

_UNKNOWN = "No similar run has finished here yet. The first epoch will show how long training takes."
_VALIDATION_WORK = 1 / 3  # of a row that is validated on, next to one that is trained on
_NUM_FINISHED = 50  # the newest say most about the machine as it is now


@dataclass(frozen=True)
class Duration:
    """How many seconds a run takes at most, and what the estimate is based on; early stopping can shorten it."""

    seconds: float
    basis: Basis


@dataclass(frozen=True)
class FinishedRuns:
    """The newest finished runs and, by run id, their epochs."""

    runs: Sequence[Run]
    epochs: Mapping[str, Sequence[Epoch]]


def read_finished_runs(store: RunStore) -> FinishedRuns:
    """The finished runs of a workspace that durations are estimated from."""
    runs = store.list(("finished",), limit=_NUM_FINISHED)
    return FinishedRuns(runs, store.epochs([run.run_id for run in runs]))


def run_duration(
    config: RunConfig, finished: FinishedRuns, step: StepTime | None = None, sizes: PartSizes | None = None
) -> Duration | None:
    """The duration of a planned run; None where nothing similar has finished and its steps are not timed.

    A finished run is similar when kind of data, cell, units, batch size and batching are the same. Its seconds per
    epoch are scaled by the cells computed: rows x steps x layers x direction layers.

    Args:
        step: the timed step of this config; used only where no similar run has finished.
        sizes: rows of its parts; without them a timed step tells nothing.
    """
    if (from_finished := _from_finished(config, finished)) is not None:
        return Duration(from_finished, "finished")
    if step is None or sizes is None:
        return None
    return Duration(cost_model.estimated_seconds(step, sizes.train, sizes.validation, config), "timed")


def duration_sentence(
    store: RunStore,
    configs: Sequence[RunConfig],
    num_rows: int | None = None,
    own_sets: Mapping[str, int] | None = None,
) -> str:
    """How long one run, or several one after the other, take, as a sentence.

    Args:
        num_rows: rows of their data, if they have been read.
        own_sets: of these, the rows of the sets that come with a file.
    """
    several = "both runs" if len(configs) == 2 else f"all {len(configs)} runs"
    runs = f"{several}, one after the other" if len(configs) > 1 else "this run"
    duration, is_measured = _known_or_assumed(store, configs, num_rows, own_sets)
    if duration and is_measured:
        return f"At most about {seconds(duration.seconds)} for {runs} (estimated {BASES[duration.basis]})."
    if duration:
        return f"About {seconds(duration.seconds)} for {runs} (estimate; refined after the first steps)."
    return _UNKNOWN


def search_duration_sentence(
    store: RunStore,
    config: RunConfig,
    num_trials: int,
    num_rows: int | None = None,
    own_sets: Mapping[str, int] | None = None,
) -> str:
    """How long a trial of a search and all of its trials take, as a sentence; the trials differ from this config.

    Args:
        num_rows: rows of the data, if they have been read.
        own_sets: of these, the rows of the sets that come with a file.
    """
    duration, is_measured = _known_or_assumed(store, [config], num_rows, own_sets)
    if duration is None:
        return _UNKNOWN
    basis = f"estimated {BASES[duration.basis]}" if is_measured else "estimate; refined after the first trial"
    return (
        f"About {seconds(num_trials * duration.seconds)} for {num_trials} trials, one after the other, if each takes "
        f"{seconds(duration.seconds)} as these settings do ({basis}). Other values take more or less time."
    )


def _known_or_assumed(
    store: RunStore, configs: Sequence[RunConfig], num_rows: int | None, own_sets: Mapping[str, int] | None
) -> tuple[Duration | None, bool]:
    """The duration of all these runs, None where nothing tells it, and whether it was measured on this machine."""
    finished, sizes = read_finished_runs(store), [part_sizes(config, num_rows, own_sets) for config in configs]
    if known := _total(configs, finished, _timed_steps(store.jobs.home, configs), sizes):
        return known, True
    assumed_steps = [cost_model.default_step_time(config) for config in configs]
    return _total(configs, finished, assumed_steps, sizes), False


def _total(
    configs: Sequence[RunConfig],
    finished: FinishedRuns,
    steps: Sequence[StepTime | None],
    sizes: Sequence[PartSizes | None],
) -> Duration | None:
    """The duration of all these runs and its weakest basis; None where that of one is unknown."""
    durations = [
        run_duration(config, finished, step, size) for config, step, size in zip(configs, steps, sizes, strict=True)
    ]
    known = [duration for duration in durations if duration is not None]
    if len(known) < len(configs):
        return None
    is_timed = any(duration.basis == "timed" for duration in known)
    return Duration(sum(duration.seconds for duration in known), "timed" if is_timed else "finished")


def _timed_steps(home: Path, configs: Sequence[RunConfig]) -> list[StepTime | None]:
    """The steps that were timed for a planned study."""
    if any(cost_model.needs_lengths(config) for config in configs):
        return [None] * len(configs)
    num_classes = len(source_of(configs[0].dataset).classes) or 2
    return cost_model.load_step_times(home, configs, num_classes)


def _from_finished(config: RunConfig, finished: FinishedRuns) -> float | None:
    scales = {run.run_id: _scale(run, config) for run in finished.runs if finished.epochs.get(run.run_id)}
    similar = [run for run in finished.runs if scales.get(run.run_id) is not None]
    if not similar:
        return None
    reference = min(similar, key=lambda run: (run.config.model.direction != config.model.direction, -run.created_at))
    epochs, scale = [epoch.seconds for epoch in finished.epochs[reference.run_id]], scales[reference.run_id] or 0.0
    besides = max(0.0, _whole_seconds(reference) - sum(epochs))
    return config.train.epochs * median(epochs) * scale + besides


def _whole_seconds(run: Run) -> float:
    """The seconds of a run including its start-up and its export."""
    elapsed = run.finished_at - run.started_at if run.finished_at and run.started_at else 0.0
    return max(run.seconds or 0.0, elapsed)


def _scale(run: Run, planned: RunConfig) -> float | None:
    """How many times as long an epoch of the planned run takes; None when one says nothing about the other."""
    past = run.config
    if run.seconds is None or not _is_similar(past, planned):
        return None
    rows, steps = _rows_scale(run, planned), _steps_scale(past, planned)
    return None if rows is None or steps is None else rows * steps * _num_cells(planned) / _num_cells(past)


def _is_similar(past: RunConfig, planned: RunConfig) -> bool:
    def features(config: RunConfig) -> tuple[object, ...]:
        model, train = config.model, config.train
        return config.dataset.kind, model.cell, model.units, model.recurrent_dropout > 0, train.batch_size

    return features(past) == features(planned) and past.train.batching == planned.train.batching == "padded"


def _rows_scale(run: Run, planned: RunConfig) -> float | None:
    past, dataset = (config.dataset.model_copy(update={"split": 0}) for config in (run.config, planned))
    if (past, run.config.train.steps_per_epoch) == (dataset, planned.train.steps_per_epoch):
        num_test = run.metrics.get("num_test")
        return _work_per_row(planned) / _work_per_row(run.config) if num_test else None
    num_past = _rows_per_epoch(run.config, run.metrics.get("num_test", 0))
    num_planned = _rows_per_epoch(planned, None)
    return num_planned / num_past if num_past and num_planned else None


def _rows_per_epoch(config: RunConfig, num_test: float | None) -> float | None:
    if config.train.steps_per_epoch:
        return config.train.steps_per_epoch * config.train.batch_size
    rows = num_train_rows(config.dataset, num_test)
    if rows is None:
        return None
    num_train = min(config.dataset.train_rows or rows, rows * (1 - config.train.validation_split))
    return num_train * config.rows_per_text + rows * config.train.validation_split * _VALIDATION_WORK


def _work_per_row(config: RunConfig) -> float:
    """Work for each row outside the test set: trained on, or validated on with a third of the work."""
    split = config.train.validation_split
    return 1 if config.train.steps_per_epoch else (1 - split) * config.rows_per_text + split * _VALIDATION_WORK


def _steps_scale(past: RunConfig, planned: RunConfig) -> float | None:
    if (past.dataset, past.text) == (planned.dataset, planned.text):
        return 1.0
    num_past, num_planned = _num_steps(past), _num_steps(planned)
    return num_planned / num_past if num_past and num_planned else None


def _num_steps(config: RunConfig) -> int | None:
    """Steps of each row; None where only the data know how long the longest text is."""
    if config.dataset.has_words:
        return config.text.maxlen
    if config.dataset.kind == "series":
        return source_of(config.dataset).num_steps
    return IMAGE_SIZE if config.dataset.kind == "image" else config.dataset.num_steps


def _num_cells(config: RunConfig) -> int:
    model = config.model
    return model.num_layers * len(stack_suffixes(model)) * num_direction_layers(model)
