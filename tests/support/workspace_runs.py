"""The runs of a workspace that a server uses, read from outside the server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.runs.run import Run
from core.runs.store import RunStore
from core.settings import Workspace


@contextmanager
def open_store(home: Path) -> Iterator[RunStore]:
    """The run store of the workspace in this folder, closed at the end."""
    workspace = Workspace(home=home)
    store = RunStore(workspace.database_url, workspace.runs_folder)
    try:
        yield store
    finally:
        store.close()


def stored_runs(home: Path) -> list[Run]:
    """All runs of the workspace, newest first."""
    with open_store(home) as store:
        return store.list()
