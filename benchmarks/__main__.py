"""How long training and reading text take, compared with plain Keras and PyTorch: tables, or one JSON document.

    python -m benchmarks [NAME] [--quick] [--json] [--write [FILE]] [--tweets FILE]

Every network is trained by Bothways, by the published script's loop in plain Keras and, where it is installed, by
PyTorch: one epoch each in turns, three epochs with each of three seeds. `--quick` takes few rows and one seed; its
accuracies mean nothing. `--write` replaces the measured tables of docs/training-speed.md. How each benchmark works is
described in the module of its name.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from benchmarks.document import DOCS_FOLDER, add_output_options, add_tweets_option, measured_on, replace_measured
from benchmarks.machine import machine
from benchmarks.tables import reading_table, training_table
from benchmarks.text_reading import measure_reading, measure_tokenizing
from benchmarks.training import cumulative_sum, imdb, mnist, tweets

DOCUMENT = DOCS_FOLDER / "training-speed.md"
Measure = Callable[[bool], dict[str, Any]]


def benchmarks(path: Path | None) -> dict[str, Measure]:
    """The function of each benchmark by name; its argument is whether to be quick."""
    works = [*imdb.WORKS, tweets.work(path), *mnist.WORKS, *cumulative_sum.WORKS]
    return {work.name: work.measure for work in works} | {
        "tokenizing": lambda quick: measure_tokenizing(path, quick),
        "reading": lambda quick: measure_reading(path, quick),
    }


def main() -> None:
    options = _options()
    functions, about = benchmarks(options.tweets), machine()
    results = []
    for name in [options.name] if options.name else functions:
        print(f"{name} ...", file=sys.stderr)
        results.append(functions[name](options.quick))
    tables = _tables(results)
    if options.write:
        replace_measured(options.write, {name: f"{measured_on(about)}\n\n{table}" for name, table in tables.items()})
    if options.json:
        print(json.dumps(results))
        return
    print(", ".join(f"{name} {value}" for name, value in about.items()))
    for table in tables.values():
        print(f"\n{table}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", nargs="?", choices=list(benchmarks(None)), help="one benchmark; all when left out")
    parser.add_argument("--quick", action="store_true", help="few rows, one seed")
    add_output_options(parser, DOCUMENT)
    add_tweets_option(parser)
    options = parser.parse_args()
    if options.write and options.name:
        parser.error("--write replaces whole tables. They need every benchmark. Leave the name out.")
    return options


def _tables(results: list[dict[str, Any]]) -> dict[str, str]:
    """The tables of the results by their name in the document."""
    races = [result for result in results if "test_accuracy" in result]
    others = [result for result in results if "test_accuracy" not in result]
    tables = {}
    if races:
        tables["training"] = training_table(races)
    if others:
        tables["reading"] = reading_table(others)
    return tables


if __name__ == "__main__":
    main()
