"""Verbs that manage runs and studies: `runs`, `studies`, `show`, `cancel`, `resume`, `delete`, `audit`."""

import time
from dataclasses import asdict

from core.cli.output import (
    metrics_line,
    print_json,
    print_list,
    print_run,
    print_runs,
    print_studies,
    print_study,
    run_document,
    study_document,
)
from core.cli.parser import RUN_OR_STUDY, command
from core.cli.plans.search import search_document, search_lines
from core.config.assignments import as_word
from core.errors import RunNotFoundError
from core.evaluation.calibration import calibration_sentence
from core.inference.decision_rule import read_rule
from core.runs.demo.bundled import epochs_of, find_run
from core.runs.jobs import queue
from core.runs.run import Run
from core.runs.search import Search
from core.runs.search.next_trials import read_trials
from core.runs.search.search_queue import cancel_search, resume_search
from core.runs.store import RunStore
from core.runs.study import Study, without_search
from core.settings import Workspace


def list_runs(store: RunStore, workspace: Workspace, as_json: bool = False) -> int:
    """List all runs, newest first."""
    queue.reconcile(store, workspace)
    runs = store.list()
    if as_json:
        print_json([run_document(run) for run in runs])
    elif not runs:
        print("No runs yet. Train one with `python -m core train`.")
    else:
        print_runs(runs)
    return 0


def list_studies(store: RunStore, workspace: Workspace, as_json: bool = False) -> int:
    """List all studies, newest first."""
    queue.reconcile(store, workspace)
    studies = store.studies.list()
    if as_json:
        print_json([study_document(study, store.of_study(study.study_id)) for study in studies])
    elif not studies:
        print("No studies yet. Train one with `python -m core study`.")
    else:
        print_studies(studies, store.of_study)
    return 0


def audit(store: RunStore, workspace: Workspace, as_json: bool = False) -> int:
    """List who has deleted or shared what and when, newest first."""
    entries = store.audit.newest(store.actor)
    if as_json:
        print_json([asdict(entry) for entry in entries])
    elif not entries:
        print("Nothing has been deleted or shared yet.")
    else:
        times = [time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(entry.at)) for entry in entries]
        rows = [(at, one.who, one.action, one.subject, one.description) for at, one in zip(times, entries, strict=True)]
        print_list(("WHEN", "WHO", "ACTION", "ID", "NAME"), rows)
    return 0


@RUN_OR_STUDY
def show(store: RunStore, workspace: Workspace, run_or_study: str, as_json: bool = False) -> int:
    """Show a run, a study or a search. A run is shown with its settings and epochs, the others with their runs."""
    queue.reconcile(store, workspace)
    match = _match(store, run_or_study)
    if isinstance(match, Search):
        _print_search(match, store, as_json)
        return 0
    if isinstance(match, Study):
        _show_study(match, store.of_study(match.study_id), as_json)
    else:
        _show_run(match, store, as_json)
    return 0


@RUN_OR_STUDY
def cancel(store: RunStore, workspace: Workspace, run_or_study: str, as_json: bool = False) -> int:
    """Cancel a queued or running run, or all such runs of a study or a search, which then tries no more settings."""
    match = _match(store, run_or_study)
    if isinstance(match, Search):
        _print_search(cancel_search(store, match.search_id), store, as_json)
        return 0
    if isinstance(match, Study):
        queue.cancel_study(store, match.study_id)
        queue.reconcile(store, workspace)
        print_study(match, store.of_study(match.study_id), as_json)
    else:
        run = queue.cancel(store, match.run_id)
        queue.reconcile(store, workspace)
        print_run(run, as_json)
    return 0


@RUN_OR_STUDY
def resume(store: RunStore, workspace: Workspace, run_or_study: str, as_json: bool = False) -> int:
    """Queue a failed or cancelled run again. Of a study or a search, all such runs and the missing ones.

    A run continues from its checkpoint.
    """
    match = _match(store, run_or_study)
    if isinstance(match, Search):
        _print_search(resume_search(store, workspace, match.search_id), store, as_json)
        return 0
    if isinstance(match, Study):
        queue.resume_study(store, workspace, match.study_id)
        print_study(match, store.of_study(match.study_id), as_json)
    else:
        print_run(queue.resume(store, workspace, match.run_id), as_json)
    return 0


@RUN_OR_STUDY
def delete(store: RunStore, workspace: Workspace, run_or_study: str, as_json: bool = False) -> int:
    """Delete a run, or a study or a search with its runs, and their files."""
    try:  # without reading it: what another version has written can still be deleted
        deleted = {"run_id": store.delete(run_or_study)}
    except RunNotFoundError:
        if run_or_study.startswith("h"):
            deleted = {"search_id": store.searches.delete(run_or_study)}
        elif run_or_study.startswith("s"):
            deleted = {"study_id": store.studies.delete(run_or_study)}
        else:
            raise
    if as_json:
        print_json(deleted | {"deleted": True})
    else:
        print(f"{next(iter(deleted.values()))} deleted")
    return 0


def find_run_or_study(store: RunStore, prefix: str) -> Run | Study:
    """The run or study whose id begins so; only ids of studies begin with `s`.

    Raises:
        RunNotFoundError: when no run, or more than one, has such an id.
        StudyNotFoundError: the same for a study.
    """
    try:
        return find_run(store, prefix)
    except RunNotFoundError:
        if not prefix.startswith("s"):
            raise
    return store.studies.get(prefix)


def _match(store: RunStore, prefix: str) -> Run | Study | Search:
    """What has an id that begins so: that of a search begins with `h`.

    Raises:
        RunNotFoundError: when no run, or more than one, has such an id.
        StudyNotFoundError: the same for a study.
        SearchNotFoundError: the same for a search.
    """
    return store.searches.get(prefix) if prefix.startswith("h") else find_run_or_study(store, prefix)


def compared_runs(study: Study, store: RunStore) -> list[Run]:
    """The runs of a study, without the trials of its search."""
    return without_search(study.plan, store.of_study(study.study_id))


def _show_run(run: Run, store: RunStore, as_json: bool) -> None:
    document = run_document(run) | {"epochs": [vars(epoch) for epoch in epochs_of(run, store)]}
    if as_json:
        print_json(document)
        return
    print(f"{run.run_id}  {run.status}  {run.name}  {metrics_line(run)}")
    if run.message:
        print(run.message)
    for part, values in document["config"].items():
        print(f"{part}: " + ", ".join(f"{key}={as_word(value)}" for key, value in values.items()))
    if note := run.near_duplicates_note:
        print(note)
    if run.status == "finished":
        print(calibration_sentence(run.metrics, run.config))
    if rule := read_rule(run.folder):
        print(f"Decisions use {rule.words}.")
    for environment in run.environments:
        print(environment.sentence)
    for epoch in document["epochs"]:
        print("  ".join(f"{key} {value:.4g}" for key, value in epoch.items() if value is not None))


def _show_study(study: Study, runs: list[Run], as_json: bool) -> None:
    if as_json:
        print_json(study_document(study, runs) | {"runs": [run_document(run) for run in runs]})
        return
    print_study(study, runs, as_json)
    if study.note:
        print(study.note)
    if runs:
        print_runs(runs)


def _print_search(search: Search, store: RunStore, as_json: bool) -> None:
    trials = read_trials(store, search)
    if as_json:
        print_json(search_document(search, trials))
    else:
        print("\n".join(search_lines(search, trials)))


COMMANDS = (
    command("runs", list_runs, "runs --json"),
    command("studies", list_studies, "studies"),
    command("show", show, "show 3f2a"),
    command("cancel", cancel, "cancel 3f2a"),
    command("resume", resume, "resume s41c"),
    command("delete", delete, "delete 3f2a"),
    command("audit", audit, "audit --json"),
)
