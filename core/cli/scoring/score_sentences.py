"""Scoring a file of sentences: a label for each of their tokens in another file, and a summary."""

from typing import Any

from core.cli.output import print_json, print_notes
from core.cli.scoring.score_file import FileRequest
from core.cli.standard_input import readable_file
from core.config import FileSettings
from core.runs.run import Run
from core.system.formatting import counted


def score_sentences(run: Run, request: FileRequest, settings: FileSettings, as_json: bool) -> None:
    """Label every token, write the result and print the summary; notes go to standard error.

    The columns of tokens and tags are those that the options name, else those of the run's settings, else detected.
    """
    from core.data.formats.tagged.column_choice import TaggedColumns
    from core.data.formats.tagged.tagged_file import read_tagged
    from core.inference.inputs.tagged_table import summarize_tags, tagged_table
    from core.inference.scorer import Scorer
    from core.system.files import exporting
    from core.system.table_writer import write_table

    scorer, dataset = Scorer(run.folder, run.config), run.config.dataset
    columns = TaggedColumns(
        request.column or dataset.text_column, request.label_column or dataset.label_column, dataset.sentence_column
    )
    with readable_file(request.csv) as file:
        tagged = read_tagged(file, settings, columns, least_tags=1)
    table = tagged_table(scorer, tagged)
    with exporting(request.out):
        write_table(table, request.out)
    summary = summarize_tags(table, scorer.class_names) | {"run_id": run.run_id, "out": str(request.out)}
    print_notes(tagged.notes)
    if as_json:
        print_json(summary | {"notes": list(tagged.notes)})
    for line in [] if as_json else _lines(summary):
        print(line)


def _lines(summary: dict[str, Any]) -> list[str]:
    sentences = counted(summary["num_sentences"], "sentence", "sentences")
    lines = [
        f"{sentences} with {counted(summary['num_tokens'], 'token', 'tokens')} scored, written to {summary['out']}"
    ]
    if summary["accuracy"] is not None:
        unknown = summary["accuracy_of_unknown_words"]
        of_unknown = "" if unknown is None else f", of out-of-vocabulary words {unknown:.1%}"
        lines.append(f"accuracy {summary['accuracy']:.1%}{of_unknown}, macro F1 {summary['macro_f1']:.1%}")
    if spans := summary["spans"]:
        lines.append(
            f"spans: precision {spans['precision']:.1%}, recall {spans['recall']:.1%}, F1 {spans['f1']:.1%} "
            f"({spans['actual']:,} in the file)"
        )
    lines += [
        f"The tag {tag!r} ({counted(number, 'token', 'tokens')}) is not a class of the network; not counted."
        for tag, number in summary["unmatched"].items()
    ]
    return lines
