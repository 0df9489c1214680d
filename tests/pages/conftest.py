"""The app without a browser or a server, in a workspace of its own."""

import csv
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from streamlit.navigation.page import StreamlitPage
from streamlit.testing.v1 import AppTest

from core.config import RunConfig
from core.data import preview
from core.data.sources.packaged import packaged_reviews
from core.runs.jobs import preview_job, queue
from core.runs.run import Run
from core.runs.store import RunStore
from core.settings import PROJECT_FOLDER
from core.training.history import Epoch
from pages.shared.access import shared_store
from pages.shared.session import cache
from tests.support.keras_networks import export_networks

REVIEWS = [
    (f"{opening} {middle} film number {number}", label)
    for number in range(20)
    for opening, label in (("a lovely", "good"), ("an awful", "bad"))
    for middle in ("and long", "but short")
]


@pytest.fixture(autouse=True)
def _nothing_trains(monkeypatch: pytest.MonkeyPatch) -> None:
    """Submitted runs are started in name only; data are read in the tests' own process, and the reviews are few."""
    monkeypatch.setenv("BOTHWAYS_MAX_RUNNING", "1")  # or planning a study would measure how many train side by side
    monkeypatch.setattr(queue, "_start", lambda *_: None)
    monkeypatch.setattr(preview_job, "preview_dataset", lambda jobs, config, **_: preview.read(config))
    frame = pd.DataFrame(REVIEWS, columns=["text", "label"]).replace({"label": {"bad": "0", "good": "1"}})
    frame["source"] = ["imdb", "rotten_tomatoes"] * (len(frame) // 2)
    monkeypatch.setattr(packaged_reviews, "read_reviews", lambda: frame.set_index(pd.RangeIndex(1, len(frame) + 1)))


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_database: Path) -> Iterator[RunStore]:
    """The run store of a fresh workspace, the one that the pages see."""
    shutil.copy(empty_database, tmp_path)
    monkeypatch.setenv("BOTHWAYS_HOME", str(tmp_path))
    cache.workspace.clear()
    shared_store.store.clear()
    yield cache.store()
    cache.workspace.clear()
    shared_store.store.clear()  # closes it, too


@pytest.fixture
def add_run(store: RunStore) -> Callable[..., Run]:
    """Put a run into the store: its epochs, and how it ended."""

    def add(name: str = "", settings: tuple[str, ...] = (), accuracies: tuple[float, ...] = (0.7, 0.8, 0.75),
            status: str = "finished", test_accuracy: float = 0.8, tags: tuple[str, ...] = ()) -> Run:  # fmt: skip
        run = store.create(RunConfig().with_settings(settings), name, tags)
        if status == "queued":
            return run
        store.claim(run.run_id, None)
        store.describe(run.run_id, num_params=652_193)
        for number, accuracy in enumerate(accuracies, start=1):
            store.add_epoch(run.run_id, Epoch(number, 0.5, accuracy + 0.05, 1 - accuracy, accuracy, 12.0))
        if status == "finished":
            metrics = {"test_accuracy": test_accuracy, "test_loss": 0.4, "test_f1": test_accuracy, "num_test": 1000}
            store.finish(run.run_id, metrics, 72.4)
        elif status == "failed":
            store.fail(run.run_id, "The loss became nan in epoch 3.")
        elif status == "cancelled":
            store.mark_cancelled(run.run_id, "Cancelled.")
        return store.get(run.run_id)

    return add


@pytest.fixture
def open_page(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Open a page by its script and the parameters of its address."""
    run = StreamlitPage.run

    def open_it(script: str, **parameters: str) -> AppTest:
        with monkeypatch.context() as patch:  # the first run makes the pages known; Home takes longer than the others
            patch.setattr(StreamlitPage, "run", lambda page: None if page.title == "Home" else run(page))
            app = AppTest.from_file(PROJECT_FOLDER / "app.py", default_timeout=30).run()
        app.switch_page(script)
        for name, value in parameters.items():
            app.query_params[name] = value
        return app.run()

    return open_it


@pytest.fixture
def reviews_csv(tmp_path: Path) -> Path:
    """80 short reviews, half of them good."""
    path = tmp_path / "reviews.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("text", "label"), *REVIEWS])
    return path


@pytest.fixture(scope="session")
def networks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Untrained networks, exported for real: for texts by direction, for the others by kind and direction."""
    folder = tmp_path_factory.mktemp("networks")
    configs = {
        folder / (way if kind == "text" else f"{kind} {way}"): _tiny(way, kind)
        for kind in _HEADS
        for way in ("forward", "bidirectional")
    }
    export_networks(configs, [text for text, _ in REVIEWS])
    return {path.name: path for path in folder.iterdir()}


@pytest.fixture
def finished_pair(finish_run: Callable[..., Run], networks: dict[str, Path]) -> list[Run]:
    """Two finished runs that can score, forward first."""
    return [
        finish_run(_tiny(direction), networks[direction], f"{direction} *one*")
        for direction in ("forward", "bidirectional")
    ]


@pytest.fixture
def finish_kind(finish_run: Callable[..., Run], networks: dict[str, Path]) -> Callable[..., Run]:
    """Add a finished run that reads images, sequences, series or sentences and can score."""

    def finish(kind: str, direction: str = "forward", *settings: str) -> Run:
        config = _tiny(direction, kind).with_settings(settings)
        return finish_run(config, networks[f"{kind} {direction}"], f"{direction} {kind}")

    return finish


_HEADS = {
    "text": "sigmoid",
    "image": "logits",
    "sequence": "per_step",
    "series": "softmax",
    "tokens": "per_step",
}
_DATA = {
    "text": {"name": "reviews"},
    "image": {"name": "digits", "num_rows": 300},
    "sequence": {"name": "cumulative_sum", "target": "future", "num_steps": 10},
    "series": {"name": "gun_point"},
    "tokens": {"name": "punctuation"},
}


def _tiny(direction: str, kind: str = "text") -> RunConfig:
    values = {
        "dataset": _DATA[kind],
        "text": {"num_words": 40, "maxlen": 6},
        "model": {"cell": "GRU", "direction": direction, "units": 3, "embedding_dim": 4, "head": _HEADS[kind]},
        "train": {"batching": "by_length" if kind in ("series", "tokens") else "padded"},
    }
    return RunConfig.from_dict(values)
