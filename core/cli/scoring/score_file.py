"""Scoring a file: its rows with their predictions in another file, and a summary."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from core.cli.output import print_json, print_notes
from core.cli.standard_input import DASH, readable_file
from core.config import FileSettings, RunConfig
from core.errors import InputError, UsageError
from core.runs.run import Run
from core.system.paths import check_regular

if TYPE_CHECKING:
    from core.inference.decision_rule import Rule


@dataclass(frozen=True)
class FileRequest:
    """What the options of `score` say about a file.

    Args:
        csv: the file to score; `-` is standard input.
        column, label_column: its columns of texts and of true labels.
        assignments: settings of how it is read, as `dataset.key=value`.
        out: the file to write.
    """

    csv: Path
    column: str | None
    label_column: str | None
    assignments: Sequence[str]
    out: Path

    def check(self) -> FileSettings:
        """The settings of the file, once the paths are known to be usable, before anything is scored.

        Raises:
            InputError: when a path cannot be read or written.
            UsageError, ConfigError: when an assignment is no setting of a file, or has a wrong value.
        """
        _check_csv(self.csv)
        _check_out(self.csv, self.out)
        return file_settings(self.assignments)


def file_settings(assignments: Sequence[str]) -> FileSettings:
    """How a file is read, from assignments such as `dataset.delimiter=;`, as for training; bad rows are kept.

    Raises:
        UsageError: when one is no setting of a file.
        ConfigError: when a value is wrong.
    """
    from core.data.tables.text_table import TO_SCORE

    names = [f"dataset.{key}" for key in FileSettings.model_fields]
    for assignment in assignments:
        name, equals, _ = assignment.partition("=")
        if equals and name.strip() not in names:
            raise UsageError(
                f"--set {name.strip()} does not say how a file is read.",
                f"To score a file, --set takes {', '.join(names)}.",
                "Remove it, or correct its name.",
            )
    values = {"name": "file", "path": DASH, **TO_SCORE.model_dump()}
    return RunConfig.from_dict({"dataset": values}).with_settings(assignments).dataset


def score_file(
    runs: Sequence[Run], request: FileRequest, settings: FileSettings, rule: "Rule | None", as_json: bool
) -> None:
    """Score every row, write the result and print the summary; notes go to standard error."""
    from core.data.tables.text_table import read_csv
    from core.inference.batch import load_scorers, result_frame, score_table, write_result
    from core.inference.batch_summary import summarize

    scorers = load_scorers([run.network for run in runs])
    with readable_file(request.csv) as file:
        table = read_csv(file, request.column, request.label_column, [run.reading for run in runs], settings)
    with tqdm(unit="row", desc="scoring", file=sys.stderr) as bar:
        scores = score_table(table, scorers, lambda done, total: _update(bar, done, total))
    scores = [one.decided_by(rule) for one in scores]
    write_result(result_frame(table, scores, rule), request.out)
    summary = summarize(table, scores) | {"out": str(request.out)}
    print_notes(summary["notes"])
    if as_json:
        print_json(summary)
    for line in [] if as_json else _summary_lines(summary):
        print(line)


def _check_csv(csv: Path) -> None:
    if str(csv) == DASH:
        return
    check_regular(csv, "--file")  # a pipe would block, and cannot be read twice
    try:
        csv.open("rb").close()
    except OSError as error:
        problem = f"There is no file {csv}" if isinstance(error, FileNotFoundError) else f"{csv}: {error.strerror}"
        raise InputError(
            f"{problem}.", "--file must name a file, or be - for standard input.", "Correct the path."
        ) from None


def _check_out(csv: Path, out: Path) -> None:
    from core.system.table_writer import ENDINGS

    hint = f"Choose another file, such as {'scored' if str(csv) == DASH else f'{csv.stem}-scored'}.csv."
    if out.suffix.lower() not in ENDINGS:
        raise InputError(f"--out is {out}.", f"Its name ends in {', '.join(ENDINGS)}.", hint)
    if out.resolve() == csv.resolve():
        raise InputError(f"--out is {out}, the file that is scored.", "The scored file is never overwritten.", hint)
    if not out.absolute().parent.is_dir():
        raise InputError(f"There is no folder {out.absolute().parent}.", "--out must be in an existing folder.", hint)


def _update(bar: tqdm, done: int, total: int) -> None:
    bar.total = total
    bar.update(done - bar.n)


def _summary_lines(summary: dict[str, Any]) -> list[str]:
    from core.inference.batch_summary import agreement_sentence, class_counts_text, model_notes

    lines = [f"{summary['num_scored']:,} of {summary['num_rows']:,} rows scored, written to {summary['out']}"]
    lines += [f"row {row['row']:,}: {row['problem']}" for row in summary["problems"]]
    if (more := summary["num_problems"] - len(summary["problems"])) > 0:
        lines.append(f"and {more:,} more rows that were not scored")
    if agreement := agreement_sentence(summary):
        lines.append(agreement)
    for model in summary["models"]:
        counts = class_counts_text(model)
        lines.append(f"{model['run_id']}  {model['name']}: {counts}{_accuracy(model['labelled'])}")
        lines += [f"  {note}" for note in model_notes(model)]
    return lines


def _accuracy(labelled: dict[str, Any] | None) -> str:
    if labelled is None or not labelled["num_labelled"]:
        return ""
    low, high = labelled["accuracy_low"], labelled["accuracy_high"]
    micro = f"micro F1 {labelled['micro_f1']:.1%}, " if labelled.get("micro_f1") is not None else ""
    share = f"{labelled['accuracy']:.1%} of {labelled['num_labelled']:,} ({low:.1%} to {high:.1%})"
    macro = "" if labelled["f1"] is None else f", {micro}macro F1 {labelled['f1']:.1%}"
    return f"; accuracy {share}{macro}"
