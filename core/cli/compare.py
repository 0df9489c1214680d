"""The verb that compares: `compare`."""

import sys
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from core.cli.compare_options import decision_options, evidence, read_options
from core.cli.output import print_json
from core.cli.parser import FILE, command
from core.cli.runs import compared_runs, find_run_or_study
from core.errors import BothwaysError, RunStateError, UsageError
from core.runs.jobs import queue
from core.runs.run import Run
from core.runs.store import RunStore
from core.runs.study import Study, progress_of, tried_among
from core.settings import Workspace
from core.system.files import exporting, write_whole
from core.system.formatting import percent, points, signed_points

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison
    from core.comparison.verdicts import Disagreement, Verdict

_MAX_VERDICTS = 6  # in full; the others are in the table of pairs


@click.argument("names", nargs=-1, required=True, metavar="RUN_OR_STUDY...", help="Ids, or their first characters.")
@click.option(
    "--rope",
    type=float,
    metavar="SHARE",
    help="Region of practical equivalence: smaller differences in accuracy do not matter "
    "(default: the study's, else 0.01).",
)
@click.option("--report", type=FILE, metavar="FILE", help="Write the whole comparison as one HTML file.")
@click.option("--csv", type=FILE, metavar="FILE", help="Write tidy results: one row for each run and metric.")
@click.option(
    "--costs",
    metavar="FP,FN",
    help="Costs of a false positive and of a false negative, such as 1,5: prints the decision threshold with the least "
    "cost on validation data, and its cost on the test set.",
)
@click.option("--positive", metavar="CLASS", help="With --costs: the positive class (default: the second one).")
@click.option("--keep-thresholds", is_flag=True, help="With --costs: store the thresholds, so that `score` uses them.")
@click.option(
    "--label-errors",
    type=FILE,
    metavar="FILE",
    help="Write the test rows whose label all networks confidently disagree with to a CSV file, and print the gaps "
    "without them.",
)
@click.option(
    "--slice",
    "slices",
    multiple=True,
    metavar="SLICE",
    help="Accuracy in a part of the test texts: word=not (a word as text.tokenizer=words cuts it), regex=PATTERN, "
    "length=0-10 or column=NAME=VALUE of your own file. May be repeated; needs the baselines.",
)
@click.option("--baseline", is_flag=True, help="Fit the baselines first if they are missing.")
def compare(
    store: RunStore, workspace: Workspace, names: Sequence[str], rope: float | None = None, report: Path | None = None,
    csv: Path | None = None, costs: str | None = None, positive: str | None = None, keep_thresholds: bool = False,
    label_errors: Path | None = None, slices: Sequence[str] = (), baseline: bool = False, as_json: bool = False,
) -> int:  # fmt: skip
    """Compare runs, or all runs of studies. Prints the verdict with its N and interval, and the evidence for it."""
    options = read_options(costs, positive, keep_thresholds, label_errors, slices)
    queue.reconcile(store, workspace)
    matches = [find_run_or_study(store, name) for name in names]
    runs = _runs(matches, store)
    study = matches[0] if len(matches) == 1 and isinstance(matches[0], Study) else None
    if len(runs) < 2:
        raise RunStateError(
            _too_few(runs, matches, store),
            "A comparison needs two runs or more.",
            "Name another run, or a study. See `python -m core runs`.",
        )
    if rope is None:
        rope = study.plan.rope if study else 0.01
    if not 0 <= rope < 0.5:
        raise UsageError(f"--rope is {rope:g}.", "It must be at least 0 and below 0.5.", "Write for example 0.01.")
    if baseline:
        _fit_baselines(runs, workspace)
    from core.comparison.comparison import compare_runs
    from core.comparison.presentation.json_document import comparison_document
    from core.comparison.presentation.results_csv import results_csv

    comparison = compare_runs(runs, workspace.home, rope, study)
    more = evidence(comparison, options)
    if report:
        from core.reports.report_panels import whole_report

        epochs = store.epochs([run.run_id for run in runs])
        _write(whole_report(comparison, epochs, decisions=decision_options(comparison, options)), report)
    if csv:
        _write(results_csv(comparison), csv)
    if as_json:
        print_json(comparison_document(comparison) | more.document)
    else:
        _print(comparison)
        for sentence in more.sentences:
            print(sentence)
    return 0


def _too_few(runs: Sequence[Run], matches: Sequence[Run | Study], store: RunStore) -> str:
    """What was named instead of two runs: of a study how far it is, since runs of its search are not compared."""
    states = [
        f"study {match.study_id} has {len(compared_runs(match, store))} to compare "
        f"({progress_of(store.of_study(match.study_id), match.plan)})"
        for match in matches
        if isinstance(match, Study)
    ]
    named = f"{len(runs)} {'run was' if len(runs) == 1 else 'runs were'} named"
    return f"{': '.join((named, *states))}."


def _write(text: str, path: Path) -> None:
    with exporting(path):
        write_whole(lambda part: part.write_text(text, encoding="utf-8"), path)


def _runs(matches: Sequence[Run | Study], store: RunStore) -> list[Run]:
    runs: dict[str, Run] = {}
    for match in matches:
        members = compared_runs(match, store) if isinstance(match, Study) else [match]
        runs |= {run.run_id: run for run in members}
    tried = tried_among(store.studies.list(), list(runs.values()))
    for run in tried:
        print(f"{run.name} ({run.run_id}) is left out: a search chose settings by it.", file=sys.stderr)
    return [run for run in runs.values() if run not in tried]


def _fit_baselines(runs: Sequence[Run], workspace: Workspace) -> None:
    from core.evaluation.baselines.baseline_fit import fit_baselines
    from core.evaluation.baselines.baseline_store import baseline_names, data_key, load_baselines
    from core.runs.jobs.baseline_job import CHANGED_DATA, UNKNOWN_DATA

    run = next((run for run in runs if run.data.get("fingerprint")), None)
    if run is None:
        print(UNKNOWN_DATA, file=sys.stderr)
        return
    key = data_key(run.config, run.data["fingerprint"])
    if len(load_baselines(workspace.home, key)) == len(baseline_names(run.config)) > 0:
        return
    try:
        fitted = fit_baselines(run.config, workspace.home, on_step=lambda step: print(step, file=sys.stderr))
        if any(baseline.key != key for baseline in fitted.values()):
            print(CHANGED_DATA, file=sys.stderr)
    except BothwaysError as error:
        print(error, file=sys.stderr)


def _print_verdict(comparison: "Comparison", verdict: "Verdict") -> None:
    from core.comparison.presentation.verdict_wording import error_odds_sentence, evidence_sentences, verdict_sentence
    from core.comparison.presentation.wording import limit_sentence, version_caution
    from core.comparison.verdicts.forward_limit import forward_limit

    print(verdict_sentence(verdict))
    if limit := forward_limit(comparison, verdict):
        print(f"  {limit_sentence(limit)}")
    if (chances := verdict.probabilities) and verdict.states_chances:
        print(
            f"  {verdict.b} is worse: {percent(chances.worse)}; practically the same (within {points(verdict.rope)}): "
            f"{percent(chances.same)}; better: {percent(chances.better)}"
        )
    if caution := version_caution(comparison, verdict):
        print(f"  {caution}")
    for sentence in evidence_sentences(verdict):
        print(f"  {sentence}")
    tests = ", ".join(f"seed {_seeds(one)} {one.test.p_value:.2g}" for one in verdict.between)
    print(f"  p of McNemar's test: {tests}")
    if len(verdict.splits) > 1:
        gaps = ", ".join(f"split {one.split} {signed_points(one.estimate.mean)}" for one in verdict.splits)
        print(f"  Points gained on each split: {gaps}")
    if odds := error_odds_sentence(comparison, verdict):
        print(f"  {odds}")


def _print_pairs(comparison: "Comparison") -> None:
    """All pairs at once, where there are several."""
    from core.comparison.presentation.pair_tables import pair_table

    if len(comparison.corrected_pairs) > 1:
        print(pair_table(comparison).to_string(index=False))


def _other_shares(row: "dict[Hashable, Any]", has_tokens: bool) -> str:
    """Shares beside the accuracy, which says little of several labels and of tokens that have one label mostly."""
    titles = {
        "test_micro_f1": "micro F1", "test_f1": "macro F1", "test_span_f1": "span F1",
        "test_unknown_accuracy": "unknown words",
    }  # fmt: skip
    if not has_tokens and not row["test_micro_f1_n"]:
        return ""
    return "; " + ", ".join(f"{title} {row[name]:.1%}" for name, title in titles.items() if row[f"{name}_n"])


def _seeds(pair: "Disagreement") -> str:
    return f"{pair.seed_a}" if pair.seed_a == pair.seed_b else f"{pair.seed_a} against {pair.seed_b}"


def _print(comparison: "Comparison") -> None:
    from core.comparison.presentation.display_tables import span_table
    from core.comparison.presentation.interval_tables import f1_sentences
    from core.comparison.presentation.pair_tables import lead_sentence
    from core.comparison.presentation.slice_wording import slice_caption, slice_sentence, slice_verdicts
    from core.comparison.presentation.wording import (
        baseline_sentence,
        confound_sentence,
        confounded_sentence,
        note_sentence,
        one_split_sentence,
        region_sentence,
        search_sentences,
        split_sentence,
        tokens_of,
    )

    if sentence := lead_sentence(comparison):
        print(sentence)
    for verdict in comparison.verdicts[:_MAX_VERDICTS]:
        _print_verdict(comparison, verdict)
    _print_pairs(comparison)
    has_tokens = comparison.has_token_labels
    for sentence in f1_sentences(comparison) if has_tokens else ():
        print(sentence)
    for sentence in (region_sentence(comparison), split_sentence(comparison), *search_sentences(comparison)):
        if sentence:
            print(sentence)
    for verdict in slice_verdicts(comparison):
        slices = comparison.slices[verdict.a, verdict.b]
        caption = slice_caption(slices, verdict, tokens_of(comparison))
        about = " ".join(filter(None, (caption, one_split_sentence(comparison))))
        print(f"Slices of the test set: {slice_sentence(slices, verdict.noun)}\n  {about}")
    if sentence := baseline_sentence(comparison):
        print(sentence)
    if comparison.confounds:
        print(confounded_sentence(comparison.runs))
    for confound in comparison.confounds:
        print(f"  {confound.kind}: {confound_sentence(confound)}")
    if comparison.model_differences:
        print(f"The networks also differ in {', '.join(comparison.model_differences)}: part of a gap may be theirs.")
    for row in comparison.metrics.to_dict("records"):
        number = row["test_accuracy_n"]
        size = (
            f"± {row['test_accuracy_se']:.1%}, standard error over seeds (N = {number} runs)"
            if number > 1
            else "(1 run)"
        )
        print(f"{row['name']:32.32}  test accuracy {row['test_accuracy']:.1%} {size}{_other_shares(row, has_tokens)}")
    for arm in comparison.arms if has_tokens and not comparison.confounds else ():
        if len(table := span_table(comparison, arm.name)):
            print(f"Spans of {arm.name}, mean of {len(arm.runs)} seeds:\n{table.to_string(index=False)}")
    for note in comparison.notes:
        print(note_sentence(note))


COMMANDS = (command("compare", compare, "compare s41c --report report.html", "compare 3f2a 8c41 --rope 0.02"),)
