"""The verb that exports a run: `export`."""

from pathlib import Path

import click

from core.cli.output import print_json
from core.cli.parser import FILE, RUN, check_at_most_one, command
from core.errors import UsageError
from core.runs.demo.bundled import epochs_of, find_run
from core.runs.run import Run
from core.runs.store import RunStore
from core.settings import Workspace
from core.system.files import exporting, write_whole

_STANDARD_OUTPUT = Path("-")


@RUN
@click.option(
    "--code", type=FILE, is_flag=False, flag_value=str(_STANDARD_OUTPUT), metavar="[FILE]",
    help="Write a plain Keras script that trains exactly this run; without FILE, print it.",
)  # fmt: skip
@click.option(
    "--zip", "bundle", type=FILE, metavar="FILE", help="Write network, vocabulary, predict.py and model card."
)
def export(
    store: RunStore,
    workspace: Workspace,
    run: str,
    code: Path | None = None,
    bundle: Path | None = None,
    as_json: bool = False,
) -> int:
    """Export a run as a Keras script or as a bundle. The bundle scores without Bothways."""
    check_at_most_one({"--code": code, "--zip": bundle}, "Export one after the other.")
    if bundle:
        _export_bundle(find_run(store, run), store, bundle, as_json)
    elif code:
        _export_code(find_run(store, run), code, as_json)
    else:
        raise UsageError("There is nothing to export.", "One of --code, --zip is needed.", "Add --code, or --zip FILE.")
    return 0


def _export_code(run: Run, path: Path, as_json: bool) -> None:
    from core.reports.keras_script import run_script

    code = run_script(run)
    if path == _STANDARD_OUTPUT:
        if as_json:
            print_json({"run_id": run.run_id, "code": code})
        else:
            print(code, end="")
        return
    with exporting(path):
        write_whole(lambda part: part.write_text(code, encoding="utf-8"), path)
    if as_json:
        print_json({"run_id": run.run_id, "path": str(path)})
    else:
        print(f"{path} written")


def _export_bundle(run: Run, store: RunStore, bundle: Path, as_json: bool) -> None:
    from core.reports.model_bundle import write_model_bundle

    path = bundle.expanduser().absolute()
    write_model_bundle(run, epochs_of(run, store), path)
    if as_json:
        print_json({"run_id": run.run_id, "zip": str(path), "bytes": path.stat().st_size})
    else:
        print(f"{path}  {path.stat().st_size:,} bytes")


COMMANDS = (command("export", export, "export 3f2a --code script.py", "export 3f2a --zip run.zip"),)
