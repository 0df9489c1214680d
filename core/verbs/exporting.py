"""The verb that takes a run elsewhere: `export`."""

import argparse
from pathlib import Path

from core.files import exporting
from core.runs import RunStore
from core.settings import Settings
from core.verbs.adding import Adder
from core.verbs.printing import print_json

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


def export(options: argparse.Namespace, store: RunStore, settings: Settings) -> int:
    """Take a finished run elsewhere: as a plain Keras script."""
    from core.keras_script import run_script

    run = store.get(options.run)
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
