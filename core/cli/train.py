"""Verbs that train: `train`, `recipes`, and `work`, which the app starts."""

import argparse
import sys
from pathlib import Path

from tqdm import tqdm

from core.cli.output import metrics_line, print_json, run_document
from core.cli.parser import Adder
from core.config import RunConfig, read_config
from core.errors import RunStateError
from core.recipes import RECIPES, find_recipe
from core.runs.jobs import queue
from core.runs.store import RunStore
from core.settings import Workspace
from core.training.history import Progress
from core.training.tf_runtime import prepare_tensorflow


def add_to(add: Adder) -> None:
    """Add these verbs to the command line."""
    parser = add("train", train)
    add_settings_to(parser)
    parser.add_argument("--name", default="", help="what to call the run")
    parser.add_argument("--tag", action="append", default=[], help="a tag; may be given several times")
    add("recipes", list_recipes)
    add("work", work_on, "run")


def add_settings_to(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what to train: a recipe or a file to start from, and single settings."""
    start = parser.add_mutually_exclusive_group()
    start.add_argument("--recipe", metavar="NAME", help="start from a published system's settings")
    start.add_argument("--config", type=Path, metavar="FILE", help="settings as JSON; the rest are defaults")
    parser.add_argument(
        "--set", action="append", default=[], metavar="PART.KEY=VALUE",
        help='override a setting; none stands for nothing, "none" in quotes for the word',
    )  # fmt: skip


def config_of(options: argparse.Namespace) -> RunConfig:
    """The config that those options describe."""
    if options.recipe:
        config = find_recipe(options.recipe).config
    else:
        config = read_config(options.config) if options.config else RunConfig()
    return config.with_settings(options.set)


def train(options: argparse.Namespace, store: RunStore, settings: Workspace) -> int:
    """Train one run in the foreground."""
    from core.runs.jobs.worker import work

    config, name = config_of(options), options.name or options.recipe or ""
    prepare_tensorflow([config])
    run = store.create(config, name, options.tag, queue.this_process())
    with Bar() as bar:
        run = work(run, store, settings, bar.show)
    if options.json:
        print_json(run_document(run))
    elif run.status == "finished":
        print(f"{run.run_id} {run.name}: {metrics_line(run)}")
    if run.data.get("stand_in"):
        print("\n".join(run.data["notes"]), file=sys.stderr)
    if run.status != "finished":
        print(run.message, file=sys.stderr)
    return 0 if run.status == "finished" else 1


def list_recipes(options: argparse.Namespace, store: RunStore, settings: Workspace) -> int:
    """List the published systems that can be trained by name."""
    if options.json:
        print_json([recipe.to_dict() for recipe in RECIPES.values()])
    for recipe in [] if options.json else RECIPES.values():
        print(f"{recipe.name:32}  {recipe.system}: {recipe.title}")
    return 0


def work_on(options: argparse.Namespace, store: RunStore, settings: Workspace) -> int:
    """Train a run that was submitted; what the app starts in a process of its own."""
    from core.runs.jobs.worker import work

    run, worker = store.get(options.run), queue.this_process()
    prepare_tensorflow([run.config])
    is_ours = run.status == "running" and (run.worker in (None, worker) or not queue.alive(run))
    if not is_ours and not store.claim(run.run_id, worker):
        raise RunStateError(
            f"Run {run.run_id} is {run.status}.", "Only a queued run can be worked on.", "Resume it or train it anew."
        )
    store.assign(run.run_id, worker)
    return 0 if work(store.get(run.run_id), store, settings).status == "finished" else 1


class Bar:
    """A progress bar on standard error, one for each epoch."""

    def __init__(self) -> None:
        self._bar: tqdm | None = None
        self._epoch = 0

    def __enter__(self) -> "Bar":
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
