"""Verbs that look after runs: `runs`, `show`, `cancel`, `resume`, `delete`."""

import argparse

from core import jobs
from core.demo import epochs_of, find_run
from core.runs import RunStore
from core.settings import Settings
from core.verbs.adding import Adder
from core.verbs.printing import metrics_line, print_json, print_run, run_document


def add_to(add: Adder) -> None:
    """Add these verbs to the command line."""
    add("runs", list_runs)
    add("show", show, "run")
    add("cancel", cancel, "run")
    add("resume", resume, "run")
    add("delete", delete, "run")


def list_runs(options: argparse.Namespace, store: RunStore, settings: Settings) -> int:
    """List the runs, newest first."""
    jobs.reconcile(store, settings)
    found = store.list()
    if options.json:
        print_json([run_document(run) for run in found])
    elif not found:
        print("No runs yet. Train one with `python -m core train`.")
    for run in [] if options.json else found:
        print(f"{run.run_id}  {run.status:9}  {run.name:28.28}  {metrics_line(run)}")
    return 0


def show(options: argparse.Namespace, store: RunStore, settings: Settings) -> int:
    """Show one run with its settings and epochs."""
    jobs.reconcile(store, settings)
    run = find_run(store, options.run)
    document = run_document(run) | {"epochs": [vars(epoch) for epoch in epochs_of(run, store)]}
    if options.json:
        print_json(document)
        return 0
    print(f"{run.run_id}  {run.status}  {run.name}  {metrics_line(run)}")
    if run.message:
        print(run.message)
    for part, values in document["config"].items():
        print(f"{part}: " + ", ".join(f"{key}={value}" for key, value in values.items()))
    for epoch in document["epochs"]:
        print("  ".join(f"{key} {value:.4g}" for key, value in epoch.items() if value is not None))
    return 0


def cancel(options: argparse.Namespace, store: RunStore, settings: Settings) -> int:
    """Cancel a queued or running run."""
    run = jobs.cancel(store, options.run)
    jobs.reconcile(store, settings)
    print_run(options, run)
    return 0


def resume(options: argparse.Namespace, store: RunStore, settings: Settings) -> int:
    """Queue a failed or cancelled run again, from its checkpoint."""
    print_run(options, jobs.resume(store, settings, options.run))
    return 0


def delete(options: argparse.Namespace, store: RunStore, settings: Settings) -> int:
    """Delete a run with everything that belongs to it."""
    run = store.get(options.run)
    store.delete(run.run_id)
    if options.json:
        print_json({"run_id": run.run_id, "deleted": True})
    else:
        print(f"{run.run_id} deleted")
    return 0
