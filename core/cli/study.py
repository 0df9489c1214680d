"""The verb that trains studies: `study`."""

import argparse
import sys

from core.cli.output import metrics_line, print_json, print_study, run_document, study_document
from core.cli.parser import Adder
from core.cli.train import Bar, add_settings_to, config_of
from core.comparison.planning.forecast import forecast, forecast_line, print_plan
from core.runs.jobs import queue
from core.runs.run import Run
from core.runs.store import RunStore
from core.runs.study import Member, Study, StudyPlan, members
from core.settings import Workspace
from core.training.tf_runtime import prepare_tensorflow


def add_to(add: Adder) -> None:
    """Add this verb to the command line."""
    parser = add("study", study)
    add_settings_to(parser)
    parser.add_argument(
        "--arms",
        default="forward,bidirectional,two_forward",
        metavar="ARM,ARM,...",
        help="the directions to compare (default: %(default)s)",
    )
    parser.add_argument(
        "--width",
        default="same_units",
        help="same_units (default), or matched_parameters: as many units as give each arm the recurrent parameters "
        "of the settings themselves",
    )
    parser.add_argument("--num-seeds", type=int, default=3, metavar="N", help="trainings of each arm (default: 3)")
    parser.add_argument(
        "--rope",
        type=float,
        default=0.01,
        metavar="SHARE",
        help="a difference in accuracy below this does not matter (default: 0.01)",
    )
    parser.add_argument("--name", default="", help="what to call the study")
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--plan-only", action="store_true", help="print what would be trained, and train nothing")
    instead.add_argument("--list", action="store_true", help="list the studies, newest first")
    parser.add_argument(
        "--no-timing", action="store_true", help="with --plan-only: time no steps of arms that were never timed here"
    )


def study(options: argparse.Namespace, store: RunStore, settings: Workspace) -> int:
    """Train a study in the foreground: each arm with each seed."""
    if options.list:
        return _list(options, store, settings)
    arms = tuple(arm.strip() for arm in options.arms.split(",") if arm.strip())
    plan = StudyPlan(config_of(options), arms, options.width, options.num_seeds, options.rope)
    if options.plan_only:
        return print_plan(options, plan, forecast(store, settings, plan, timing=not options.no_timing))
    told = forecast_line(forecast(store, settings, plan))
    created = store.studies.create(plan, options.name or options.recipe or "")
    print(told, file=sys.stderr)
    return _train(options, store, settings, created)


def _list(options: argparse.Namespace, store: RunStore, settings: Workspace) -> int:
    queue.reconcile(store, settings)
    found = store.studies.list()
    if options.json:
        print_json([study_document(one, store.of_study(one.study_id)) for one in found])
    elif not found:
        print("No studies yet. Train one with `python -m core study`.")
    for one in [] if options.json else found:
        print_study(options, one, store.of_study(one.study_id))
    return 0


def _train(options: argparse.Namespace, store: RunStore, settings: Workspace, study: Study) -> int:
    """Train what nobody else trains; the others of a plan are added as they come, so that no one starts them too."""
    from core.runs.jobs.worker import work

    planned = members(study.plan)
    prepare_tensorflow(member.config for member in planned)
    print(f"study {study.study_id}: {study.name}", file=sys.stderr)
    try:
        for number, member in enumerate(planned, start=1):
            run = _claimed(store, study.study_id, member)
            if run is None:
                continue
            print(f"run {number} of {len(planned)}: {member.name}", file=sys.stderr)
            with Bar() as bar:
                run = work(run, store, settings, bar.show)
            if not options.json:
                print(f"{run.run_id} {run.name}: {metrics_line(run)}", flush=True)
            if run.status == "cancelled":
                break
    except KeyboardInterrupt:  # between two runs
        pass
    return _tell_end(options, study, store.of_study(study.study_id))


def _claimed(store: RunStore, study_id: str, member: Member) -> Run | None:
    """The run of a member, for this process to train; None when another one has it, or it has ended."""
    worker = queue.this_process()
    present = [run for run in store.of_study(study_id) if run.config == member.config]
    if not present:
        created = store.create_all([(member.config, member.name)], worker=worker, study_id=study_id)
        return created[0] if created else None  # another process has added it meanwhile, to train it
    return store.get(present[0].run_id) if store.claim(present[0].run_id, worker) else None


def _tell_end(options: argparse.Namespace, study: Study, runs: list[Run]) -> int:
    progress = queue.progress_of(runs, study.plan)
    if options.json:
        print_json(study_document(study, runs) | {"runs": [run_document(run) for run in runs]})
    if not progress.whole:
        print(f"{progress}. Go on with: python -m core resume {study.study_id}", file=sys.stderr)
    elif not options.json:
        print(f"Compare with: python -m core compare {study.study_id}")
    return 0 if progress.whole else 1
