"""The verb that takes a run elsewhere: `export`."""

import argparse
from pathlib import Path

from core.cli.output import print_json
from core.cli.parser import Adder
from core.runs.bundled import epochs_of, find_run
from core.runs.run import Run
from core.runs.store import RunStore
from core.settings import Workspace
from core.system.files import exporting

_STANDARD_OUTPUT = Path("-")


def add_to(add: Adder) -> None:
    """Add this verb to the command line."""
    wanted = add("export", export, "run").add_mutually_exclusive_group(required=True)
    wanted.add_argument(
        "--code",
        type=Path,
        nargs="?",
        const=_STANDARD_OUTPUT,
        metavar="FILE",
        help="a plain Keras script that trains exactly this run; printed when no file is named",
    )
    wanted.add_argument("--zip", type=Path, metavar="FILE", help="network, vocabulary, predict.py and model card")


def export(options: argparse.Namespace, store: RunStore, settings: Workspace) -> int:
    """Take a run elsewhere: as a plain Keras script, or with all that it takes to score without Bothways."""
    run = find_run(store, options.run)
    return _zip(options, run, store) if options.zip else _code(options, run)


def _code(options: argparse.Namespace, run: Run) -> int:
    from core.reports.keras_script import run_script

    code = run_script(run)
    if options.code == _STANDARD_OUTPUT:
        if options.json:
            print_json({"run_id": run.run_id, "code": code})
        else:
            print(code, end="")
        return 0
    with exporting(options.code):
        options.code.write_text(code, encoding="utf-8")
    if options.json:
        print_json({"run_id": run.run_id, "path": str(options.code)})
    else:
        print(f"{options.code} written")
    return 0


def _zip(options: argparse.Namespace, run: Run, store: RunStore) -> int:
    from core.reports.model_bundle import take_away

    path = options.zip.expanduser().absolute()
    take_away(run, epochs_of(run, store), path)
    if options.json:
        print_json({"run_id": run.run_id, "zip": str(path), "bytes": path.stat().st_size})
    else:
        print(f"{path}  {path.stat().st_size:,} bytes")
    return 0
