"""The verb that trains the shipped networks again: `demo`."""

import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import click

from core.cli.output import metrics_line, print_json, run_document
from core.cli.parser import FILE, command
from core.config import RunConfig
from core.runs.demo.bundled import (
    DEMO_FOLDER,
    SUMS_FOLDER,
    demo_configs,
    demo_runs,
    ship,
    shipped_name,
    sum_configs,
)
from core.runs.run import Run
from core.runs.store import RunStore
from core.settings import Workspace
from core.system.files import exporting
from core.training.history import Progress
from core.training.tf_runtime import prepare_tensorflow

_TASKS = ("reviews", "future-sums")


@click.option("--task", type=click.Choice(_TASKS), default=_TASKS[0], help="Which shipped pair. Default: reviews.")
@click.option(
    "--folder", type=FILE, metavar="FOLDER", help="Default: assets/demo, or assets/demo/future_sums for future sums."
)
def demo(
    store: RunStore, workspace: Workspace, task: str = _TASKS[0], folder: Path | None = None, as_json: bool = False
) -> int:
    """Train a pair of shipped networks again, on the packaged reviews or on future sums.

    The workspace is not changed.
    """
    of_sums = task == "future-sums"
    folder = folder or (SUMS_FOLDER if of_sums else DEMO_FOLDER)
    with exporting(folder):  # before minutes of training
        folder.mkdir(parents=True, exist_ok=True)
    for run in build_demo(sum_configs() if of_sums else demo_configs(), folder, _print_progress):
        if run.status != "finished":
            print(run.message, file=sys.stderr)
            with suppress(OSError):  # a folder that holds an older demo stays
                folder.rmdir()
            return 1
    built = demo_runs(folder)
    if as_json:
        print_json([run_document(run) for run in built])
    for run in [] if as_json else built:
        print(f"{run.run_id} {run.name}: {metrics_line(run)}")
    return 0


def build_demo(configs: Sequence[RunConfig], folder: Path, on_progress: Callable[[str, Progress], None]) -> list[Run]:
    """Train these networks in a temporary workspace, and write them to `folder` once all are finished.

    Args:
        on_progress: called with the name of a run and its progress.
    """
    from core.inference.scorer import Scorer
    from core.runs.job import this_process
    from core.runs.jobs.worker import work

    prepare_tensorflow(configs)
    with tempfile.TemporaryDirectory(prefix="bothways-") as place:
        home = Path(place)
        workspace = Workspace(home=home, max_running=1, database_url=f"sqlite:///{home / 'bothways.db'}")
        store = RunStore(workspace.database_url, workspace.runs_folder)
        try:
            runs: list[Run] = []
            for config in configs:
                run = store.create(config, shipped_name(config), worker=this_process())
                runs.append(work(run, store, workspace, partial(on_progress, run.name)))
                if runs[-1].status != "finished":
                    return runs
            epochs = store.epochs([run.run_id for run in runs])
            for run in runs:
                ship(run, epochs[run.run_id], Scorer(run.folder, run.config).class_names, folder)
        finally:
            store.close()
    return runs


def _print_progress(name: str, progress: Progress) -> None:
    """A line for each step and each epoch, on standard error."""
    if not progress.num_batches:
        print(f"{name}: {progress.step}", file=sys.stderr)
    elif progress.batch == progress.num_batches:
        epoch = f"epoch {progress.epoch}/{progress.epochs}"
        print(f"{name}: {epoch}  loss {progress.loss:.3f}  accuracy {progress.accuracy:.1%}", file=sys.stderr)


COMMANDS = (command("demo", demo, "demo --folder my-demo", "demo --task future-sums"),)
