"""The verb that scores: `score`."""

import argparse

from core.runs import RunStore
from core.settings import Settings
from core.verbs.adding import Adder
from core.verbs.printing import print_json


def add_to(add: Adder) -> None:
    """Add this verb to the command line."""
    add("score", score, "run").add_argument("input", nargs="+", metavar="INPUT", help="a sentence, a path or numbers")


def score(options: argparse.Namespace, store: RunStore, settings: Settings) -> int:
    """Score sentences, pictures (paths of PNG or JPEG files) or sequences (numbers with commas) with a finished run."""
    from core.answers import answers

    found = answers(store.get(options.run), [word.removeprefix(" ") for word in options.input])
    if options.json:
        print_json([answer.to_dict() for answer in found])
    for answer in [] if options.json else found:
        print(answer)
    return 0
