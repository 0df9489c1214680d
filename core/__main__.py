"""The command line: `python -m core VERB`; with `--json`, one document on standard output and nothing else there."""

import re
import sys
from collections.abc import Sequence
from contextlib import nullcontext

from core.cli import MODULES
from core.cli.parser import Parser, adder
from core.cli.train import work_on
from core.errors import BothwaysError
from core.runs.store import RunStore
from core.settings import read_workspace
from core.system.paths import quoting_everything


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; 0 when it did what was asked, 1 when a run ended otherwise, 2 for bad input."""
    given = sys.argv[1:] if arguments is None else arguments
    options = _parser().parse_args([_apart_from_options(word) for word in given])
    try:
        settings = read_workspace()
        store = RunStore(settings.database_url, settings.runs_folder)
        try:
            with nullcontext() if options.verb is work_on else quoting_everything():  # the app shows what that one says
                return options.verb(options, store, settings)
        finally:
            store.close()
    except BothwaysError as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> Parser:
    parser = Parser(prog="python -m core", description=__doc__)
    add = adder(parser)
    for module in MODULES:
        module.add_to(add)
    return parser


def _apart_from_options(word: str) -> str:
    """A sequence that begins with a negative number, such as -0.1,0.5, must not be taken for an option."""
    return f" {word}" if re.match(r"-\.?\d", word) else word


if __name__ == "__main__":
    sys.exit(main())
