"""Sentence file: a file of sentences with a label for every token, scored by every network and compared with it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.catalog import SOURCES
from core.errors import BothwaysError
from core.reports.figures.theme import tag_styles
from core.runs.run import Run
from core.system.formatting import counted
from core.system.table_writer import csv_bytes
from pages.score.compatible_runs import unique_names
from pages.shared.access import visitor
from pages.shared.data import file_input
from pages.shared.session import cache
from pages.shared.ui import badges, error_box
from pages.shared.ui.formats import percent
from pages.shared.ui.tag_chips import Chip, chips_html

if TYPE_CHECKING:
    import pandas as pd

_SAVED = "sentence_kept_upload"  # the id of the upload and the path of its copy
_TYPES = list(file.uploads) if (file := SOURCES["own_tokens"].file) else []
_MAX_MEGABYTES = 5  # about 30,000 sentences, which take some seconds; the command line scores any number
_HELP = (
    "CoNLL, CoNLL-U, JSON lines, Parquet or a CSV with a word a row, up to 5 MB; `score --file` has no such limit. "
    "The columns are those of the training, else they are detected."
)
_NUM_SENTENCES = 3  # that are drawn
_MOST_TOKENS = 60


def sentence_file(runs: Sequence[Run]) -> None:
    """Upload a file; the labels of every network, how well they agree with the file, and the first sentences."""
    upload = st.file_uploader(
        "A file of sentences", _TYPES, key="sentence_upload", label_visibility="collapsed",
        max_upload_size=_MAX_MEGABYTES, **visitor.permit("editor", help=_HELP),
    )  # fmt: skip
    if upload is None:
        st.caption("No file yet. Upload sentences with a label for each token to measure the networks on them.")
        return
    path = file_input.saved_upload(upload, _SAVED)
    for run, name in zip(runs, unique_names(runs), strict=True):
        with st.container(border=True, key=f"sentences_{run.run_id}"):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.text(name, width="content")
                badges.direction_badge(run.config.model.direction)
            try:
                table, summary, notes = _scored(path, run.run_id, run.finished_at, run)
            except BothwaysError as error:
                error_box.error_box(error_box.error_parts(error), key=f"sentences_error_{run.run_id}")
            else:
                _result(run, table, summary, notes)


def _result(run: Run, table: "pd.DataFrame", summary: dict[str, Any], notes: tuple[str, ...]) -> None:
    numbers = {"Accuracy": summary["accuracy"], "Macro F1": summary["macro_f1"]}
    numbers["Accuracy, unknown words"] = summary["accuracy_of_unknown_words"]
    if summary["spans"]:
        numbers["Span F1"] = summary["spans"]["f1"]
    for column, (label, share) in zip(st.columns(len(numbers)), numbers.items(), strict=True):
        column.metric(label, percent(share))
    sentences = counted(summary["num_sentences"], "sentence", "sentences")
    st.text(f"{sentences} with {counted(summary['num_tokens'], 'token', 'tokens')}. ≠ marks labels unlike the file's.")
    styles = tag_styles(cache.scorer(run).class_names)
    for _, rows in table[table["sentence"] <= _NUM_SENTENCES].groupby("sentence"):
        columns = (
            rows[name].head(_MOST_TOKENS).tolist() for name in ("word", "label", "tag", "probability", "is_known")
        )
        chips = [
            Chip(word, label, f"{word}: {label} {percent(share)}, in the file {tag}", label != tag, not is_known)
            for word, label, tag, share, is_known in zip(*columns, strict=True)
        ]
        st.html(chips_html(chips, styles))
    for tag, number in summary["unmatched"].items():
        st.text(f"· The label {tag!r} ({counted(number, 'token', 'tokens')}) is no class of the network: not counted.")
    for note in notes:
        st.text(f"· {note}")
    st.download_button(
        "Download CSV", lambda: csv_bytes(table), "labels.csv", "text/csv", key=f"sentences_csv_{run.run_id}",
        icon=":material/download:", on_click="ignore", help="A row for each token.",
    )  # fmt: skip


@st.cache_data(show_spinner="Labelling the sentences …", max_entries=8)
def _scored(
    path: str, run_id: str, finished_at: float | None, _run: Run
) -> "tuple[pd.DataFrame, dict[str, Any], tuple[str, ...]]":
    from core.data.formats.tagged.column_choice import TaggedColumns
    from core.data.formats.tagged.tagged_file import read_tagged
    from core.inference.inputs.tagged_table import summarize_tags, tagged_table

    dataset, scorer = _run.config.dataset, cache.scorer(_run)
    columns = TaggedColumns(dataset.text_column, dataset.label_column, dataset.sentence_column)
    tagged = read_tagged(Path(path), columns=columns, least_tags=1)
    table = tagged_table(scorer, tagged)
    return table, summarize_tags(table, scorer.class_names), tagged.notes
