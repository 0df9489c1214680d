"""The showcase: the runs that the Home and Score pages open with."""

import json
from collections.abc import Sequence
from pathlib import Path

from core.errors import RunStateError
from core.runs.demo.bundled import demo_runs
from core.runs.run import Run
from core.runs.store import RunStore
from core.system.files import write_json

MAX_RUNS = 4
_FILE = "shown.json"


def showcase_runs(home: Path, store: RunStore) -> tuple[Run, ...]:
    """The chosen runs that are still finished and present; the shipped pair when there are none."""
    run_ids = showcase_ids(home)
    runs = {run.run_id: run for run in (*store.list(("finished",)), *demo_runs())} if run_ids else {}
    return tuple(runs[run_id] for run_id in run_ids if run_id in runs) or demo_runs()


def showcase_ids(home: Path) -> list[str]:
    """The ids of the chosen runs, deleted ones included; empty for the shipped pair."""
    try:
        values = json.loads((home / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # nothing was chosen; an unreadable file must not keep a page from opening
        return []
    run_ids = values.get("runs") if isinstance(values, dict) else None
    return [run_id for run_id in run_ids if isinstance(run_id, str)] if isinstance(run_ids, list) else []


def set_showcase(home: Path, run_ids: Sequence[str]) -> None:
    """Open the pages with these runs, in this order, instead of the shipped pair.

    Raises:
        RunStateError: when there are none, or more than fit next to each other.
    """
    run_ids = list(dict.fromkeys(run_ids))
    if not 1 <= len(run_ids) <= MAX_RUNS:
        raise RunStateError(
            f"{len(run_ids)} runs were chosen for the showcase.",
            f"It has room for 1 to {MAX_RUNS} runs.",
            "Choose other runs, or return to the shipped pair.",
        )
    write_json({"runs": run_ids}, home / _FILE, indent=2)


def reset_showcase(home: Path) -> None:
    """Open the pages with the shipped pair again."""
    (home / _FILE).unlink(missing_ok=True)
