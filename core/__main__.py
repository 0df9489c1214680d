"""The command line: `python -m core VERB`; with `--json`, one document on standard output and nothing else there."""

import argparse
import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from tqdm import tqdm

from core import jobs
from core.config import RunConfig, read_config
from core.errors import BothwaysError, RunStateError
from core.history import Progress
from core.recipes import RECIPES, find_recipe
from core.runs import Run, RunStore
from core.settings import Settings, read_settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; 0 when it did what was asked, 1 when a run ended otherwise, 2 for bad input."""
    given = sys.argv[1:] if arguments is None else arguments
    options = _parser().parse_args([_apart_from_options(word) for word in given])
    try:
        settings = read_settings()
        store = RunStore(settings.database_url, settings.runs_folder)
        try:
            return options.verb(options, store, settings)
        finally:
            store.close()
    except BothwaysError as error:
        print(error, file=sys.stderr)
        return 2


def train(options: argparse.Namespace, store: RunStore, settings: Settings) -> int:
    """Train one run in the foreground."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    from core.worker import work

    if options.recipe:
        recipe = find_recipe(options.recipe)
        config, name = recipe.config, options.name or recipe.name
    else:
        config, name = read_config(options.config) if options.config else RunConfig(), options.name
    run = store.create(config.with_settings(options.set), name, options.tag, jobs.this_process())
    with _Bar() as bar:
        run = work(run, store, settings, bar.show)
    if options.json:
        _print_json(_document(run))
    elif run.status == "finished":
        print(f"{run.run_id} {run.name}: {_metrics(run)}")
    if run.data.get("stand_in"):
        print("\n".join(run.data["notes"]), file=sys.stderr)
    if run.status != "finished":
        print(run.message, file=sys.stderr)
    return 0 if run.status == "finished" else 1


def list_recipes(options: argparse.Namespace, store: RunStore, settings: Settings) -> int:
    """List the published systems that can be trained by name."""
    if options.json:
        _print_json([recipe.to_dict() for recipe in RECIPES.values()])
    for recipe in [] if options.json else RECIPES.values():
        print(f"{recipe.name:32}  {recipe.system}: {recipe.title}")
    return 0


def work_on(options: argparse.Namespace, store: RunStore, settings: Settings) -> int:
    """Train a run that was submitted; what the app starts in a process of its own."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    from core.worker import work

    run, worker = store.get(options.run), jobs.this_process()
    is_ours = run.status == "running" and (run.worker in (None, worker) or not jobs.alive(run))
    if not is_ours and not store.claim(run.run_id, worker):
        raise RunStateError(
            f"Run {run.run_id} is {run.status}.", "Only a queued run can be worked on.", "Resume it or train it anew."
        )
    store.assign(run.run_id, worker)
    return 0 if work(store.get(run.run_id), store, settings).status == "finished" else 1


def list_runs(options: argparse.Namespace, store: RunStore, settings: Settings) -> int:
    """List the runs, newest first."""
    jobs.reconcile(store, settings)
    found = store.list()
    if options.json:
        _print_json([_document(run) for run in found])
    elif not found:
        print("No runs yet. Train one with `python -m core train`.")
    for run in [] if options.json else found:
        print(f"{run.run_id}  {run.status:9}  {run.name:28.28}  {_metrics(run)}")
    return 0


def show(options: argparse.Namespace, store: RunStore, settings: Settings) -> int:
    """Show one run with its settings and epochs."""
    jobs.reconcile(store, settings)
    run = store.get(options.run)
    document = _document(run) | {"epochs": [vars(epoch) for epoch in store.epochs([run.run_id])[run.run_id]]}
    if options.json:
        _print_json(document)
        return 0
    print(f"{run.run_id}  {run.status}  {run.name}  {_metrics(run)}")
    if run.message:
        print(run.message)
    for part, values in document["config"].items():
        print(f"{part}: " + ", ".join(f"{key}={value}" for key, value in values.items()))
    for epoch in document["epochs"]:
        print("  ".join(f"{key} {value:.4g}" for key, value in epoch.items() if value is not None))
    return 0


def score(options: argparse.Namespace, store: RunStore, settings: Settings) -> int:
    """Score sentences, pictures (paths of PNG or JPEG files) or sequences (numbers with commas) with a finished run."""
    from core.answers import answers

    found = answers(store.get(options.run), [word.removeprefix(" ") for word in options.input])
    if options.json:
        _print_json([answer.to_dict() for answer in found])
    for answer in [] if options.json else found:
        print(answer)
    return 0


def cancel(options: argparse.Namespace, store: RunStore, settings: Settings) -> int:
    """Cancel a queued or running run."""
    run = jobs.cancel(store, options.run)
    jobs.reconcile(store, settings)
    _print_run(options, run)
    return 0


def resume(options: argparse.Namespace, store: RunStore, settings: Settings) -> int:
    """Queue a failed or cancelled run again, from its checkpoint."""
    _print_run(options, jobs.resume(store, settings, options.run))
    return 0


def delete(options: argparse.Namespace, store: RunStore, settings: Settings) -> int:
    """Delete a run with everything that belongs to it."""
    run = store.get(options.run)
    store.delete(run.run_id)
    if options.json:
        _print_json({"run_id": run.run_id, "deleted": True})
    else:
        print(f"{run.run_id} deleted")
    return 0


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message[0].upper()}{message[1:]}. See `{self.prog} --help`.\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m core", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    def add(name: str, verb: Any, run: bool = True) -> argparse.ArgumentParser:
        added = verbs.add_parser(name, help=verb.__doc__, description=verb.__doc__)
        added.set_defaults(verb=verb)
        if run:
            added.add_argument("run", metavar="RUN", help="a run's id or the beginning of it")
        added.add_argument("--json", action="store_true", help="print one JSON document")
        return added

    train_parser = add("train", train, run=False)
    start = train_parser.add_mutually_exclusive_group()
    start.add_argument("--recipe", metavar="NAME", help="start from a published system's settings")
    start.add_argument("--config", type=Path, metavar="FILE", help="settings as JSON; the rest are defaults")
    train_parser.add_argument("--set", action="append", default=[], metavar="PART.KEY=VALUE", help="override a setting")
    train_parser.add_argument("--name", default="", help="what to call the run")
    train_parser.add_argument("--tag", action="append", default=[], help="a tag; may be given several times")
    add("recipes", list_recipes, run=False)
    add("work", work_on)
    add("runs", list_runs, run=False)
    add("show", show)
    add("score", score).add_argument("input", nargs="+", metavar="INPUT", help="a sentence, a path or numbers")
    add("cancel", cancel)
    add("resume", resume)
    add("delete", delete)
    return parser


class _Bar:
    """A progress bar on standard error, one for each epoch."""

    def __init__(self) -> None:
        self._bar: tqdm | None = None
        self._epoch = 0

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def show(self, progress: Progress) -> None:
        if not progress.num_batches:
            self._close()
            print(progress.step, file=sys.stderr)
            return
        if progress.epoch != self._epoch:
            self._close()
            self._epoch = progress.epoch
            title = f"epoch {progress.epoch}/{progress.epochs}"
            self._bar = tqdm(total=progress.num_batches, desc=title, unit="batch", file=sys.stderr)
        if self._bar is not None:
            self._bar.set_postfix(loss=progress.loss, accuracy=progress.accuracy, refresh=False)
            self._bar.update(progress.batch - self._bar.n)

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def _apart_from_options(word: str) -> str:
    """A sequence that begins with a negative number, such as -0.1,0.5, must not be taken for an option."""
    return f" {word}" if re.match(r"-\.?\d", word) else word


def _document(run: Run) -> dict[str, Any]:
    return {
        "run_id": run.run_id,
        "status": run.status,
        "name": run.name,
        "tags": list(run.tags),
        "note": run.note,
        "message": run.message,
        "created_at": run.created_at,
        "num_params": run.num_params,
        "seconds": run.seconds,
        "data": run.data,
        "metrics": run.metrics,
        "config": run.config.to_dict(),
    }


def _metrics(run: Run) -> str:
    if "test_accuracy" not in run.metrics:
        return run.message
    return f"test accuracy {run.metrics['test_accuracy']:.1%} of {run.metrics['num_test']:,.0f}"


def _print_run(options: argparse.Namespace, run: Run) -> None:
    if options.json:
        _print_json(_document(run))
    else:
        print(f"{run.run_id} {'will be cancelled' if run.cancel_requested else run.status}")


def _print_json(document: Any) -> None:
    print(json.dumps(document, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())
