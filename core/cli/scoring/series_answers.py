"""Predictions for series: typed ones as the command line prints them, and those of a file in another file."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from core.cli.output import print_json, print_notes
from core.cli.scoring.answer import Answer
from core.cli.scoring.score_file import FileRequest
from core.cli.standard_input import readable_file
from core.config import FileSettings
from core.errors import UsageError
from core.runs.run import Run
from core.system.files import exporting
from core.system.formatting import short

if TYPE_CHECKING:
    from core.inference.scorer import Scorer


_MOST_CHARACTERS = 60  # of a series in its line


def series_answers(scorer: "Scorer", run: Run, texts: Sequence[str]) -> list[Answer]:
    """The class of each typed series."""
    from core.inference.inputs.series import parse_series, read_scaling, score_series

    dataset, number = run.config.dataset, read_scaling(scorer).num_channels
    series = [
        parse_series(text, number, dataset, f"Series {place}" if len(texts) > 1 else "The series")
        for place, text in enumerate(texts, start=1)
    ]
    answers = []
    for text, score in zip(texts, score_series(scorer, series), strict=True):
        document = {"input": text.strip(), "label": score.label, "probabilities": score.probabilities}
        answers.append(Answer(document, f"{score.label} {score.probability:.1%}  {short(text, _MOST_CHARACTERS)}"))
    return answers


def score_series_file(runs: Sequence[Run], request: FileRequest, settings: FileSettings, as_json: bool) -> None:
    """Score every series of a file by finished runs, write the result and print the summary.

    Notes go to standard error.
    """
    from core.data.sources.series.layouts.long_rows import SeriesColumns
    from core.inference.inputs.series_rows import SeriesNetwork, read_series_to_score, score_rows, summary_of
    from core.inference.scorer import Scorer
    from core.system.table_writer import write_table

    if request.column is not None:
        raise UsageError("--column was given.", "Series have no text column.", "Leave it out.")
    networks = [SeriesNetwork(run.run_id, run.name, run.config.dataset, Scorer(run.folder, run.config)) for run in runs]
    trained = runs[0].config.dataset
    dataset = trained.model_copy(update=settings.model_dump(include=set(FileSettings.model_fields)))
    columns = SeriesColumns(trained.series_column, trained.time_column, request.label_column or trained.label_column)
    with readable_file(request.csv) as file:
        table = read_series_to_score(file, dataset, columns)
    frame = score_rows(table, networks)
    with exporting(request.out):
        write_table(frame, request.out)
    summary = summary_of(table, frame, networks) | {"out": str(request.out)}
    print_notes(summary["notes"])
    if as_json:
        print_json(summary)
        return
    print(f"{summary['num_rows']:,} series scored, written to {summary['out']}")
    for model in summary["models"]:
        counts = ", ".join(f"{count:,} {name}" for name, count in model["class_counts"].items())
        print(f"{model['run_id']}  {model['name']}: {counts}{_accuracy(model['labelled'])}")


def _accuracy(labelled: dict[str, Any] | None) -> str:
    if labelled is None:
        return ""
    low, high = labelled["accuracy_low"], labelled["accuracy_high"]
    return f"; accuracy {labelled['accuracy']:.1%} of {labelled['num_labelled']:,} ({low:.1%} to {high:.1%})"
