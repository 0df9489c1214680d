"""Verbs that look after runs and studies: `runs`, `show`, `cancel`, `resume`, `delete`."""

import argparse

from core.cli.output import metrics_line, print_json, print_run, print_study, run_document, run_line, study_document
from core.cli.parser import Adder
from core.errors import RunNotFoundError
from core.runs.bundled import epochs_of, find_run
from core.runs.jobs import queue
from core.runs.run import Run
from core.runs.store import RunStore
from core.runs.study import Study
from core.settings import Workspace


def add_to(add: Adder) -> None:
    """Add these verbs to the command line."""
    add("runs", list_runs)
    add("show", show, "run_or_study")
    add("cancel", cancel, "run_or_study")
    add("resume", resume, "run_or_study")
    add("delete", delete, "run_or_study")


def list_runs(options: argparse.Namespace, store: RunStore, settings: Workspace) -> int:
    """List the runs, newest first."""
    queue.reconcile(store, settings)
    found = store.list()
    if options.json:
        print_json([run_document(run) for run in found])
    elif not found:
        print("No runs yet. Train one with `python -m core train`.")
    for run in [] if options.json else found:
        print(run_line(run))
    return 0


def show(options: argparse.Namespace, store: RunStore, settings: Workspace) -> int:
    """Show one run with its settings and epochs, or one study with its runs."""
    queue.reconcile(store, settings)
    found = run_or_study(store, options.run_or_study)
    if isinstance(found, Study):
        _show_study(options, found, store.of_study(found.study_id))
    else:
        _show_run(options, found, store)
    return 0


def cancel(options: argparse.Namespace, store: RunStore, settings: Workspace) -> int:
    """Cancel a queued or running run, or all such runs of a study."""
    found = run_or_study(store, options.run_or_study)
    if isinstance(found, Study):
        queue.cancel_study(store, found.study_id)
        queue.reconcile(store, settings)
        print_study(options, found, store.of_study(found.study_id))
    else:
        run = queue.cancel(store, found.run_id)
        queue.reconcile(store, settings)
        print_run(options, run)
    return 0


def resume(options: argparse.Namespace, store: RunStore, settings: Workspace) -> int:
    """Queue a failed or cancelled run again, from its checkpoint, or all such and all missing runs of a study."""
    found = run_or_study(store, options.run_or_study)
    if isinstance(found, Study):
        queue.resume_study(store, settings, found.study_id)
        print_study(options, found, store.of_study(found.study_id))
    else:
        print_run(options, queue.resume(store, settings, found.run_id))
    return 0


def delete(options: argparse.Namespace, store: RunStore, settings: Workspace) -> int:
    """Delete a run, or a study and all its runs, with everything that belongs to it."""
    named = options.run_or_study
    try:  # it is not read: what another version has written can be deleted all the same
        deleted = {"run_id": store.delete(named)}
    except RunNotFoundError:
        if not named.startswith("s"):
            raise
        deleted = {"study_id": store.studies.delete(named)}
    if options.json:
        print_json(deleted | {"deleted": True})
    else:
        print(f"{next(iter(deleted.values()))} deleted")
    return 0


def run_or_study(store: RunStore, named: str) -> Run | Study:
    """What an id, or the beginning of one, names; no run's id begins as those of studies do."""
    try:
        return find_run(store, named)
    except RunNotFoundError:
        if not named.startswith("s"):
            raise
    return store.studies.get(named)


def _show_run(options: argparse.Namespace, run: Run, store: RunStore) -> None:
    document = run_document(run) | {"epochs": [vars(epoch) for epoch in epochs_of(run, store)]}
    if options.json:
        print_json(document)
        return
    print(f"{run.run_id}  {run.status}  {run.name}  {metrics_line(run)}")
    if run.message:
        print(run.message)
    for part, values in document["config"].items():
        print(f"{part}: " + ", ".join(f"{key}={value}" for key, value in values.items()))
    for epoch in document["epochs"]:
        print("  ".join(f"{key} {value:.4g}" for key, value in epoch.items() if value is not None))


def _show_study(options: argparse.Namespace, study: Study, runs: list[Run]) -> None:
    if options.json:
        print_json(study_document(study, runs) | {"runs": [run_document(run) for run in runs]})
        return
    print_study(options, study, runs)
    if study.note:
        print(study.note)
    for run in runs:
        print(run_line(run))
