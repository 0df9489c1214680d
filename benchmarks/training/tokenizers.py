"""Whether the default rules for words cost accuracy beside those of Keras: a table, or one JSON document.

    python -m benchmarks.training.tokenizers [--tweets FILE] [--seeds N] [--rows N] [--json] [--write [FILE]]

A small recurrent network is trained on reviews, sentences and tweets with each seed, once with `text.tokenizer=words`
and normalization, the default, and once with the rules of Keras' `Tokenizer` on the texts as typed. All else is equal:
rows, split, network and training. Networks are trained one after the other in a workspace that is removed afterwards.
`--write` replaces the measured table of docs/tokenizers.md.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.document import DOCS_FOLDER, add_output_options, add_tweets_option, measured_on, replace_measured
from benchmarks.machine import machine
from benchmarks.tables import markdown
from core.config import RunConfig, TextRules
from core.data.text.tokenization import DEFAULT_RULES, KERAS_RULES
from core.runs.job import this_process
from core.runs.jobs.worker import work
from core.runs.store import RunStore
from core.settings import Workspace
from core.training.tf_runtime import prepare_tensorflow

DOCUMENT = DOCS_FOLDER / "tokenizers.md"
SEEDS = (42, 43, 44)
ROWS = 8_000
RULES: Mapping[str, TextRules] = {"words": DEFAULT_RULES, "keras": KERAS_RULES}
_SETTINGS = [
    "model.cell=LSTM", "model.direction=forward", "model.units=32", "model.pooling=max_mean", "model.head_dropout=0.3",
    "text.maxlen=200", "train.batching=by_length", "train.batch_size=64", "train.epochs=3", "train.learning_rate=0.002",
    "train.schedule=one_cycle", "train.validation_split=0.05", "train.early_stopping_patience=none",
]  # fmt: skip


def configs(rows: int, tweets: Path | None) -> dict[str, RunConfig]:
    """The configs that are compared, by data set; their rules and seeds are set later."""
    settings = {
        "IMDb reviews": ["dataset.source=imdb"],
        "Rotten Tomatoes sentences": ["dataset.source=rotten_tomatoes"],
    }
    if tweets:
        settings["Sentiment140 tweets"] = ["dataset.name=sentiment140", f"dataset.path={tweets}"]
    shared = [*_SETTINGS, f"dataset.num_rows={rows}"]
    return {name: RunConfig().with_settings([*own, *shared]) for name, own in settings.items()}


def measure(config: RunConfig, seeds: Sequence[int]) -> dict[str, Any]:
    """The test accuracy of each seed by the name of the rules, and the number of test texts.

    Raises:
        RuntimeError: when a network was not trained.
    """
    accuracies: dict[str, list[float]] = {name: [] for name in RULES}
    num_test = 0.0
    for seed in seeds:
        for name, rules in RULES.items():
            text = config.text.model_copy(update=asdict(rules))
            of_seed = config.train.model_copy(update={"seed": seed})
            metrics = _train(config.model_copy(update={"text": text, "train": of_seed}))
            accuracies[name].append(metrics["test_accuracy"])
            num_test = metrics["num_test"]
            print(f"  {name}, seed {seed}: {metrics['test_accuracy']:.1%}", file=sys.stderr)
    return {"num_test": num_test, "accuracies": accuracies}


def _train(config: RunConfig) -> Mapping[str, float]:
    prepare_tensorflow([config])
    with tempfile.TemporaryDirectory(prefix="bothways-") as place:
        home = Path(place)
        workspace = Workspace(home=home, max_running=1, database_url=f"sqlite:///{home / 'bothways.db'}")
        store = RunStore(workspace.database_url, workspace.runs_folder)
        try:
            run = work(store.create(config, worker=this_process()), store, workspace, lambda progress: None)
        finally:
            store.close()
    if run.status != "finished":
        raise RuntimeError(f"The network was not trained: {run.message}")
    return run.metrics


def table(results: Mapping[str, Mapping[str, Any]]) -> str:
    """A line for each data set."""
    lines = []
    for name, result in results.items():
        words, keras = (np.array(result["accuracies"][rules]) for rules in ("words", "keras"))
        differences = 100 * (words - keras)
        lines.append([
            name,
            f"{result['num_test']:,.0f}",
            *(f"{np.mean(one):.1%} ({', '.join(f'{accuracy:.1%}' for accuracy in one)})" for one in (words, keras)),
            f"{differences.mean():+.1f} points ({', '.join(f'{one:+.1f}' for one in differences)})",
        ])  # fmt: skip
    return markdown(["data", "test texts", "`words`, the default", "`keras`", "difference"], lines)


def main() -> None:
    options = _options()
    results = {}
    for name, config in configs(options.rows, options.tweets).items():
        print(f"{name} ...", file=sys.stderr)
        results[name] = measure(config, SEEDS[: options.seeds])
    if options.write:
        replace_measured(options.write, {"tokenizers": f"{measured_on(machine())}\n\n{table(results)}"})
    print(json.dumps(results) if options.json else table(results))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.training.tokenizers", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    add_tweets_option(parser)
    parser.add_argument("--seeds", type=int, choices=range(1, len(SEEDS) + 1), default=len(SEEDS), help="how many")
    parser.add_argument("--rows", type=int, default=ROWS, metavar="N", help="of each data set, test texts included")
    add_output_options(parser, DOCUMENT)
    return parser.parse_args()


if __name__ == "__main__":
    main()
