"""What training and reading text take, ours beside plain Keras and PyTorch: a table, or one JSON document.

    python -m benchmarks [NAME] [--quick] [--json] [--tweets FILE]

Every network is trained by ours, by the published script's loop in plain Keras and, where it is installed, by PyTorch:
one epoch each in turns, three epochs with each of three seeds. `--quick` takes few rows and one seed; its accuracies
mean nothing. How each is done is in the module of its name.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from benchmarks import cumulative_sum, imdb, mnist, tweets
from benchmarks.machine import machine
from benchmarks.table import reading_table, training_table
from benchmarks.text_reading import measure_reading, measure_tokenizing

Measure = Callable[[bool], dict[str, Any]]


def benchmarks(path: Path | None) -> dict[str, Measure]:
    """All there is to measure, by name; each is told whether to be quick."""
    works = [*imdb.WORKS, tweets.work(path), *mnist.WORKS, *cumulative_sum.WORKS]
    return {work.name: work.measure for work in works} | {
        "tokenizing": lambda quick: measure_tokenizing(path, quick),
        "reading": lambda quick: measure_reading(path, quick),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", nargs="?", choices=list(benchmarks(None)), help="one of them; all when left out")
    parser.add_argument("--quick", action="store_true", help="few rows, one seed")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--tweets", type=Path, metavar="FILE", help="Sentiment140's CSV, or one of its form")
    options = parser.parse_args()
    if options.tweets and not options.tweets.is_file():
        parser.error(f"There is no file {options.tweets}. --tweets must name a CSV file of tweets. Correct the path.")
    known, told = benchmarks(options.tweets), machine()
    measured = []
    for name in [options.name] if options.name else known:
        print(f"{name} ...", file=sys.stderr)
        measured.append(known[name](options.quick))
    if options.json:
        print(json.dumps(measured))
        return
    print(", ".join(f"{name} {value}" for name, value in told.items()))
    races = [one for one in measured if "test_accuracy" in one]
    others = [one for one in measured if "test_accuracy" not in one]
    for some, table in ((races, training_table), (others, reading_table)):
        if some:
            print(f"\n{table(some)}")


if __name__ == "__main__":
    main()
