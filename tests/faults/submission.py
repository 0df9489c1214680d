"""One submission of a run in a process of its own: `python -m tests.faults.submission HOME CONFIG`."""

import sys
from pathlib import Path

from core.config import read_config
from core.runs.store import RunStore
from core.settings import Workspace

if __name__ == "__main__":
    workspace = Workspace(home=Path(sys.argv[1]), max_running=1)
    store = RunStore(workspace.database_url, workspace.runs_folder)
    store.create(read_config(Path(sys.argv[2])))
    store.close()
