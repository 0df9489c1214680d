"""The verb that takes a run elsewhere: `export`."""

import argparse
from pathlib import Path

from core.demo import epochs_of, find_run
from core.runs import RunStore
from core.settings import Settings
from core.verbs.adding import Adder
from core.verbs.printing import print_json


def add_to(add: Adder) -> None:
    """Add this verb to the command line."""
    add("export", export, "run").add_argument(
        "--zip", type=Path, required=True, metavar="FILE", help="network, vocabulary, predict.py and model card"
    )


def export(options: argparse.Namespace, store: RunStore, settings: Settings) -> int:
    """Take a run elsewhere: all that somebody needs to score with its network without Bothways."""
    from core.take_away import take_away

    run = find_run(store, options.run)
    path = options.zip.expanduser().absolute()
    take_away(run, epochs_of(run, store), path)
    if options.json:
        print_json({"run_id": run.run_id, "zip": str(path), "bytes": path.stat().st_size})
    else:
        print(f"{path}  {path.stat().st_size:,} bytes")
    return 0
