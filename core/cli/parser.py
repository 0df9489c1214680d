"""How a verb is added to the command line: its name, what it does, and how it names a run."""

import argparse
from collections.abc import Callable
from typing import NoReturn

_NAMES = {
    "run": "a run's id or the beginning of it",
    "run_or_study": "the id of a run or a study, or the beginning of it",
}

Adder = Callable[..., argparse.ArgumentParser]


class Parser(argparse.ArgumentParser):
    """A parser that tells what is wrong in one sentence."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message[0].upper()}{message[1:]}. See `{self.prog} --help`.\n")


def adder(parser: argparse.ArgumentParser) -> Adder:
    """A function that adds a verb: `add(name, verb, *named)` gives the parser of its further options.

    A verb takes the options, the run store and the settings and returns the status to end with; its docstring is its
    help. `named` are the things that it must be told the name of: `run` or `run_or_study`.
    """
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    def add(name: str, verb: Callable[..., int], *named: str) -> argparse.ArgumentParser:
        added = verbs.add_parser(name, help=verb.__doc__, description=verb.__doc__)
        added.set_defaults(verb=verb)
        for what in named:
            added.add_argument(what, metavar=what.upper(), help=_NAMES[what])
        added.add_argument("--json", action="store_true", help="print one JSON document")
        return added

    return add
