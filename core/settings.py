"""Where Bothways keeps its things and how much it may do at once, read from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.errors import WorkspaceError

PROJECT_FOLDER = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Workspace:
    """The workspace of one installation.

    Args:
        home: folder of the database, the artifacts and the uploads.
        max_running: number of runs that train at the same time.
        database_url: SQLAlchemy address of the run store.
    """

    home: Path
    max_running: int
    database_url: str

    @property
    def runs_folder(self) -> Path:
        return self.home / "runs"

    @property
    def uploads_folder(self) -> Path:
        return self.home / "uploads"


def read_workspace(environment: Mapping[str, str] = os.environ) -> Workspace:
    """Read `BOTHWAYS_HOME`, `BOTHWAYS_MAX_RUNNING` and `BOTHWAYS_DATABASE_URL`.

    Raises:
        SettingsError: when `BOTHWAYS_MAX_RUNNING` is not a whole number of at least 1.
    """
    home = Path(environment.get("BOTHWAYS_HOME") or PROJECT_FOLDER / ".bothways").expanduser().absolute()
    max_running = environment.get("BOTHWAYS_MAX_RUNNING") or "1"
    if not (max_running.isascii() and max_running.isdigit() and int(max_running) >= 1):
        raise WorkspaceError(
            f"BOTHWAYS_MAX_RUNNING is {max_running!r}.",
            "It must be a whole number of at least 1.",
            "Set it to the number of runs that may train at the same time, or unset it to train one at a time.",
        )
    database_url = environment.get("BOTHWAYS_DATABASE_URL") or f"sqlite:///{home / 'bothways.db'}"
    return Workspace(home, int(max_running), database_url)
