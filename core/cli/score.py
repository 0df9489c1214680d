"""The verb that scores: `score`, for single inputs or for all rows of a CSV file."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from tqdm import tqdm

from core.cli.output import print_json
from core.cli.parser import FILE, RUN, NumbersCommand, command, without_guard
from core.errors import InputError, RunStateError, UsageError
from core.runs.demo.bundled import find_runs
from core.runs.run import Run
from core.runs.store import RunStore
from core.settings import Workspace
from core.source import Kind
from core.system.paths import check_regular

if TYPE_CHECKING:
    from core.inference.decision_rule import LabelThresholds, Rule
    from core.inference.scorer import Scorer


@dataclass(frozen=True)
class Answer:
    """A run's prediction for one input: as plain values for JSON, and as a line of text with a note below."""

    document: dict[str, Any]
    line: str
    note: str = ""


@RUN
@click.argument(
    "inputs",
    nargs=-1,
    metavar="INPUT...",
    callback=without_guard,
    help="Sentences, paths of PNG or JPEG files, or sequences of numbers, as the run's network reads.",
)
@click.option("--csv", type=FILE, metavar="FILE", help="Score every row of a CSV file instead.")
@click.option("--column", metavar="NAME", help="The file's text column; by default the one with the longest texts.")
@click.option("--label-column", metavar="NAME", help="The file's column of true labels, to measure accuracy.")
@click.option(
    "--threshold",
    type=float,
    metavar="SHARE",
    help="Adds a decision: the positive class above this probability (default: the threshold stored with the run).",
)
@click.option("--positive", metavar="CLASS", help="With --threshold: the positive class (default: the second one).")
@click.option("--out", type=FILE, metavar="FILE", help="The .csv, .parquet or .jsonl file to write the scored rows to.")
def score(
    store: RunStore, workspace: Workspace, run: str, inputs: Sequence[str] = (), csv: Path | None = None,
    column: str | None = None, label_column: str | None = None, threshold: float | None = None,
    positive: str | None = None, out: Path | None = None, as_json: bool = False,
) -> int:  # fmt: skip
    """Score sentences, pictures, sequences or a CSV file."""
    if positive is not None and threshold is None:
        raise UsageError("--threshold is missing.", "--positive names its class.", "Add --threshold 0.3, for example.")
    file_options = {"--csv": csv, "--column": column, "--label-column": label_column, "--out": out}
    _check_one_way(inputs, [name for name, value in file_options.items() if value is not None])
    if inputs:
        runs = find_runs(store, run)
        _score_inputs(runs, inputs, as_json, _rule(runs, threshold, positive))
        return 0
    if csv is None or out is None:
        missing = "--csv" if csv is None else "--out"
        raise InputError(f"{missing} is missing.", "A file is scored with --csv and --out.", f"Add {missing} FILE.")
    _check_csv(csv)
    _check_out(csv, out)
    runs = find_runs(store, run)
    _score_file(runs, csv, column, label_column, out, as_json, _rule(runs, threshold, positive))
    return 0


def _rule(runs: Sequence[Run], threshold: float | None, positive: str | None) -> "Rule | None":
    """The rule that the options name."""
    from core.inference.decision_rule import DecisionRule, LabelThresholds
    from core.inference.scorer import Scorer

    if threshold is None:
        return None
    names = Scorer(runs[0].folder, runs[0].config).class_names
    if runs[0].config.model.head != "multi_label":
        return DecisionRule(positive or names[-1], threshold)
    if positive is not None:
        raise UsageError("--positive was given.", "With several labels, all have the threshold.", "Leave it out.")
    return LabelThresholds(dict.fromkeys(names, threshold))


def predictions(run: Run, inputs: Sequence[str], rule: "Rule | None" = None) -> list[Answer]:
    """A finished run's predictions for sentences, paths of pictures or sequences of numbers.

    Args:
        rule: decides for texts, instead of the rule that is stored with the run.

    Raises:
        InputError: when a picture or a sequence cannot be read.
        RunStateError: when the run has no network yet.
    """
    if run.status != "finished":
        raise RunStateError(
            f"Run {run.run_id} is {run.status}.",
            "Only a finished run has a trained and tested network.",
            "Wait until it is finished, resume it, or choose another run.",
        )
    from core.inference.scorer import Scorer

    scorer = Scorer(run.folder, run.config)
    if run.config.dataset.kind == "text":
        return _text_predictions(scorer, run, inputs, rule)
    if rule:
        raise UsageError("--threshold was given.", "Only decisions about texts have one.", "Leave it out.")
    return _PREDICTIONS[run.config.dataset.kind](scorer, run, inputs)


def _check_one_way(inputs: Sequence[str], file_options: Sequence[str]) -> None:
    """Refuse a mixture of the two ways to score, before anything is scored."""
    if bool(inputs) == bool(file_options):
        problem = (
            f"Both {inputs[0]!r} and {file_options[0]} were given" if file_options else "There is nothing to score"
        )
        expected = "Either inputs are scored and printed, or a file is scored with --csv and --out."
        raise InputError(f"{problem}.", expected, "Give inputs, or --csv FILE with --out FILE.")


def _check_csv(csv: Path) -> None:
    check_regular(csv, "--csv")  # a pipe would block, and cannot be read twice
    try:
        csv.open("rb").close()
    except OSError as error:
        problem = f"There is no file {csv}" if isinstance(error, FileNotFoundError) else f"{csv}: {error.strerror}"
        raise InputError(f"{problem}.", "--csv must name a CSV file.", "Correct the path.") from None


def _check_out(csv: Path, out: Path) -> None:
    from core.system.table_writer import ENDINGS

    hint = f"Choose another file, such as {csv.stem}-scored.csv."
    if out.suffix.lower() not in ENDINGS:
        raise InputError(f"--out is {out}.", f"Its name ends in {', '.join(ENDINGS)}.", hint)
    if out.resolve() == csv.resolve():
        raise InputError(f"--out is {out}, the file that is scored.", "The scored file is never overwritten.", hint)
    if not out.absolute().parent.is_dir():
        raise InputError(f"There is no folder {out.absolute().parent}.", "--out must be in an existing folder.", hint)


def _score_inputs(runs: Sequence[Run], inputs: Sequence[str], as_json: bool, rule: "Rule | None") -> None:
    answers = [(run, answer) for run in runs for answer in predictions(run, inputs, rule)]
    if as_json:
        print_json([{"run_id": run.run_id} | answer.document for run, answer in answers])
    for run, answer in [] if as_json else answers:
        print(f"{run.run_id:18}  {answer.line}" if len(runs) > 1 else answer.line)
        if answer.note:
            print(f"  {answer.note}")


def _text_predictions(scorer: "Scorer", run: Run, texts: Sequence[str], rule: "Rule | None") -> list[Answer]:
    from core.inference.confidence import confidence_of, num_choices
    from core.inference.decision_rule import DecisionRule, LabelThresholds, read_rule
    from core.inference.similar_rows import observed_confidence

    observed, answers = observed_confidence(run.folder), []
    rule = rule or read_rule(run.folder)
    for score in scorer.score(texts):
        probabilities = score.probabilities
        trust = confidence_of(score.probability, num_choices(score), observed, score.num_words)
        document, note = {"text": score.text, "confidence": trust.document}, trust.sentence
        if score.labels is not None:
            decided = rule if isinstance(rule, LabelThresholds) else scorer.label_rule
            answers.append(_label_answer(score.text, decided, probabilities, document, note))
            continue
        if isinstance(rule, DecisionRule):
            decision = rule.decide(probabilities)
            document["decision"] = {"label": decision, "positive": rule.positive, "threshold": rule.threshold}
            note = f"Decided: {decision} ({rule.words}). {note}"
        answers.append(_answer(score.text, score.label, probabilities, document, note=note))
    return answers


def _image_predictions(scorer: "Scorer", run: Run, paths: Sequence[str]) -> list[Answer]:
    import numpy as np

    from core.inference.inputs.digit_images import read_picture

    scores = scorer.score_images(np.stack([read_picture(_content(path), path) for path in paths]))
    return [_answer(path, score.label, score.probabilities) for path, score in zip(paths, scores, strict=True)]


def _sequence_predictions(scorer: "Scorer", run: Run, texts: Sequence[str]) -> list[Answer]:
    from core.inference.inputs.sequences import parse_values

    rows = [parse_values(text) for text in texts]
    return [_step_answer(scorer, run, text.strip(), values) for text, values in zip(texts, rows, strict=True)]


def _step_answer(scorer: "Scorer", run: Run, text: str, values: Sequence[float]) -> Answer:
    from core.inference.inputs.sequences import score_sequence

    score = score_sequence(scorer, values, run.config.dataset.task)
    zero, one = scorer.class_names
    labels = [scorer.class_names[label] for label in score.predicted]
    expected = [scorer.class_names[label] for label in score.expected]
    document = {
        "input": text,
        "labels": labels,
        "expected": expected,
        "probabilities": [{zero: 1 - share, one: share} for share in score.probabilities],
    }
    line = f"{' '.join(labels)}  expected {' '.join(expected)}  {score.num_right} of {len(values)} right  {text}"
    return Answer(document, line)


def _answer(
    entered: str, label: str, probabilities: dict[str, float], more: Mapping[str, Any] | None = None, note: str = ""
) -> Answer:
    document = {"input": entered, **(more or {}), "label": label, "probabilities": probabilities}
    return Answer(document, f"{label} {probabilities[label]:.1%}  {entered}", note)


def _label_answer(
    text: str, rule: "LabelThresholds", probabilities: dict[str, float], more: Mapping[str, Any], note: str
) -> Answer:
    """The labels above their thresholds, each with its probability; the confidence is that of the stored thresholds."""
    labels, thresholds = rule.labels(probabilities), {name: rule.threshold_of(name) for name in probabilities}
    document = {"input": text, **more, "labels": labels, "probabilities": probabilities, "thresholds": thresholds}
    return Answer(document, f"{rule.summary(probabilities)}  {text}", note)


def _content(path: str) -> bytes:
    try:
        return Path(path).expanduser().read_bytes()
    except (OSError, RuntimeError, ValueError) as error:  # also an unknown user's home, and a NUL in the path
        raise InputError(
            f"{path!r} cannot be read ({error}).", "It must be a PNG or JPEG file.", "Correct the path."
        ) from None


_PREDICTIONS: dict[Kind, Callable[["Scorer", Run, Sequence[str]], list[Answer]]] = {
    "image": _image_predictions,
    "sequence": _sequence_predictions,
}


def _score_file(
    runs: Sequence[Run], csv: Path, column: str | None, label_column: str | None, out: Path, as_json: bool,
    rule: "Rule | None",
) -> None:  # fmt: skip
    from core.data.tables.text_table import read_csv
    from core.inference.batch import load_scorers, result_frame, score_table, write_result
    from core.inference.batch_summary import summarize

    scorers = load_scorers([run.network for run in runs])
    table = read_csv(csv, column, label_column, [run.reading for run in runs])
    with tqdm(unit="row", desc="scoring", file=sys.stderr) as bar:
        scores = score_table(table, scorers, lambda done, total: _update(bar, done, total))
    write_result(result_frame(table, scores, rule), out)
    summary = summarize(table, scores) | {"out": str(out)}
    if as_json:
        print_json(summary)
    for line in [] if as_json else _summary_lines(summary):
        print(line)


def _update(bar: tqdm, done: int, total: int) -> None:
    bar.total = total
    bar.update(done - bar.n)


def _summary_lines(summary: dict[str, Any]) -> list[str]:
    lines = [f"{summary['num_scored']:,} of {summary['num_rows']:,} rows scored, written to {summary['out']}"]
    lines += [f"row {row['row']:,}: {row['problem']}" for row in summary["problems"]]
    if (more := summary["num_problems"] - len(summary["problems"])) > 0:
        lines.append(f"and {more:,} more rows that were not scored")
    for model in summary["models"]:
        counts = ", ".join(f"{name} {count:,}" for name, count in model["class_counts"].items())
        lines.append(f"{model['run_id']}  {model['name']}: {counts}{_accuracy(model['labelled'])}")
    return lines


def _accuracy(labelled: dict[str, Any] | None) -> str:
    if labelled is None:
        return ""
    names = ", ".join(f"{label!r} ({count:,})" for label, count in labelled["unmatched"].items())
    unmatched = f"; labels that match no class: {names}" if names else ""
    if not labelled["num_labelled"]:
        return f"; no label matches a class{unmatched}"
    low, high = labelled["accuracy_low"], labelled["accuracy_high"]
    f1 = f", micro F1 {labelled['micro_f1']:.1%}, macro F1 {labelled['f1']:.1%}" if labelled.get("micro_f1") else ""
    share = f"{labelled['accuracy']:.1%} of {labelled['num_labelled']:,} ({low:.1%} to {high:.1%})"
    return f"; accuracy {share}{f1}{unmatched}"


COMMANDS = (
    command("score", score, 'score demo --json "A sentence."', 'score 90ab "0.1, 0.5, -0.3"',
            "score 3f2a --csv reviews.csv --column text --label-column label --out scored.csv", cls=NumbersCommand),
)  # fmt: skip
