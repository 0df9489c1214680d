"""What every test stands on: a workspace of its own, and the slow tests last."""

import os
import random
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import hypothesis
import numpy as np
import pytest

from core.catalog import SOURCES
from core.config import RunConfig
from core.evaluation.predictions import Predictions, write_predictions
from core.runs.job import Worker
from core.runs.run import Run
from core.runs.store import RunStore
from core.settings import Workspace
from core.source import Source
from core.training.history import Epoch
from tests.support.invented_source import HAIKU

hypothesis.settings.register_profile("bothways", deadline=None)  # the cores may be busy with a training
hypothesis.settings.load_profile("bothways")


@pytest.fixture(scope="session", autouse=True)
def _own_workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests away from the workspace and the settings of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BOTHWAYS_HOME", str(tmp_path_factory.mktemp("workspace")))
        patch.setenv("TF_CPP_MIN_LOG_LEVEL", "2")
        for name in ("BOTHWAYS_MAX_RUNNING", "BOTHWAYS_DATABASE_URL"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(autouse=True)
def _environment_of_before() -> Iterator[None]:
    """Keep what a training sets for its own process from the tests that follow in this one."""
    before = dict(os.environ)
    yield
    for name in os.environ.keys() - before.keys():
        del os.environ[name]
    os.environ.update(before)


@pytest.fixture
def settings(tmp_path: Path) -> Workspace:
    """A workspace of this test alone, in which one run trains at a time."""
    return Workspace(home=tmp_path / "home")


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run store without runs: a copy of it opens ten times as fast as a new one."""
    path = tmp_path_factory.mktemp("database") / "bothways.db"
    RunStore(f"sqlite:///{path}", path.parent / "runs").close()
    return path


@pytest.fixture
def store(settings: Workspace, empty_database: Path) -> Iterator[RunStore]:
    """The run store of `settings`, closed at the end."""
    settings.home.mkdir(exist_ok=True)
    shutil.copy(empty_database, settings.home)
    store = RunStore(settings.database_url, settings.runs_folder)
    yield store
    store.close()


@pytest.fixture
def tiny_config(tmp_path: Path) -> RunConfig:
    """A run that trains in a second or two: 120 short reviews with a telling word each, and a small network."""
    draw = random.Random(0)
    words = ["film", "plot", "actor", "scene", "music", "story", "end", "light"]
    lines = ["text,label"]
    for number in range(120):
        label = ("bad", "good")[number % 2]
        telling = {"bad": ["dull", "awful"], "good": ["lovely", "great"]}[label]
        lines.append(f"{' '.join([*draw.choices(words, k=4), draw.choice(telling), str(number)])},{label}")
    path = tmp_path / "reviews.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    values = {
        "dataset": {"name": "file", "path": str(path)},
        "text": {"num_words": 60, "maxlen": 8},
        "model": {"cell": "SimpleRNN", "direction": "forward", "units": 4, "embedding_dim": 4},
        "train": {"epochs": 2, "batch_size": 8, "learning_rate": 0.02},
    }
    return RunConfig.from_dict(values)


@pytest.fixture
def config_file(tiny_config: RunConfig, tmp_path: Path) -> str:
    """Where `tiny_config` lies as a file for the command line."""
    path = tmp_path / "config.json"
    path.write_text(tiny_config.model_dump_json(), encoding="utf-8")
    return str(path)


@pytest.fixture
def add_tested(store: RunStore, tiny_config: RunConfig) -> Callable[..., Run]:
    """Add a finished run that got these rows of the test part right, without training it."""

    def add(
        direction: str,
        seed: int,
        right: Sequence[float],
        *assignments: str,
        fingerprint: str = "same",
        first_row: int = 0,
    ) -> Run:
        config = tiny_config.with_settings([f"model.direction={direction}", f"train.seed={seed}", *assignments])
        worker = Worker("here", seed, 0.0)
        run = store.create(config, worker=worker)
        labels = np.arange(len(right)) % 2
        chances = np.where(np.asarray(right, bool), 0.9, 0.2)  # of the true class
        second = np.where(labels == 1, chances, 1 - chances)
        rows, lengths = first_row + np.arange(len(right)) * 3, np.full(len(right), 4)
        write_predictions(Predictions(rows, labels, np.stack([1 - second, second], axis=1), lengths), run.folder)
        store.describe(run.run_id, data={"name": "reviews.csv", "fingerprint": fingerprint, "notes": []}, num_params=99)
        metrics = {"test_accuracy": float(np.mean(right)), "test_f1": 0.8, "test_loss": 0.4, "num_test": len(right)}
        store.finish(run.run_id, metrics, 2.0 + seed, worker)
        return store.get(run.run_id)

    return add


@pytest.fixture
def finish_run(store: RunStore) -> Callable[..., Run]:
    """Add a run as a finished training leaves it: two epochs, test metrics and, when given, its network."""

    def finish(config: RunConfig, network: Path | None = None, name: str = "") -> Run:
        run = store.create(config, name)
        for file in network.iterdir() if network else ():
            (run.folder / file.name).write_bytes(file.read_bytes())
        assert store.claim(run.run_id, None)
        for epoch in (1, 2):
            store.add_epoch(run.run_id, Epoch(epoch, 0.6, 0.7, 0.6, 0.6 + epoch / 10, 12.0))
        metrics = {"test_accuracy": 0.789, "test_loss": 0.5, "test_f1": 0.78, "num_test": 8250.0}
        assert store.finish(run.run_id, metrics, 30.0)
        return store.get(run.run_id)

    return finish


@pytest.fixture
def wait_until() -> Callable[..., float]:
    """Wait for a condition that another process brings about; gives the seconds it took, fails after `at_most`."""

    def wait(condition: Callable[[], object], at_most: float = 60.0) -> float:
        start = time.monotonic()
        while not condition():
            if time.monotonic() - start > at_most:
                pytest.fail(f"still waiting after {at_most:g} s")
            threading.Event().wait(0.05)
        return time.monotonic() - start

    return wait


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run what fails fast first: units, trainings, real processes, the browser; last and alone, what measures time.

    A test with a group of its own takes long and measures nothing: it runs beside all the others, from the start. A
    module's browser tests stay together, as they share a server.
    """
    last = ("measures", "browser", "process", "training")
    alone = [item for item in items if item.get_closest_marker("xdist_group")]
    items.sort(key=lambda item: [item not in alone, *(item.get_closest_marker(name) is not None for name in last)])
    for item in items:
        if item.get_closest_marker("measures"):
            item.add_marker(pytest.mark.xdist_group("one at a time"))
        elif item not in alone and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests have measured."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            terminalreporter.line(f"measured: {name} {value}")


@pytest.fixture
def invented_source(monkeypatch: pytest.MonkeyPatch) -> Source:
    """The catalog with one more source, `haiku`."""
    monkeypatch.setitem(SOURCES, "haiku", HAIKU)
    return HAIKU
