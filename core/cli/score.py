"""The verb that scores: `score`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from core.cli.output import print_json
from core.cli.parser import Adder
from core.errors import InputError
from core.runs.bundled import find_runs
from core.runs.run import Run
from core.runs.store import RunStore
from core.settings import Workspace

_ENDINGS = (".csv", ".parquet")


def add_to(add: Adder) -> None:
    """Add this verb to the command line."""
    parser = add("score", score, "run")
    parser.add_argument("input", nargs="*", metavar="INPUT", help="a sentence, a path or numbers")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="score every row of a CSV file instead")
    parser.add_argument("--column", metavar="NAME", help="its column of texts; else the one with the longest")
    parser.add_argument("--label-column", metavar="NAME", help="its column of true labels, to compare with")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where the scored rows go, a .csv or .parquet file")


def score(options: argparse.Namespace, store: RunStore, settings: Workspace) -> int:
    """Score sentences, pictures (paths of PNG or JPEG files) or sequences (numbers with commas), or all of a CSV."""
    _check(options)
    runs = find_runs(store, options.run)
    return _score_file(options, runs) if options.csv else _score_inputs(options, runs)


def _check(options: argparse.Namespace) -> None:
    """Refuse what belongs to neither of the two ways to score, before anything is scored."""
    given = {"--csv": options.csv, "--column": options.column, "--label-column": options.label_column}
    given = [name for name, value in {**given, "--out": options.out}.items() if value is not None]
    if bool(options.input) == bool(given):
        problem = (
            f"Both {options.input[0].strip()!r} and {given[0]} were given" if given else "There is nothing to score"
        )
        expected = "Inputs are scored and printed, or a file with --csv and --out."
        raise InputError(f"{problem}.", expected, "Give inputs, or --csv FILE with --out FILE.")
    if given and (options.csv is None or options.out is None):
        missing = "--csv" if options.csv is None else "--out"
        raise InputError(f"{missing} is missing.", "A file is scored with --csv and --out.", f"Add {missing} FILE.")
    if options.out is not None:
        _check_csv(options.csv)
        _check_out(options.csv, options.out)


def _check_csv(csv: Path) -> None:
    try:
        csv.open("rb").close()
    except OSError as error:
        problem = f"There is no file {csv}" if isinstance(error, FileNotFoundError) else f"{csv}: {error.strerror}"
        raise InputError(f"{problem}.", "--csv must name a CSV file.", "Correct the path.") from None


def _check_out(csv: Path, out: Path) -> None:
    hint = f"Choose another file, such as {csv.stem}-scored.csv."
    if out.suffix.lower() not in _ENDINGS:
        raise InputError(f"--out is {out}.", f"Its name ends in {' or '.join(_ENDINGS)}.", hint)
    if out.resolve() == csv.resolve():
        raise InputError(f"--out is {out}, the file that is scored.", "The scored file is left as it is.", hint)
    if not out.absolute().parent.is_dir():
        raise InputError(f"There is no folder {out.absolute().parent}.", "--out lies in a folder that is there.", hint)


def _score_inputs(options: argparse.Namespace, runs: Sequence[Run]) -> int:
    from core.cli.answers import answers

    inputs = [word.removeprefix(" ") for word in options.input]
    found = [(run, answer) for run in runs for answer in answers(run, inputs)]
    if options.json:
        print_json([{"run_id": run.run_id} | answer.to_dict() for run, answer in found])
    for run, answer in [] if options.json else found:
        print(f"{run.run_id:18}  {answer}" if len(runs) > 1 else answer)
    return 0


def _score_file(options: argparse.Namespace, runs: Sequence[Run]) -> int:
    from core.data.tables.text_table import read_csv
    from core.inference.batch import load_scorers, result_frame, score_table, write_result
    from core.inference.batch_summary import summarize

    scorers = load_scorers([run.network for run in runs])
    table = read_csv(options.csv, options.column, options.label_column)
    with tqdm(unit="row", desc="scoring", file=sys.stderr) as bar:
        scores = score_table(table, scorers, lambda done, total: _show(bar, done, total))
    write_result(result_frame(table, scores), options.out)
    summary = summarize(table, scores) | {"out": str(options.out)}
    if options.json:
        print_json(summary)
    for line in [] if options.json else _lines(summary):
        print(line)
    return 0


def _show(bar: tqdm, done: int, total: int) -> None:
    bar.total = total
    bar.update(done - bar.n)


def _lines(summary: dict[str, Any]) -> list[str]:
    lines = [f"{summary['num_scored']:,} of {summary['num_rows']:,} rows scored, written to {summary['out']}"]
    lines += [f"row {one['row']:,}: {one['problem']}" for one in summary["problems"]]
    if (more := summary["num_problems"] - len(summary["problems"])) > 0:
        lines.append(f"and {more:,} more rows that were not scored")
    for model in summary["models"]:
        counts = ", ".join(f"{name} {count:,}" for name, count in model["class_counts"].items())
        lines.append(f"{model['run_id']}  {model['name']}: {counts}{_right(model['labelled'])}")
    return lines


def _right(labelled: dict[str, Any] | None) -> str:
    if labelled is None:
        return ""
    unmatched = ", ".join(f"{label!r} ({count:,})" for label, count in labelled["unmatched"].items())
    told = f"; labels that are no class: {unmatched}" if unmatched else ""
    if not labelled["num_labelled"]:
        return f"; no label is a class{told}"
    low, high = labelled["accuracy_low"], labelled["accuracy_high"]
    return f"; accuracy {labelled['accuracy']:.1%} of {labelled['num_labelled']:,} ({low:.1%} to {high:.1%}){told}"
