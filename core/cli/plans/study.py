"""The verb that plans, trains and lists studies: `study`."""

import sys
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from core.cli import output
from core.cli.output import metrics_line, print_json, print_notes, run_document, study_document
from core.cli.parser import check_at_most_one, command
from core.cli.runs import list_studies
from core.cli.train import ProgressBar, check_data, config_of, settings_options
from core.comparison.planning.forecast import StudyForecast, read_forecast
from core.directions import DEFAULT_ARMS
from core.errors import UsageError
from core.runs.job import ENDED, this_process
from core.runs.jobs import queue
from core.runs.jobs.search_job import arms_without_choice, choose_candidates
from core.runs.run import Run
from core.runs.store import RunStore
from core.runs.study import Member, Study, StudyPlan, grid_arms, members, progress_of, side_by_side_sentence
from core.runs.study.search_wording import choice_sentences, diverged_sentence
from core.settings import Workspace
from core.system.formatting import seconds
from core.training.tf_runtime import num_cores, prepare_tensorflow

_POLL_SECONDS = 0.5  # between two looks at runs that train in processes of their own
_ARMS, _WIDTH, _NUM_SEEDS, _ROPE, _NUM_SPLITS = ",".join(DEFAULT_ARMS), "same_units", 3, 0.01, 1


@settings_options
@click.option("--arms", default=_ARMS, metavar="ARM,ARM,...", show_default=True, help="The directions to compare.")
@click.option(
    "--arm",
    multiple=True,
    metavar="'NAME=VALUE ...'",
    help="Settings of one arm, instead of --arms; repeat it for each arm. A direction alone is an arm, too.",
)
@click.option(
    "--grid",
    multiple=True,
    metavar="NAME=VALUE,VALUE,...",
    help="Values of one setting, instead of --arms: every combination of up to three settings is an arm.",
)
@click.option(
    "--width",
    default=_WIDTH,
    show_default=True,
    help="same_units, or matched_parameters to choose units that give each arm the recurrent parameters of "
    "the settings, with --arm and --grid those of the first arm.",
)
@click.option(
    "--num-seeds", type=int, default=_NUM_SEEDS, metavar="N", show_default=True, help="Runs of each arm on each split."
)
@click.option(
    "--num-splits",
    type=int,
    default=_NUM_SPLITS,
    metavar="N",
    show_default=True,
    help="Divisions of the same rows into training, validation and test sets; each has its own seeds.",
)
@click.option(
    "--search",
    multiple=True,
    metavar="NAME=VALUE,VALUE,...",
    help="Search a setting for each arm first: try these values, choose the best trial by validation accuracy, then "
    "train all seeds with it. Several settings are tried in every combination; each arm has the same trials.",
)
@click.option(
    "--rope",
    type=float,
    default=_ROPE,
    metavar="SHARE",
    show_default=True,
    help="Region of practical equivalence: smaller differences in accuracy do not matter.",
)
@click.option("--name", default="", help="A name for the study.")
@click.option(
    "--add-to",
    default="",
    metavar="STUDY",
    help="Raise the seeds of this study to --num-seeds instead, and train those. A verdict then needs a smaller "
    "p-value, because results with fewer seeds were seen.",
)
@click.option("--plan-only", is_flag=True, help="Print the runs, their cost and the detectable gap; train nothing.")
@click.option("--list", "list_only", is_flag=True, help="List the studies, newest first.")
@click.option(
    "--no-timing", is_flag=True, help="Do not time a few steps of arms without a timing, nor of runs side by side."
)
def study(
    store: RunStore, workspace: Workspace, recipe: str | None = None, config: Path | None = None,
    assignments: Sequence[str] = (), arms: str = _ARMS, width: Any = _WIDTH, num_seeds: int = _NUM_SEEDS,
    num_splits: int = _NUM_SPLITS, arm: Sequence[str] = (), grid: Sequence[str] = (),
    rope: float = _ROPE, name: str = "", plan_only: bool = False,
    list_only: bool = False, no_timing: bool = False, add_to: str = "", search: Sequence[str] = (),
    as_json: bool = False,
) -> int:  # fmt: skip
    """Train a study in the foreground: each arm with each seed of each split."""
    check_at_most_one({"--list": list_only, "--plan-only": plan_only, "--add-to": add_to}, "Remove one of them.")
    if list_only:
        return list_studies(store, workspace, as_json)
    if add_to:
        _check_adds_alone({
            "--recipe": recipe, "--config": config, "--set": assignments, "--arms": arms != _ARMS,
            "--arm": arm, "--grid": grid,
            "--width": width != _WIDTH, "--num-splits": num_splits != _NUM_SPLITS, "--search": search,
            "--rope": rope != _ROPE, "--name": name,
        })  # fmt: skip
        return _train(store, workspace, store.studies.add_seeds(add_to, num_seeds), as_json)
    shared = config_of(recipe, config, assignments)
    plan = StudyPlan(shared, _arms_of(arms, arm, grid), width, num_seeds, rope, num_splits, search=tuple(search))
    notes = check_data([member.config for member in members(plan)])
    limited = workspace.is_limited
    if plan_only:
        _print_plan(_foreground(read_forecast(store, plan, not no_timing, _print_message, limited)), as_json)
        return 0
    forecast = _foreground(read_forecast(store, plan, not (limited or no_timing), _print_message, limited))
    plan = replace(plan, side_by_side=forecast.cost.together)
    created = store.studies.create(plan, name or recipe or "")
    print(_forecast_line(forecast), file=sys.stderr)
    return _train(store, workspace, created, as_json, notes)


def _arms_of(arms: str, listed: Sequence[str], grid: Sequence[str]) -> tuple[str, ...]:
    """The arms that are named in one of three ways; the plan checks them."""
    check_at_most_one({"--arms": arms != _ARMS, "--arm": bool(listed), "--grid": bool(grid)}, "Remove one of them.")
    if grid:
        return grid_arms(grid)
    return tuple(listed) or tuple(arm.strip() for arm in arms.split(",") if arm.strip())


def _check_adds_alone(settings: Mapping[str, object]) -> None:
    """Refuse settings of a new study beside `--add-to`, which would be ignored."""
    if extra := [option for option, value in settings.items() if value]:
        raise UsageError(
            f"{extra[0]} is not allowed with --add-to.",
            "Seeds that are added have the settings of their study.",
            f"Remove {extra[0]}, or train another study.",
        )


def _foreground(forecast: StudyForecast) -> StudyForecast:
    """The forecast of a study in the foreground: in this one process, unless several are faster."""
    if forecast.cost.beats_one_process:
        return forecast
    return replace(forecast, cost=replace(forecast.cost, together=None))


def _print_plan(forecast: StudyForecast, as_json: bool) -> None:
    plan, cost = forecast.plan, forecast.cost
    seeds = [plan.config.train.seed + number for number in range(plan.num_seeds * plan.num_splits)]
    document = forecast.to_dict()
    if as_json:
        size = {"num_runs": cost.num_runs, "num_search_runs": cost.num_search_runs, "seeds": seeds}
        size |= {"num_splits": plan.num_splits}
        print_json({**size, **document, "plan": plan.to_dict()})
        return
    for arm in document["arms"]:
        gap = f"{arm['gap']:.1%} from" if arm["gap"] else "as many as"
        name = arm["arm"] if plan.compares_directions else arm["label"]
        print(
            f"{name:14}  {arm['units']:,} units  {arm['num_recurrent_params']:,} recurrent parameters, "
            f"{gap} the {arm['wanted']:,} of the settings; a run takes {_at_most(arm['seconds'])}"
        )
    splits = f" on {plan.num_splits} splits" if plan.num_splits > 1 else ""
    print(
        f"{cost.num_runs} runs: {len(plan.arms)} arms{splits} with the seeds {', '.join(map(str, seeds))}; "
        f"{_with_search(cost.num_search_runs)} take {_at_most(cost.seconds)}"
    )
    print("\n".join(filter(None, (cost.arms_sentence, *forecast.sentences))))


def _with_search(num_search_runs: int) -> str:
    return f"with {num_search_runs} runs of the search, they" if num_search_runs else "they"


def _forecast_line(forecast: StudyForecast) -> str:
    duration = "" if forecast.cost.seconds is None else f" It takes {_at_most(forecast.cost.seconds)}."
    return f"{forecast.sentences[0]}{duration}"


def _at_most(duration: float | None) -> str:
    return "an unknown time" if duration is None else f"at most about {seconds(duration)}"


def _print_message(message: str) -> None:
    print(message, file=sys.stderr)


def _train(store: RunStore, workspace: Workspace, study: Study, as_json: bool, notes: Collection[str] = ()) -> int:
    """Train the runs that no other process trains; each is added when its turn comes, so that no one else starts it."""
    prepare_tensorflow(member.config for member in members(study.plan))
    print(f"study {study.study_id}: {study.name}", file=sys.stderr)
    if study.plan.side_by_side and not workspace.is_limited:
        study = _train_side_by_side(store, workspace, study, as_json)
        return _print_end(store, study, as_json, notes)
    try:
        _train_members(store, workspace, study, as_json)
        if study.plan.is_searching and (chosen := choose_candidates(store, study)):
            study = store.studies.choose(study.study_id, chosen)
            print("\n".join(choice_sentences(study.plan)), file=sys.stderr)
            _train_members(store, workspace, study, as_json)
    except KeyboardInterrupt:  # between two runs
        pass
    return _print_end(store, study, as_json, notes)


def _train_side_by_side(store: RunStore, workspace: Workspace, study: Study, as_json: bool) -> Study:
    """Train several runs of a study at the same time, each in a process of its own; an interrupt cancels them."""
    if study.plan.side_by_side:
        print(side_by_side_sentence(study.plan.side_by_side, num_cores()), file=sys.stderr)
    queue.add_missing(store, workspace, study)
    printed = {run.run_id for run in store.of_study(study.study_id) if run.status in ENDED}
    try:
        while True:
            queue.reconcile(store, workspace)
            runs = store.of_study(study.study_id)
            for run in runs:
                if run.status in ENDED and run.run_id not in printed:
                    printed.add(run.run_id)
                    print(f"{run.run_id} {run.name}: {metrics_line(run)}", file=sys.stderr if as_json else sys.stdout)
            if all(run.status in ENDED for run in runs):
                queue.end_search(store, workspace, study.study_id)  # the last process may not have come to it yet
                if len(store.of_study(study.study_id)) == len(runs):
                    return store.studies.get(study.study_id)
            time.sleep(_POLL_SECONDS)
    except KeyboardInterrupt:
        queue.cancel_study(store, study.study_id)
        return store.studies.get(study.study_id)


def _train_members(store: RunStore, workspace: Workspace, study: Study, as_json: bool) -> None:
    """Train the runs of a study that are due, until one is cancelled."""
    from core.runs.jobs.worker import work

    due = members(study.plan)
    for number, member in enumerate(due, start=1):
        run = _claim(store, study.study_id, member)
        if run is None:
            continue
        print(f"run {number} of {len(due)}: {member.name}", file=sys.stderr)
        with ProgressBar() as bar:
            run = work(run, store, workspace, bar.update)
        if not as_json:
            print(f"{run.run_id} {run.name}: {metrics_line(run)}", flush=True)
        if run.status == "cancelled":
            break


def _claim(store: RunStore, study_id: str, member: Member) -> Run | None:
    """The run of a member, for this process to train; None when another process has it, or it has ended."""
    worker = this_process()
    present = [run for run in store.of_study(study_id) if run.config == member.config]
    if not present:
        created = store.create_all([(member.config, member.name)], worker=worker, study_id=study_id)
        return created[0] if created else None  # another process has just added it, to train it
    return store.get(present[0].run_id) if store.claim(present[0].run_id, worker) else None


def _print_end(store: RunStore, study: Study, as_json: bool, printed_notes: Collection[str]) -> int:
    runs, diverged = store.of_study(study.study_id), arms_without_choice(store, study)
    progress = progress_of(runs, study.plan)
    notes = next(filter(None, map(output.run_notes, runs)), ())
    print_notes(note for note in notes if note not in printed_notes)
    if as_json:
        print_json(study_document(study, runs) | {"notes": list(notes), "runs": [run_document(run) for run in runs]})
    if diverged:
        print(f"{progress}. {diverged_sentence(study.plan, diverged)}", file=sys.stderr)
    elif not progress.whole:
        print(f"{progress}. Continue with: python -m core resume {study.study_id}", file=sys.stderr)
    elif not as_json:
        print(f"Compare with: python -m core compare {study.study_id}")
    return 0 if progress.whole else 1


COMMANDS = (
    command("study", study, "study --arms forward,bidirectional,two_forward --num-seeds 5 --set dataset.num_rows=4000",
            "study --recipe imdb-bi-gru --plan-only", "study --search train.learning_rate=0.0003,0.001,0.003",
            "study --grid model.cell=LSTM,GRU --grid model.units=16,64", "study --arm 'model.cell=GRU model.units=64' "
            "--arm model.cell=LSTM", "study --add-to s41c --num-seeds 5"),
)  # fmt: skip
