"""All verbs of the command line, in the order of `--help`."""

import sys
from collections.abc import Sequence

import click

from core.cli import compare, export, runs, train
from core.cli.parser import PROGRAM, Verbs, usage_sentence
from core.cli.plans import search, study
from core.cli.scoring import challenge, score
from core.cli.upkeep import demo, doctor

_MODULES = (train, study, search, runs, compare, challenge, score, export, demo, doctor)
VERBS = Verbs(command for module in _MODULES for command in module.COMMANDS)


def run_verb(arguments: Sequence[str]) -> int:
    """The exit status of a verb.

    Click's own `main` would turn an interrupt, and an EOFError of a damaged file, into its `Abort`.

    Raises:
        BothwaysError: when it cannot do what was requested.
    """
    try:
        with VERBS.make_context(PROGRAM, list(arguments)) as context:
            status: int = VERBS.invoke(context)
            return status
    except click.exceptions.Exit as end:  # `--help` was printed
        return end.exit_code
    except click.UsageError as error:
        print(usage_sentence(error), file=sys.stderr)
        return 2
