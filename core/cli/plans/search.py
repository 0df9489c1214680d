"""The verb that plans, runs, shows and lists searches: `search`."""

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from core.cli.output import print_json, print_list
from core.cli.parser import FILE, check_at_most_one, command
from core.cli.train import check_data, config_of, settings_options
from core.errors import RunStateError, UsageError
from core.runs.job import ENDED
from core.runs.jobs import queue
from core.runs.search import Search, SearchPlan, Trial, best_trial, progress_of_search, ranked
from core.runs.search.expected_best import best_so_far
from core.runs.search.next_trials import read_trials
from core.runs.search.search_queue import NUM_SEEDS, cancel_search, resume_search, submit_search, train_best
from core.runs.search.trial_wording import (
    SOURCE,
    budget_notes,
    expected_of,
    plan_sentence,
    score_text,
    settings_phrase,
    winner_caution,
)
from core.runs.store import RunStore
from core.settings import Workspace
from core.system.files import write_json

_POLL_SECONDS = 0.5  # between two looks at the trials, which train in processes of their own
_NUM_TRIALS, _SAMPLER, _PRUNER, _SEED = 20, "tpe", "median", 0
_BUDGETS = (1, 2, 5, 10, 20, 50, 100, 200, 500)


@click.argument(
    "search_id", required=False, metavar="[SEARCH]", help="A stored search to show, by its id or first characters."
)
@settings_options
@click.option(
    "--space",
    multiple=True,
    metavar="NAME=LOW..HIGH|VALUE,VALUE",
    help="A setting to vary, repeatable: a range, which is logarithmic beyond a factor of 10 or with ` log` after it, "
    "or values.",
)
@click.option(
    "--trials",
    "num_trials",
    type=int,
    default=_NUM_TRIALS,
    metavar="N",
    show_default=True,
    help="The budget: how many settings are tried.",
)
@click.option("--sampler", default=_SAMPLER, show_default=True, help="tpe learns from earlier trials, random does not.")
@click.option(
    "--pruner",
    default=_PRUNER,
    show_default=True,
    help="median ends a trial that is worse than the median of the others after an epoch; hyperband ends all but the "
    "best third after 1, 3, 9, ... epochs; none ends none.",
)
@click.option("--search-seed", type=int, default=_SEED, metavar="N", show_default=True, help="Seed of the proposals.")
@click.option("--name", default="", help="A name for the search.")
@click.option(
    "--add-to", default="", metavar="SEARCH", help="Raise the budget of this search to --trials instead, and go on."
)
@click.option("--list", "list_only", is_flag=True, help="List the searches, newest first.")
@click.option(
    "--train-best",
    "trains_best",
    is_flag=True,
    help=f"Queue {NUM_SEEDS} runs of the best settings with new seeds, which judge them fairly.",
)
@click.option(
    "--save-recipe",
    type=FILE,
    metavar="FILE",
    help="Write the settings of the best trial as JSON, for `train --config FILE`.",
)
def search(
    store: RunStore, workspace: Workspace, search_id: str | None = None, recipe: str | None = None,
    config: Path | None = None, assignments: Sequence[str] = (), space: Sequence[str] = (),
    num_trials: int = _NUM_TRIALS, sampler: Any = _SAMPLER, pruner: Any = _PRUNER, search_seed: int = _SEED,
    name: str = "", add_to: str = "", list_only: bool = False, trains_best: bool = False,
    save_recipe: Path | None = None, as_json: bool = False,
) -> int:  # fmt: skip
    """Search for good settings of one network by the validation set, or show a search."""
    check_at_most_one({"--list": list_only, "--add-to": add_to, "SEARCH": search_id}, "Remove one of them.")
    new = {
        "--recipe": recipe, "--config": config, "--set": assignments, "--space": space, "--name": name,
        "--sampler": sampler != _SAMPLER, "--pruner": pruner != _PRUNER, "--search-seed": search_seed != _SEED,
    }  # fmt: skip
    if list_only or add_to or search_id:
        _check_not_new(new | ({} if add_to else {"--trials": num_trials != _NUM_TRIALS}))
    if list_only:
        return _list(store, workspace, as_json)
    if trains_best and not search_id:
        raise UsageError(
            "--train-best has no search.",
            "It trains the best settings of a search that is named.",
            "Name a search, such as `search h3f2a --train-best`.",
        )
    if search_id:
        if trains_best:
            for run in train_best(store, workspace, search_id):
                print(f"{run.run_id} {run.name}: {run.status}", file=sys.stderr)
        queue.reconcile(store, workspace)
        return _show(store, store.searches.get(search_id), save_recipe, as_json)
    if add_to:
        entry = resume_search(store, workspace, add_to, num_trials)
    else:
        shared = config_of(recipe, config, assignments)
        plan = SearchPlan(shared, tuple(space), num_trials, sampler, pruner, search_seed)
        check_data([shared])
        print(plan_sentence(plan), file=sys.stderr)
        entry = submit_search(store, workspace, plan, name or (f"Search {recipe}" if recipe else ""))
    print(f"search {entry.search_id}: {entry.name}", file=sys.stderr)
    return _watch(store, workspace, entry, save_recipe, as_json)


def _check_not_new(settings: Mapping[str, object]) -> None:
    """Refuse settings of a new search beside an existing one, which would be ignored."""
    if extra := [option for option, value in settings.items() if value]:
        raise UsageError(
            f"{extra[0]} is only for a new search.",
            "A search keeps the settings that it was planned with.",
            f"Remove {extra[0]}, or start another search.",
        )


def _list(store: RunStore, workspace: Workspace, as_json: bool) -> int:
    queue.reconcile(store, workspace)
    searches = store.searches.list()
    if as_json:
        print_json([search_document(entry, read_trials(store, entry)) for entry in searches])
    elif not searches:
        print("No searches yet. Start one with `python -m core search --space train.learning_rate=1e-4..1e-2`.")
    else:
        states = (str(progress_of_search(entry, store.of_search(entry.search_id))) for entry in searches)
        rows = [(entry.search_id, state, entry.name) for entry, state in zip(searches, states, strict=True)]
        print_list(("SEARCH", "STATE", "NAME"), rows)
    return 0


def _watch(store: RunStore, workspace: Workspace, entry: Search, save_recipe: Path | None, as_json: bool) -> int:
    """Report each trial as it ends; an interrupt cancels the search."""
    reported: set[str] = set()
    try:
        while True:
            queue.reconcile(store, workspace)
            entry = store.searches.get(entry.search_id)
            trials = read_trials(store, entry)
            for trial in trials:
                if trial.run.status in ENDED and trial.run.run_id not in reported:
                    reported.add(trial.run.run_id)
                    print(_line(trial, entry.plan), file=sys.stderr, flush=True)
            if not entry.goes_on and all(trial.run.status in ENDED for trial in trials):
                break
            time.sleep(_POLL_SECONDS)
    except KeyboardInterrupt:
        cancel_search(store, entry.search_id)
        print(f"Cancelled. Continue with: python -m core resume {entry.search_id}", file=sys.stderr)
        return 1
    return _show(store, entry, save_recipe, as_json)


def _show(store: RunStore, entry: Search, save_recipe: Path | None, as_json: bool) -> int:
    trials = read_trials(store, entry)
    best = best_trial(trials, entry.plan)
    if as_json:
        print_json(search_document(entry, trials))
    else:
        print("\n".join(search_lines(entry, trials)))
    if save_recipe:
        if best is None:
            raise RunStateError(
                f"No trial of search {entry.search_id} has finished.",
                "Only a finished trial has settings worth keeping.",
                "Wait for the first one.",
            )
        write_json(best.run.config.to_dict(), save_recipe, indent=2)
        print(f"Train the best settings with: python -m core train --config {save_recipe}", file=sys.stderr)
    return 0 if best else 1


def search_lines(entry: Search, trials: Sequence[Trial]) -> Iterator[str]:
    """A search as lines of text: its trials best first, the best score by budget, and the winner."""
    plan, monitor = entry.plan, entry.plan.config.train.monitor
    yield f"{entry.search_id}  {entry.name}: {progress_of_search(entry, [trial.run for trial in trials])}"
    yield from filter(None, (entry.message, entry.note))
    if not trials:
        return
    yield f"trial  run       status     {monitor:>12}  epochs  settings"
    yield from (_line(trial, plan) for trial in ranked(trials, plan))
    course = best_so_far([trial.score for trial in trials], plan.maximizes)
    expected = expected_of(trials, plan)
    if expected:
        yield "budget  best so far  expected best (Dodge and others 2019)"
    for one in expected:
        if one.num_trials in _BUDGETS or one is expected[-1]:
            band = f"{score_text(one.low, monitor)} to {score_text(one.high, monitor)}"
            so_far = score_text(course[one.num_trials - 1], monitor)
            yield f"{one.num_trials:6}  {so_far:>11}  {score_text(one.mean, monitor)} (one standard deviation: {band})"
    yield from budget_notes(trials, plan) if expected else ()
    if best := best_trial(trials, plan):
        yield f"Best: trial {best.number}, run {best.run.run_id}, with {settings_phrase(best, plan)}."
        yield winner_caution(best, trials)


def search_document(entry: Search, trials: Sequence[Trial]) -> dict[str, Any]:
    """A search as plain types, ready for JSON."""
    plan, best = entry.plan, best_trial(trials, entry.plan)
    progress = progress_of_search(entry, [trial.run for trial in trials])
    return {
        "search_id": entry.search_id,
        "name": entry.name,
        "note": entry.note,
        "message": entry.message,
        "created_at": entry.created_at,
        "state": str(progress),
        "progress": vars(progress),
        "monitor": plan.config.train.monitor,
        "plan": plan.to_dict(),
        "trials": [_trial_document(trial, plan) for trial in ranked(trials, plan)],
        "best_so_far": best_so_far([trial.score for trial in trials], plan.maximizes),
        "expected_best": [vars(one) for one in expected_of(trials, plan)],
        "expected_best_source": SOURCE,
        "notes": [*budget_notes(trials, plan), *([winner_caution(best, trials)] if best else [])],
        "best": best and {**_trial_document(best, plan), "config": best.run.config.to_dict()},
    }


def _trial_document(trial: Trial, plan: SearchPlan) -> dict[str, Any]:
    return {
        "number": trial.number,
        "run_id": trial.run.run_id,
        "status": trial.run.status,
        "message": trial.run.message,
        "score": trial.score,
        "epochs": len(trial.history),
        "settings": trial.settings(plan),
    }


def _line(trial: Trial, plan: SearchPlan) -> str:
    score = score_text(trial.score, trial.monitor)
    return (
        f"{trial.number:5}  {trial.run.run_id}  {trial.run.status:9}  {score:>12}  {len(trial.history):6}  "
        f"{settings_phrase(trial, plan)}"
    )


COMMANDS = (
    command("search", search, "search --recipe imdb-bi-gru --space train.learning_rate=1e-4..1e-2 "
            "--space model.units=8..64 --trials 20", "search --list", "search h3f2a --save-recipe best.json",
            "search --add-to h3f2a --trials 40"),
)  # fmt: skip
