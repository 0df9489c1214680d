"""The verb that compares: `compare`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.output import print_json
from core.cli.parser import Adder
from core.cli.runs import run_or_study
from core.errors import BothwaysError, RunStateError
from core.runs.jobs import queue
from core.runs.run import Run
from core.runs.store import RunStore
from core.runs.study import Study
from core.settings import Workspace
from core.system.files import exporting, write_whole
from core.system.formatting import percent, points

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison
    from core.comparison.verdicts import Disagreement, Verdict


def add_to(add: Adder) -> None:
    """Add this verb to the command line."""
    parser = add("compare", compare)
    parser.add_argument("named", nargs="+", metavar="RUN_OR_STUDY", help="ids, or the beginnings of ids")
    parser.add_argument(
        "--rope",
        type=float,
        metavar="SHARE",
        help="differences in accuracy up to this do not matter (default: the study's, else 0.01)",
    )
    parser.add_argument("--report", type=Path, metavar="FILE", help="write one HTML file that tells everything")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write the tidy results: a row a run and metric")
    parser.add_argument(
        "--baseline", action="store_true", help="fit the linear baseline first where it has not been fitted yet"
    )


def compare(options: argparse.Namespace, store: RunStore, settings: Workspace) -> int:
    """Compare runs, or all runs of studies: the verdict with its N and interval, and what it rests on."""
    queue.reconcile(store, settings)
    selection = [run_or_study(store, named) for named in options.named]
    runs = _runs(selection, store)
    study = selection[0] if len(selection) == 1 and isinstance(selection[0], Study) else None
    if len(runs) < 2:
        raise RunStateError(
            f"{len(runs)} run was named." if runs else "The study has no runs.",
            "A comparison needs two runs or more.",
            "Name another run, or a study. See `python -m core runs`.",
        )
    rope = options.rope if options.rope is not None else study.plan.rope if study else 0.01
    if not 0 <= rope < 0.5:
        raise RunStateError(
            f"--rope is {rope:g}.", "It is a share of at least 0 and below 0.5.", "Write for example 0.01."
        )
    if options.baseline:
        _fit_baseline(runs, settings)
    from core.comparison.comparison import compare_runs

    comparison = compare_runs(runs, settings.home, rope, study)
    if options.report:
        from core.reports.report_panels import whole_report

        document = whole_report(comparison, store.epochs([run.run_id for run in runs]))
        with exporting(options.report):
            write_whole(lambda part: part.write_text(document, encoding="utf-8"), options.report)
    if options.csv:
        with exporting(options.csv):
            write_whole(lambda part: part.write_text(comparison.csv, encoding="utf-8"), options.csv)
    if options.json:
        print_json(comparison.to_dict())
    else:
        _print(comparison)
    return 0


def _runs(selection: Sequence[Run | Study], store: RunStore) -> list[Run]:
    runs: dict[str, Run] = {}
    for one in selection:
        members = store.of_study(one.study_id) if isinstance(one, Study) else [one]
        runs |= {run.run_id: run for run in members}
    return list(runs.values())


def _fit_baseline(runs: Sequence[Run], settings: Workspace) -> None:
    from core.evaluation.linear_baseline import data_key, fit_baseline, load_baseline
    from core.runs.jobs.baseline_job import CHANGED_DATA, UNKNOWN_DATA

    run = next((run for run in runs if run.data.get("fingerprint")), None)
    if run is None:
        print(UNKNOWN_DATA, file=sys.stderr)
        return
    key = data_key(run.config, run.data["fingerprint"])
    if load_baseline(settings.home, key):
        return
    try:
        baseline = fit_baseline(run.config, settings.home, on_step=lambda step: print(step, file=sys.stderr))
        if baseline.key != key:
            print(CHANGED_DATA, file=sys.stderr)
    except BothwaysError as error:
        print(error, file=sys.stderr)


def _print_verdict(verdict: "Verdict") -> None:
    from core.comparison.verdicts import noise_sentence, sentence

    print(sentence(verdict))
    if chances := verdict.probabilities:
        print(
            f"  {verdict.b} is worse: {percent(chances.worse)}; practically the same (within {points(verdict.rope)}): "
            f"{percent(chances.same)}; better: {percent(chances.better)}"
        )
    print(f"  {noise_sentence(verdict)}")
    tests = ", ".join(f"seed {_seeds(one)} {one.test.p_value:.2g}" for one in verdict.between)
    print(f"  p of McNemar's test: {tests}")


def _seeds(pair: "Disagreement") -> str:
    return f"{pair.seed_a}" if pair.seed_a == pair.seed_b else f"{pair.seed_a} against {pair.seed_b}"


def _print(comparison: "Comparison") -> None:
    for verdict in comparison.verdicts:
        _print_verdict(verdict)
    if comparison.baseline_sentence:
        print(comparison.baseline_sentence)
    if comparison.confounds:
        print("No verdict: these runs differ in more than their architecture.")
    for one in comparison.confounds:
        print(f"  {one.kind}: {one.words}")
    if comparison.model_differences:
        print(f"The networks also differ in {', '.join(comparison.model_differences)}: part of a gap may be theirs.")
    for row in comparison.metrics.itertuples():
        error = "" if row.test_accuracy_n < 2 else f" ± {row.test_accuracy_se:.1%}"
        print(f"{row.name:32.32}  test accuracy {row.test_accuracy:.1%}{error} (N = {row.test_accuracy_n})")
    for note in comparison.notes:
        print(note)
