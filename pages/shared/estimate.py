"""How long a run may take, judged from a finished one that is like it; nothing is said where nothing is known."""

from collections.abc import Mapping, Sequence
from statistics import median

from core.config import RunConfig
from core.history import Epoch
from core.runs import Run
from pages.shared.sources import num_rows


def estimated_seconds(
    configs: Sequence[RunConfig], finished: Sequence[Run], epochs: Mapping[str, Sequence[Epoch]]
) -> float | None:
    """At most how many seconds these runs take one after the other; None when no finished run is like them.

    A finished run is like a planned one when cell, units and batching are the same. Its seconds per epoch are scaled
    by the cells computed: rows x steps x layers x directions. Early stopping can only make it shorter.
    """
    total = 0.0
    for config in configs:
        like = [run for run in finished if _alike(run, config) and epochs.get(run.run_id)]
        if not like:
            return None
        reference = min(like, key=lambda run: (run.config.model.direction != config.model.direction, -run.created_at))
        per_epoch = median(epoch.seconds for epoch in epochs[reference.run_id])
        scale = _work(config, num_rows(config.dataset)) / _work(reference.config, _rows_of(reference))
        besides = max(0.0, reference.seconds - sum(epoch.seconds for epoch in epochs[reference.run_id]))
        total += config.train.epochs * per_epoch * scale + besides
    return total


def _alike(run: Run, config: RunConfig) -> bool:
    """Whether one run's time says something about the other's."""
    past, planned = run.config, config
    return (
        run.seconds is not None
        and bool(_rows_of(run) and num_rows(planned.dataset))
        and (past.model.cell, past.model.units) == (planned.model.cell, planned.model.units)
        and past.train.batching == planned.train.batching == "padded"
    )


def _rows_of(run: Run) -> float:
    return run.metrics.get("num_test", 0) / run.config.dataset.test_size


def _work(config: RunConfig, rows: float) -> float:
    directions = 2 if config.model.direction == "bidirectional" else 1
    training = rows * (1 - config.dataset.test_size)
    return training * config.text.maxlen * config.model.num_layers * directions
