"""What the strong recipes reach beside linear models on this machine: a table, or one JSON document.

    python -m benchmarks.training.strong_networks [NAME] [--tweets FILE] [--seeds N] [--directions ...] [--json]
        [--write [FILE]]

Each arm of a recipe (both directions, forward, two forward, unordered) is trained with each seed by
`python -m core train`, one after the other, in a workspace that is removed afterwards. The linear lines are fitted on
the same rows, and the first of them once more with the clauses of `text.augmentation` where the networks have them:
what clauses teach a model without order. Negation is the share of the challenges of that category
(`python -m core challenge`) that are right.
`--write` replaces the measured tables of docs/strong-networks.md.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.document import DOCS_FOLDER, add_output_options, add_tweets_option, measured_on, replace_measured
from benchmarks.machine import machine
from benchmarks.tables import markdown
from core.config import RunConfig
from core.data import sources
from core.data.dataset import Dataset, Split
from core.data.encoding import training_clauses
from core.data.text.tokenization import Vocabulary, fit_rules, read_tokens
from core.evaluation.baselines.baseline_store import Baseline
from core.evaluation.baselines.linear_baseline import fit_texts
from core.evaluation.baselines.naive_bayes_baseline import fit_naive_bayes
from core.inference.challenges import challenges, positive_class, right_sentences
from core.inference.scorer import Scorer
from core.recipes import RECIPES
from core.runs.demo.bundled import NETWORK_FILES
from core.settings import PROJECT_FOLDER

DOCUMENT = DOCS_FOLDER / "strong-networks.md"
NAMES = ("imdb-strong", "sentences-strong", "tweets-strong")
SEEDS = (42, 43, 44)
DIRECTIONS = tuple(recipe.config.model.direction for name, recipe in RECIPES.items() if name.startswith(NAMES[0]))
LINES = {
    "linear": "linear line", "naive_bayes": "Naive Bayes line", "linear_augmented": "linear line, with the clauses",
}  # fmt: skip
NEGATION = [one for one in challenges() if one.category == "negation"]


def arms(name: str, tweets: Path | None, directions: Sequence[str] = DIRECTIONS) -> dict[str, RunConfig]:
    """The configs of a recipe's arms of these directions, by the names of their recipes."""
    path = [f"dataset.path={tweets}"] if name.startswith("tweets") else []
    configs = {key: recipe.config.with_settings(path) for key, recipe in RECIPES.items() if key.startswith(name)}
    return {key: config for key, config in configs.items() if config.model.direction in directions}


def measure(
    name: str, tweets: Path | None, seeds: Sequence[int], directions: Sequence[str] = DIRECTIONS
) -> dict[str, Any]:
    """Train the arms of a recipe with every seed, and fit both linear lines on the same rows."""
    configs = arms(name, tweets, directions)
    trained = [
        {"name": arm, "seed": seed} | _train(config.with_settings([f"train.seed={seed}"]))
        for seed in seeds
        for arm, config in configs.items()
    ]
    return {"name": name, "runs": trained, **_lines(next(iter(configs.values())))}


def _train(config: RunConfig) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "config.json"
        file.write_text(config.model_dump_json(), encoding="utf-8")
        command = [sys.executable, "-m", "core", "train", "--config", str(file), "--json"]
        environment = {**os.environ, "BOTHWAYS_HOME": str(Path(place) / "home")}
        output, errors = Path(place) / "run.json", Path(place) / "errors.txt"
        with output.open("wb") as out, errors.open("wb") as err:
            process = subprocess.Popen(command, cwd=PROJECT_FOLDER, env=environment, stdout=out, stderr=err)
            _, status, usage = os.wait4(process.pid, 0)  # `wait` would not tell its memory
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"The network was not trained: {errors.read_text().strip().splitlines()[-1]}")
        run = json.loads(output.read_text())
        folder = Path(place) / "home" / "runs" / run["run_id"]
        scorer = Scorer(folder, config)
        positive = positive_class(scorer.class_names)
        negation = float(right_sentences(scorer, NEGATION, positive).mean())
        size = sum((folder / file).stat().st_size for file in NETWORK_FILES if (folder / file).is_file())
    return {
        "test_accuracy": run["metrics"]["test_accuracy"],
        "num_test": run["metrics"]["num_test"],
        "seconds": run["seconds"],
        "peak_bytes": usage.ru_maxrss * 1024,
        "size_bytes": size,
        "negation": negation,
    }


def _lines(config: RunConfig) -> dict[str, dict[str, float]]:
    """By linear line, its accuracy on the test set and on the challenges."""
    dataset = sources.load(config.dataset)
    parts = sources.split(dataset, config.dataset, config.train.validation_split)

    def fit_linear(data: Dataset, split: Split) -> Baseline:
        return fit_texts(data, split, config.text, _quietly)[0]

    lines = {
        "linear": _line(dataset, parts, fit_linear),
        "naive_bayes": _line(dataset, parts, lambda data, split: fit_naive_bayes(data, split, config.text, _quietly)),
    }
    if config.has_clauses:
        dataset, parts = with_clauses(dataset, parts, config)
        lines["linear_augmented"] = _line(dataset, parts, fit_linear)
    return lines


def with_clauses(dataset: Dataset, parts: Split, config: RunConfig) -> tuple[Dataset, Split]:
    """The data with the clauses that a network is trained on, after its own rows."""
    training = [dataset.texts[row] for row in parts.train]
    rules = fit_rules(training, config.text)
    tokens = read_tokens(training, rules)
    vocabulary = Vocabulary.of_tokens(tokens, config.text, rules)
    texts, labels = training_clauses(dataset, tokens, dataset.labels[parts.train], vocabulary, config)
    augmented = _with_rows(dataset, texts, labels)
    clauses = np.arange(len(dataset.texts), len(augmented.texts))
    return augmented, replace(parts, train=np.append(parts.train, clauses))


def _with_rows(dataset: Dataset, texts: Sequence[str], labels: Sequence[int] | np.ndarray) -> Dataset:
    return replace(
        dataset,
        texts=[*dataset.texts, *texts],
        labels=np.append(dataset.labels, labels).astype(dataset.labels.dtype),
        rows=np.arange(len(dataset.rows) + len(texts)),
    )


def _line(dataset: Dataset, parts: Split, fit: Callable[[Dataset, Split], Baseline]) -> dict[str, float]:
    """The accuracy of a linear line on the test set and on the challenges, which stand in for test texts."""
    positive = dataset.class_names.index(positive_class(dataset.class_names))
    labels = [positive if one.is_positive else 1 - positive for one in NEGATION]
    with_challenges = _with_rows(dataset, [one.text for one in NEGATION], labels)
    only_challenges = replace(parts, test=np.arange(len(dataset.texts), len(with_challenges.texts)))
    on_challenges = fit(with_challenges, only_challenges)
    accuracy = fit(dataset, parts).metrics["test_accuracy"]
    return {"test_accuracy": accuracy, "negation": on_challenges.metrics["test_accuracy"]}


def _quietly(step: str) -> None:
    """Take the step of a fit, and say nothing."""


def table(results: Sequence[Mapping[str, Any]]) -> str:
    """A line for each arm, after those of the linear lines."""
    heads = [
        "recipe", "test accuracy", "each seed", "above the linear line", "above Naive Bayes", "negation", "seconds",
        "memory", "size",
    ]  # fmt: skip
    lines: list[list[str]] = []
    for result in results:
        for key, title in LINES.items():
            if (line := result.get(key)) is None:
                continue
            lines.append([title, f"{line['test_accuracy']:.1%}", *[""] * 3, f"{line['negation']:.0%}", *[""] * 3])
        for arm in dict.fromkeys(run["name"] for run in result["runs"]):
            runs = [run for run in result["runs"] if run["name"] == arm]
            accuracies = [run["test_accuracy"] for run in runs]
            mean = float(np.mean(accuracies))
            lines.append([
                f"`{arm}`",
                f"{mean:.1%} of {runs[0]['num_test']:,.0f}",
                ", ".join(f"{accuracy:.1%}" for accuracy in accuracies),
                *(f"{100 * (mean - result[key]['test_accuracy']):+.1f} points" for key in ("linear", "naive_bayes")),
                f"{np.mean([run['negation'] for run in runs]):.0%}",
                f"{np.mean([run['seconds'] for run in runs]):.0f}",
                f"{max(run['peak_bytes'] for run in runs) / 1e9:.1f} GB",
                f"{runs[0]['size_bytes'] / 1e6:.1f} MB",
            ])  # fmt: skip
    return markdown(heads, lines)


def main() -> None:
    options = _options()
    names = [options.name] if options.name else [name for name in NAMES if options.tweets or "tweets" not in name]
    results = []
    for name in names:
        print(f"{name} ...", file=sys.stderr)
        results.append(measure(name, options.tweets, SEEDS[: options.seeds], options.directions))
    if options.write:
        about = measured_on(machine())
        replace_measured(options.write, {result["name"]: f"{about}\n\n{table([result])}" for result in results})
    print(json.dumps(results) if options.json else table(results))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.training.strong_networks", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("name", nargs="?", choices=NAMES, help="one recipe; all when left out")
    add_tweets_option(parser)
    parser.add_argument("--seeds", type=int, choices=range(1, len(SEEDS) + 1), default=len(SEEDS), help="how many")
    parser.add_argument(
        "--directions", nargs="+", choices=DIRECTIONS, default=DIRECTIONS, metavar="DIRECTION", help="the arms; all"
    )
    add_output_options(parser, DOCUMENT)
    options = parser.parse_args()
    if options.name == "tweets-strong" and options.tweets is None:
        parser.error("tweets-strong needs a file of tweets. Add --tweets FILE.")
    return options


if __name__ == "__main__":
    main()
