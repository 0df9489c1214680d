"""The command line: `python -m core VERB`; with `--json`, standard output holds one document and nothing else."""

import os
import sys
from collections.abc import Sequence

import click

from core.cli import compare, demo, export, runs, score, study, train
from core.cli.parser import PROGRAM, Verbs, usage_sentence
from core.errors import BothwaysError

VERBS = Verbs(
    command for module in (train, study, runs, compare, score, export, demo) for command in module.COMMANDS
)  # in the order of `--help`


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return the exit status: 0 for success, 1 for a run that did not finish, 2 for bad input."""
    try:
        status = _run_verb(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
        return status
    except click.UsageError as error:
        print(usage_sentence(error), file=sys.stderr)
        return 2
    except BothwaysError as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:  # a reader such as `head` has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python's own flush at exit fails again
        return 1
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130


def _run_verb(arguments: Sequence[str]) -> int:
    """Click's own `main` would turn an interrupt, and an EOFError of a damaged file, into its `Abort`."""
    try:
        with VERBS.make_context(PROGRAM, list(arguments)) as context:
            return VERBS.invoke(context)
    except click.exceptions.Exit as end:  # `--help` was printed
        return end.exit_code


if __name__ == "__main__":
    sys.exit(main())
