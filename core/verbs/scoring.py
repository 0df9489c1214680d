"""The verb that scores: `score`."""

import argparse

from core.demo import find_runs
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

    runs, inputs = find_runs(store, options.run), [word.removeprefix(" ") for word in options.input]
    found = [(run, answer) for run in runs for answer in answers(run, inputs)]
    if options.json:
        print_json([{"run_id": run.run_id} | answer.to_dict() for run, answer in found])
    for run, answer in [] if options.json else found:
        print(f"{run.run_id:18}  {answer}" if len(runs) > 1 else answer)
    return 0
