"""The verb that scores: `score`, for single inputs or for all rows of a file."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from core.cli.output import print_json
from core.cli.parser import FILE, RUN, InputsCommand, command, without_guard
from core.cli.scoring.answer import Answer
from core.cli.scoring.score_file import FileRequest, score_file
from core.cli.scoring.score_sentences import score_sentences
from core.cli.scoring.series_answers import score_series_file, series_answers
from core.cli.scoring.token_answers import token_answers
from core.cli.standard_input import with_lines
from core.errors import InputError, RunStateError, UsageError
from core.runs.demo.bundled import find_runs
from core.runs.run import Run
from core.runs.store import RunStore
from core.settings import Workspace
from core.source import Kind

if TYPE_CHECKING:
    from core.inference.decision_rule import LabelThresholds, Rule
    from core.inference.scorer import Scorer

_INPUTS_AT_ONCE = 256  # so that the first predictions of a long standard input are printed before its end


Predict = Callable[[Sequence[str]], list[Answer]]


@RUN
@click.argument(
    "inputs",
    nargs=-1,
    metavar="INPUT...",
    callback=without_guard,
    help="Sentences, paths of PNG or JPEG files, or sequences of numbers, as the run's network reads; - for each line "
    "of standard input.",
)
@click.option(
    "--file",
    "--csv",
    "csv",
    type=FILE,
    metavar="FILE",
    help="Score every row of a table instead, in any format that training reads; - for one on standard input.",
)
@click.option("--column", metavar="NAME", help="The file's text column (default: as in training, else a guess).")
@click.option("--label-column", metavar="NAME", help="The file's column of true labels, to measure accuracy.")
@click.option(
    "--set",
    "assignments",
    multiple=True,
    metavar="dataset.KEY=VALUE",
    help="How the file is read, where that is not detected right, as for training; repeatable.",
)
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
    column: str | None = None, label_column: str | None = None, assignments: Sequence[str] = (),
    threshold: float | None = None, positive: str | None = None, out: Path | None = None, as_json: bool = False,
) -> int:  # fmt: skip
    """Score sentences, pictures, sequences, series or a file."""
    if positive is not None and threshold is None:
        raise UsageError("--threshold is missing.", "--positive names its class.", "Add --threshold 0.3, for example.")
    file_options = {
        "--file": csv, "--column": column, "--label-column": label_column, "--set": assignments or None, "--out": out,
    }  # fmt: skip
    _check_one_way(inputs, [name for name, value in file_options.items() if value is not None])
    if inputs:
        runs = find_runs(store, run)
        _score_inputs(runs, with_lines(inputs), as_json, _rule(runs, threshold, positive))
        return 0
    if csv is None or out is None:
        missing = "--file" if csv is None else "--out"
        raise InputError(f"{missing} is missing.", "A file is scored with --file and --out.", f"Add {missing} FILE.")
    request = FileRequest(csv, column, label_column, assignments, out)
    settings = request.check()
    runs = find_runs(store, run)
    kind = runs[0].config.dataset.kind
    if kind not in ("series", "tokens"):
        score_file(runs, request, settings, _rule(runs, threshold, positive), as_json)
        return 0
    if threshold is not None:
        raise UsageError("--threshold was given.", "Only decisions about texts have one.", "Leave it out.")
    if kind == "series":
        score_series_file([_finished(run) for run in runs], request, settings, as_json)
    else:
        score_sentences(_finished(runs[0]), request, settings, as_json)
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


def _check_one_way(inputs: Sequence[str], file_options: Sequence[str]) -> None:
    """Refuse a mixture of the two ways to score, before anything is scored."""
    if bool(inputs) == bool(file_options):
        problem = (
            f"Both {inputs[0]!r} and {file_options[0]} were given" if file_options else "There is nothing to score"
        )
        expected = "Either inputs are scored and printed, or a file is scored with --file and --out."
        raise InputError(f"{problem}.", expected, "Give inputs, or --file FILE with --out FILE.")


def _score_inputs(runs: Sequence[Run], inputs: Iterator[str], as_json: bool, rule: "Rule | None") -> None:
    """Score inputs as they come; one JSON document needs all of them first."""
    networks = [(run, _network(run, rule)) for run in runs]
    if as_json:
        everything = list(inputs)
        print_json([{"run_id": run.run_id} | one.document for run, predict in networks for one in predict(everything)])
    while some := list(islice(inputs, _INPUTS_AT_ONCE)):
        for run, predict in networks:
            for answer in predict(some):
                print(f"{run.run_id:18}  {answer.line}" if len(runs) > 1 else answer.line)
                for note in answer.notes:
                    print(f"  {note}")
        sys.stdout.flush()


def _network(run: Run, rule: "Rule | None") -> Predict:
    """What predicts with a finished run, for sentences, paths of pictures or sequences of numbers.

    Args:
        rule: decides for texts, instead of the rule that is stored with the run.

    Raises:
        RunStateError: when the run has no network yet.
    """
    from core.inference.scorer import Scorer

    scorer = Scorer(_finished(run).folder, run.config)
    if run.config.dataset.kind == "text":
        return _text_network(scorer, run, rule)
    if rule:
        raise UsageError("--threshold was given.", "Only decisions about texts have one.", "Leave it out.")
    predictions = _PREDICTIONS[run.config.dataset.kind]
    return lambda inputs: predictions(scorer, run, inputs)


def _finished(run: Run) -> Run:
    """The run itself.

    Raises:
        RunStateError: when it has no network yet.
    """
    if run.status != "finished":
        raise RunStateError(
            f"Run {run.run_id} is {run.status}.",
            "Only a finished run has a trained and tested network.",
            "Wait until it is finished, resume it, or choose another run.",
        )
    return run


def _text_network(scorer: "Scorer", run: Run, own_rule: "Rule | None") -> Predict:
    from core.inference.confidence import confidence_of, num_choices
    from core.inference.decision_rule import DecisionRule, LabelThresholds, read_rule
    from core.inference.inputs.text_notes import text_notes
    from core.inference.similar_rows import observed_confidence

    observed, rule = observed_confidence(run.folder), own_rule or read_rule(run.folder)

    def predict(texts: Sequence[str]) -> list[Answer]:
        answers = []
        for score in scorer.score(texts):
            probabilities = score.probabilities
            trust = confidence_of(score.probability, num_choices(score), observed, score.num_words)
            notes = text_notes(score)
            document = {
                "text": score.text,
                "confidence": trust.document,
                "num_known_words": score.num_tokens,
                "unknown_words": list(score.unknown_words),
                "num_cut": score.num_cut,
                "notes": notes,
            }
            remark = "" if score.num_tokens else " (no known word)"
            below = (trust.sentence, *notes)
            if score.labels is not None:
                decided = rule if isinstance(rule, LabelThresholds) else scorer.label_rule
                answers.append(_label_answer(score.text, decided, probabilities, document, below, remark))
                continue
            if isinstance(rule, DecisionRule):
                decision = rule.decide(probabilities)
                document["decision"] = {"label": decision, "positive": rule.positive, "threshold": rule.threshold}
                below = (f"Decided: {decision} ({rule.words}). {trust.sentence}", *notes)
            answers.append(_answer(score.text, score.label, probabilities, document, below, remark))
        return answers

    return predict


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

    score = score_sequence(scorer, values, run.config.dataset.target)
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
    entered: str, label: str, probabilities: dict[str, float], more: Mapping[str, Any] | None = None,
    notes: Iterable[str] = (), remark: str = "",
) -> Answer:  # fmt: skip
    document = {"input": entered, **(more or {}), "label": label, "probabilities": probabilities}
    return Answer(document, f"{label} {probabilities[label]:.1%}{remark}  {entered}", tuple(notes))


def _label_answer(
    text: str, rule: "LabelThresholds", probabilities: dict[str, float], more: Mapping[str, Any],
    notes: Iterable[str], remark: str,
) -> Answer:  # fmt: skip
    """The labels above their thresholds, each with its probability; the confidence is that of the stored thresholds."""
    labels, thresholds = rule.labels(probabilities), {name: rule.threshold_of(name) for name in probabilities}
    document = {"input": text, **more, "labels": labels, "probabilities": probabilities, "thresholds": thresholds}
    return Answer(document, f"{rule.summary(probabilities)}{remark}  {text}", tuple(notes))


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
    "series": series_answers,
    "tokens": token_answers,
}


COMMANDS = (
    command("score", score, 'score demo --json "A sentence."', 'score 90ab "0.1, 0.5, -0.3"',
            "score 3f2a --file reviews.csv --column text --label-column label --out scored.csv",
            "score 3f2a - < sentences.txt", cls=InputsCommand),
)  # fmt: skip
