"""Verbs that train: `train`, `recipes`, and `work` for the app's helper processes."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click
from tqdm import tqdm

from core.catalog import source_of
from core.cli.output import metrics_line, print_json, print_list, print_notes, run_document, run_notes
from core.cli.parser import FILE, RUN, check_at_most_one, command
from core.cli.standard_input import STANDARD_INPUT, readable_file
from core.config import RunConfig, read_config
from core.recipes import RECIPES, find_recipe
from core.runs.job import this_process
from core.runs.store import RunStore
from core.settings import Workspace
from core.system.files.disk_space import check_room
from core.training.cost_model import run_bytes
from core.training.history import Progress
from core.training.tf_runtime import prepare_tensorflow

if TYPE_CHECKING:
    from core.data.sources import Dataset

READING = "reading the data"
_Verb = TypeVar("_Verb", bound=Callable[..., int])


def settings_options(verb: _Verb) -> _Verb:
    """Add the options that choose a run's settings: `recipe`, `config` and `assignments`."""
    options = (
        click.option("--recipe", metavar="NAME", help="Start from a published system's settings; see `recipes`."),
        click.option(
            "--config", type=FILE, metavar="FILE",
            help="Start from a JSON file, - for standard input; what it omits is default.",
        ),
        click.option(
            "--set", "assignments", multiple=True, metavar="PART.KEY=VALUE",
            help="Override a setting, repeatable. `none` means no value; \"none\" in quotes is the text.",
        ),
    )  # fmt: skip
    for option in reversed(options):
        verb = option(verb)
    return verb


def config_of(recipe: str | None, config: Path | None, assignments: Sequence[str]) -> RunConfig:
    """The config that those options describe.

    Raises:
        UsageError: when both a recipe and a file are named.
        ConfigError: when the recipe, the file or a setting is wrong.
        DatasetError: when series of the user cannot be read.
    """
    check_at_most_one({"--recipe": recipe, "--config": config}, "Remove one of them.")
    if recipe:
        start = find_recipe(recipe).config
    elif config is None:
        start = RunConfig()
    else:
        with readable_file(config) as file:
            start = read_config(file, "" if file == config else STANDARD_INPUT)
    return _with_channels(start.with_settings(assignments))


def _with_channels(config: RunConfig) -> RunConfig:
    """The config with the number of channels of its own series, which their file decides."""
    data = config.dataset
    if data.kind != "series" or data.num_channels or source_of(data).num_channels:
        return config
    from core.data import sources
    from core.data.sources.series.own_series import with_num_channels

    return with_num_channels(config, sources.load(data))


@settings_options
@click.option("--name", default="", help="A name for the run.")
@click.option("--tag", "tags", multiple=True, help="A tag for the run, repeatable.")
def train(
    store: RunStore,
    workspace: Workspace,
    recipe: str | None = None,
    config: Path | None = None,
    assignments: Sequence[str] = (),
    name: str = "",
    tags: Sequence[str] = (),
    as_json: bool = False,
) -> int:
    """Train one run in the foreground."""
    run_config = config_of(recipe, config, assignments)
    check_room(workspace.home, run_bytes(0), "A run")
    dataset = read_data(run_config)

    from core.runs.jobs.worker import work

    prepare_tensorflow([run_config])
    run = store.create(run_config, name or recipe or "", tags, this_process())
    with ProgressBar() as bar:
        run = work(run, store, workspace, bar.update, dataset)
    if as_json:
        print_json(run_document(run))
    elif run.status == "finished":
        print(f"{run.run_id} {run.name}: {metrics_line(run)}")
    print_notes(note for note in run_notes(run) if dataset is None or note not in dataset.notes)
    if run.status != "finished":
        print(run.message, file=sys.stderr)
    return 0 if run.status == "finished" else 1


def check_data(configs: Sequence[RunConfig]) -> tuple[str, ...]:
    """Refuse data that cannot be trained on before anything is created; print and give the notes on them.

    Args:
        configs: with the data of the first.

    Raises:
        DatasetError: when the file, its columns or its labels cannot be used.
        ConfigError: when a head does not fit the number of classes.
    """
    from core.data.sources.file_check import check_file

    dataset = check_file(configs[0])
    if dataset is None:
        return ()
    _check_fits(configs, dataset)
    return dataset.notes


def read_data(config: RunConfig) -> "Dataset | None":
    """All data of a run, read before it is created, so that data that cannot be trained on leave nothing behind.

    Raises:
        DatasetError: when they cannot be read or divided.
        ConfigError: when a head does not fit the number of classes.
    """
    from core.data import sources
    from core.data.sources.file_check import check_file

    dataset = check_file(config)
    if dataset is None:
        print(READING, file=sys.stderr)
        dataset = sources.load(config.dataset)
        sources.split(dataset, config.dataset, config.train.validation_split)
    _check_fits([config], dataset)
    return dataset


def _check_fits(configs: Sequence[RunConfig], dataset: "Dataset") -> None:
    from core.data.tables.sentiment_classes import sentiment_numbers
    from core.models.architecture import head_units

    for config in configs:
        head_units(config.model, dataset.num_classes)
        if config.has_clauses:
            sentiment_numbers(dataset.class_names)
    print_notes(dataset.notes)


def list_recipes(store: RunStore, workspace: Workspace, as_json: bool = False) -> int:
    """List the published systems that can be trained by name."""
    if as_json:
        print_json([recipe.to_dict() for recipe in RECIPES.values()])
    else:
        rows = [(recipe.name, recipe.system, recipe.title) for recipe in RECIPES.values()]
        print_list(("RECIPE", "SYSTEM", "TITLE"), rows)
    return 0


@RUN
def work_on(store: RunStore, workspace: Workspace, run: str, as_json: bool = False) -> int:
    """Train a run that was submitted; the app starts this verb in a helper process."""
    from core.runs.jobs.process import work_on as work_on_job

    return work_on_job(store.get(run).run_id)


class ProgressBar:
    """A progress bar for each epoch, on standard error."""

    def __init__(self) -> None:
        self._bar: tqdm | None = None
        self._epoch = 0

    def __enter__(self) -> "ProgressBar":
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def update(self, progress: Progress) -> None:
        """Show how far the training is.

        Raises:
            KeyboardInterrupt: when the reader of standard error has ended, which cancels the training.
        """
        try:
            self._show(progress)
        except BrokenPipeError:
            raise KeyboardInterrupt from None

    def _show(self, progress: Progress) -> None:
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


COMMANDS = (
    command("train", train, 'train --set model.cell=GRU --set dataset.num_rows=5000 --name "small GRU"',
            "train --recipe cumsum-bi-lstm"),
    command("recipes", list_recipes, "recipes"),
    command("work", work_on, hidden=True),
)  # fmt: skip
