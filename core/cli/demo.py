"""The verb that builds the demo: `demo`."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from core.cli.output import metrics_line, print_json, run_document
from core.cli.parser import Adder
from core.config import RunConfig
from core.runs.bundled import DEMO_FOLDER, NAMES, demo_configs, demo_runs, ship
from core.runs.run import Run
from core.runs.store import RunStore
from core.settings import Workspace
from core.system.files import exporting
from core.training.history import Progress
from core.training.tf_runtime import prepare_tensorflow


def add_to(add: Adder) -> None:
    """Add this verb to the command line."""
    add("demo", demo).add_argument(
        "--folder", type=Path, default=DEMO_FOLDER, metavar="FOLDER", help="build elsewhere than in assets/demo"
    )


def demo(options: argparse.Namespace, store: RunStore, settings: Workspace) -> int:
    """Train the two networks of the demo anew from the packaged reviews; the workspace stays as it is."""
    with exporting(options.folder):  # asked before minutes of training
        options.folder.mkdir(parents=True, exist_ok=True)
    for run in build_demo(demo_configs(), options.folder, _tell):
        if run.status != "finished":
            print(run.message, file=sys.stderr)
            with suppress(OSError):  # a folder that holds an older demo stays
                options.folder.rmdir()
            return 1
    built = demo_runs(options.folder)
    if options.json:
        print_json([run_document(run) for run in built])
    for run in [] if options.json else built:
        print(f"{run.run_id} {run.name}: {metrics_line(run)}")
    return 0


def build_demo(configs: Sequence[RunConfig], folder: Path, tell: Callable[[str, Progress], None]) -> list[Run]:
    """Train these networks in a workspace that is thrown away, and put them into `folder` once all are finished.

    Args:
        tell: told the name of each run and how far it is.
    """
    from core.inference.scorer import Scorer
    from core.runs.jobs import queue
    from core.runs.jobs.worker import work

    prepare_tensorflow(configs)
    with tempfile.TemporaryDirectory(prefix="bothways-") as place:
        home = Path(place)
        settings = Workspace(home, 1, f"sqlite:///{home / 'bothways.db'}")
        store = RunStore(settings.database_url, settings.runs_folder)
        try:
            runs = []
            for config in configs:
                run = store.create(config, NAMES[config.model.direction], worker=queue.this_process())
                runs.append(work(run, store, settings, lambda progress, name=run.name: tell(name, progress)))
                if runs[-1].status != "finished":
                    return runs
            epochs = store.epochs([run.run_id for run in runs])
            for run in runs:
                ship(run, epochs[run.run_id], Scorer(run.folder, run.config).class_names, folder)
        finally:
            store.close()
    return runs


def _tell(name: str, progress: Progress) -> None:
    """A line for each step and each epoch, on standard error."""
    if not progress.num_batches:
        print(f"{name}: {progress.step}", file=sys.stderr)
    elif progress.batch == progress.num_batches:
        print(
            f"{name}: epoch {progress.epoch}/{progress.epochs}  loss {progress.loss:.3f}  "
            f"accuracy {progress.accuracy:.1%}", file=sys.stderr,
        )  # fmt: skip
