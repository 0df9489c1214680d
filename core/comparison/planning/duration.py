"""How long a run may take, judged from a finished one that is like it, else from a few timed steps of it."""

from collections.abc import Mapping, Sequence
from statistics import median

from core.catalog import source_of
from core.config import RunConfig
from core.data.row_counts import num_rows, num_train_rows
from core.models.architecture import IMAGE_SIZE, num_direction_layers, stack_suffixes
from core.runs.run import Run
from core.training import cost_model
from core.training.cost_model import StepTime
from core.training.history import Epoch


def estimated_seconds(
    configs: Sequence[RunConfig],
    finished: Sequence[Run],
    epochs: Mapping[str, Sequence[Epoch]],
    steps: Sequence[StepTime | None] = (),
    known_rows: int | None = None,
) -> float | None:
    """At most how many seconds these runs take one after the other; None where nothing tells it of one of them.

    A finished run is like a planned one when kind of data, cell, units, batch size and batching are the same. Its
    seconds per epoch are scaled by the cells computed: rows x steps x layers x readers. Early stopping can only make it
    shorter.

    Args:
        steps: what was timed of each config; counts only where no finished run is like it.
        known_rows: of the data, training and test, where somebody has read them.
    """
    timed = steps or [None] * len(configs)
    each = [
        _by_finished(config, finished, epochs) or _by_timing(config, step, known_rows)
        for config, step in zip(configs, timed, strict=True)
    ]
    return None if None in each else sum(each)


def part_rows(config: RunConfig, known_rows: int | None = None) -> tuple[float, float, float] | None:
    """About how many rows are for training, validation and test; None where only the data know."""
    dataset = config.dataset
    total = known_rows if known_rows is not None else num_rows(dataset)
    if total is None:
        return None
    source = source_of(dataset)
    if source.test_part == "fresh":
        rest, test = total, source.num_test
    elif source.test_part == "published":
        test = min(source.num_test, dataset.num_rows or source.num_test, total / 2)
        rest = total - test
    else:
        test = total * dataset.test_size
        rest = total - test
    validation = rest * config.train.validation_split
    return rest - validation, validation, test


def _by_finished(config: RunConfig, finished: Sequence[Run], epochs: Mapping[str, Sequence[Epoch]]) -> float | None:
    like = [run for run in finished if epochs.get(run.run_id) and _scale(run, config) is not None]
    if not like:
        return None
    reference = min(like, key=lambda run: (run.config.model.direction != config.model.direction, -run.created_at))
    per_epoch = median(epoch.seconds for epoch in epochs[reference.run_id])
    whole = max(reference.seconds, reference.finished_at - reference.started_at)  # with its start-up and its export
    besides = max(0.0, whole - sum(epoch.seconds for epoch in epochs[reference.run_id]))
    return config.train.epochs * per_epoch * _scale(reference, config) + besides


def _by_timing(config: RunConfig, step: StepTime | None, known_rows: int | None) -> float | None:
    rows = part_rows(config, known_rows)
    return None if step is None or rows is None else cost_model.estimated_seconds(step, rows[0], rows[1], config)


def _scale(run: Run, planned: RunConfig) -> float | None:
    """How many times as long an epoch of the planned run takes; None when one says nothing about the other."""
    past = run.config
    if run.seconds is None or not _alike(past, planned):
        return None
    rows, steps = _rows_scale(run, planned), _steps_scale(past, planned)
    return None if rows is None or steps is None else rows * steps * _num_cells(planned) / _num_cells(past)


def _alike(past: RunConfig, planned: RunConfig) -> bool:
    def nature(config: RunConfig) -> tuple:
        model, train = config.model, config.train
        return config.dataset.kind, model.cell, model.units, model.recurrent_dropout > 0, train.batch_size

    return nature(past) == nature(planned) and past.train.batching == planned.train.batching == "padded"


def _rows_scale(run: Run, planned: RunConfig) -> float | None:
    if (run.config.dataset, run.config.train.steps_per_epoch) == (planned.dataset, planned.train.steps_per_epoch):
        num_test = run.metrics.get("num_test")
        return _kept(planned) / _kept(run.config) if num_test else None
    num_past = _rows_per_epoch(run.config, run.metrics.get("num_test", 0))
    num_planned = _rows_per_epoch(planned, None)
    return num_planned / num_past if num_past and num_planned else None


def _rows_per_epoch(config: RunConfig, num_test: float | None) -> float | None:
    if config.train.steps_per_epoch:
        return config.train.steps_per_epoch * config.train.batch_size
    rows = num_train_rows(config.dataset, num_test)
    return None if rows is None else rows * _kept(config)


def _kept(config: RunConfig) -> float:
    """Work for each row that is not for the test: trained on, or validated with a third of the work."""
    split = config.train.validation_split
    return 1 if config.train.steps_per_epoch else 1 - split * 2 / 3


def _steps_scale(past: RunConfig, planned: RunConfig) -> float | None:
    if (past.dataset, past.text) == (planned.dataset, planned.text):
        return 1.0
    num_past, num_planned = _num_steps(past), _num_steps(planned)
    return num_planned / num_past if num_past and num_planned else None


def _num_steps(config: RunConfig) -> int | None:
    """Steps of each row; None when only the data know how long the longest text is."""
    by_kind = {"text": config.text.maxlen, "image": IMAGE_SIZE, "sequence": config.dataset.num_steps}
    return by_kind[config.dataset.kind]


def _num_cells(config: RunConfig) -> int:
    model = config.model
    return model.num_layers * len(stack_suffixes(model)) * num_direction_layers(model)
