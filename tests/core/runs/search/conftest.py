import socket
from collections.abc import Callable

import psutil
import pytest

from core.config import RunConfig
from core.errors import BothwaysError
from core.runs.job import Worker
from core.runs.jobs import queue
from core.runs.run import Run
from core.runs.search import SearchPlan
from core.runs.store import RunStore
from core.training.history import Epoch


@pytest.fixture(autouse=True)
def _without_training_processes(monkeypatch):
    monkeypatch.setattr(queue, "_start", lambda store, settings, run: None)


@pytest.fixture
def config() -> RunConfig:
    return RunConfig.from_dict({"train": {"epochs": 4, "monitor": "val_accuracy"}})


@pytest.fixture
def plan(config) -> SearchPlan:
    return SearchPlan(config, ("train.learning_rate=1e-4..1e-1", "model.units=8..64", "model.cell=LSTM,GRU"), 12)


@pytest.fixture
def end(store: RunStore) -> Callable[..., Run]:
    """End a trial with the validation accuracies of its epochs: finished, or with an error."""
    unused = next(pid for pid in range(99_999, 1, -1) if not psutil.pid_exists(pid))
    gone = Worker(socket.gethostname(), unused, 1.0)

    def end(run: Run, *accuracies: float, error: BothwaysError | None = None, is_pruned: bool = False) -> Run:
        store.claim(run.run_id, None)
        store.assign(run.run_id, gone)
        for number, accuracy in enumerate(accuracies, start=1):
            store.add_epoch(run.run_id, Epoch(number, 0.5, 0.7, 1 - accuracy, accuracy, 1.0, accuracy))
        if error:
            store.fail(run.run_id, error)
        elif is_pruned:
            store.mark_pruned(run.run_id, "Pruned.")
        else:
            store.finish(run.run_id, {"test_accuracy": 1 - accuracies[-1]}, 1.0)
        return store.get(run.run_id)

    return end
