"""A small workspace that version 1 (commit 78b9593) has written, copied for a test.

It holds a finished run, a study of two finished runs with its linear baseline, a failed and a queued run, a batch
result, a showcase of two runs and the uploaded CSV file that all of them read.
"""

import shutil
import sqlite3
from pathlib import Path

from core.settings import Workspace

_FOLDER = Path(__file__).parent / "workspace"
_HOME = "{HOME}"  # stands for the workspace's absolute path, which version 1 wrote into its records

ALONE, FORWARD, BIDIRECTIONAL, FAILED, QUEUED = "7185256c", "7f2ea500", "dd2e8368", "31a1cfd8", "c40f3757"
STUDY, BATCH, BASELINE = "sc553495e", "2e7695942a7d863a", "6648627676b2b98b"


def copy_version_1(home: Path) -> Workspace:
    """Copy the workspace into an empty folder, its database and absolute paths included."""
    shutil.copytree(_FOLDER, home, ignore=shutil.ignore_patterns("store.sql"), dirs_exist_ok=True)
    for run_id in (FAILED, QUEUED):
        (home / "runs" / run_id).mkdir()  # version control keeps no empty folders
    order = home / "scored" / BATCH / "order.json"
    order.write_text(_with_home(order, home), encoding="utf-8")
    database = home / "bothways.db"
    connection = sqlite3.connect(database)
    connection.executescript(_with_home(_FOLDER / "store.sql", home))
    connection.close()
    return Workspace(home=home, max_running=1, database_url=f"sqlite:///{database}")


def _with_home(path: Path, home: Path) -> str:
    return path.read_text(encoding="utf-8").replace(_HOME, str(home))
