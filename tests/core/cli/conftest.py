"""What tests of the command line share: the workspace of the test, and a finished run in it."""

import pytest

from core.runs.job import this_process
from core.runs.run import Run
from core.runs.store import RunStore


@pytest.fixture(autouse=True)
def _workspace_of_the_test(monkeypatch, settings) -> None:
    monkeypatch.setenv("BOTHWAYS_HOME", str(settings.home))
    monkeypatch.setenv("BOTHWAYS_MAX_RUNNING", "1")  # or a study would measure how many runs train side by side


@pytest.fixture
def finished(store: RunStore, tiny_config) -> Run:
    """A finished run without the files of its network."""
    run = store.create(tiny_config, "one")
    store.claim(run.run_id, this_process())
    store.finish(run.run_id, {"test_accuracy": 0.875, "num_test": 40.0}, 2.5)
    return store.get(run.run_id)
