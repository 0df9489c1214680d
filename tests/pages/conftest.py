"""The app without a browser or a server, in a workspace of its own."""

from collections.abc import Callable, Iterator

import pytest
from streamlit.testing.v1 import AppTest

from core.config import RunConfig
from core.history import Epoch
from core.runs import Run, RunStore
from core.settings import PROJECT_FOLDER
from pages.shared import cached

LETTERS = "**bold** <b>x</b> :material/home: :red[x] $x^2$ ![i](http://evil.example/i.png) [l](http://evil.example)"


@pytest.fixture
def store(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunStore]:
    """The run store of a fresh workspace, the one that the pages see."""
    monkeypatch.setenv("BOTHWAYS_HOME", str(tmp_path))
    cached.settings.clear()
    cached.store.clear()
    yield cached.store()
    cached.settings.clear()
    cached.store.clear()  # closes it, too


@pytest.fixture
def add_run(store: RunStore) -> Callable[..., Run]:
    """Put a run into the store: its epochs, and how it ended."""

    def add(name: str = "", settings: tuple[str, ...] = (), accuracies: tuple[float, ...] = (0.7, 0.8, 0.75),
            status: str = "finished", test_accuracy: float = 0.8, tags: tuple[str, ...] = ()) -> Run:  # fmt: skip
        run = store.create(RunConfig().with_settings(settings), name, tags)
        if status == "queued":
            return run
        store.claim(run.run_id, None)
        store.describe(run.run_id, 652_193)
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
def open_page(store: RunStore) -> Callable[..., AppTest]:
    """Open a page by its script and the parameters of its address."""

    def open_it(script: str, **parameters: str) -> AppTest:
        app = AppTest.from_file(PROJECT_FOLDER / "app.py", default_timeout=30).run()
        app.switch_page(script)
        for name, value in parameters.items():
            app.query_params[name] = value
        return app.run()

    return open_it
