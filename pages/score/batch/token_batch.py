"""Token batch: pasted sentences with the labels of their tokens by every network, a row a line, or a file of them."""

from collections.abc import Sequence

import streamlit as st

from core.errors import BothwaysError
from core.runs.run import Run
from core.system.table_writer import csv_bytes
from pages.score.batch.sentence_file import sentence_file
from pages.score.compatible_runs import unique_names
from pages.score.token_cards import tag_texts
from pages.shared.ui import error_box
from pages.shared.ui.formats import count

LINES = "token_lines"
_SOURCES = {"paste": "Paste lines", "file": "File"}
_NO_LINES = "No sentences yet. Paste one sentence per line."


def token_batch(runs: Sequence[Run]) -> None:
    """The choice between pasted lines and a file of sentences, and the labels of these."""
    source = st.segmented_control(
        "Sentences", list(_SOURCES), default="paste", required=True, key="token_batch_source",
        format_func=_SOURCES.__getitem__, label_visibility="collapsed",
    )  # fmt: skip
    (line_table if source == "paste" else sentence_file)(runs)


def line_table(runs: Sequence[Run]) -> None:
    """A box for lines, and the table of their labels; the file to download has a row for each token."""
    from core.inference.inputs.tagged_lines import MOST_LINES, line_frame, token_frame, typed_lines

    text = st.text_area(
        "One sentence per line", key=LINES, height=160, placeholder="One sentence per line",
        label_visibility="collapsed",
    )  # fmt: skip
    lines = typed_lines(text)
    if not lines or not runs:
        st.caption(_NO_LINES)
        return
    if len(lines) > MOST_LINES:
        st.warning(f"There are {count(len(lines))} lines; the first {count(MOST_LINES)} are labelled.")
    names = unique_names(runs)
    try:
        tagged = {name: tag_texts(run, lines[:MOST_LINES]) for run, name in zip(runs, names, strict=True)}
    except BothwaysError as error:
        error_box.error_box(error_box.error_parts(error), key="token_lines_error")
        return
    data = {name: run.config.dataset.name for run, name in zip(runs, names, strict=True)}
    wide = st.column_config.TextColumn(width="large")
    st.dataframe(
        line_frame(tagged, data), hide_index=True, key="token_lines_table",
        alt="Each line with the labels of every network", column_config=dict.fromkeys(("Line", *names), wide),
    )  # fmt: skip
    st.download_button(
        "Download CSV", lambda: csv_bytes(token_frame(tagged)), "tokens.csv", "text/csv", key="token_lines_csv",
        icon=":material/download:", on_click="ignore", help="A row for each token, with its label and probability.",
    )  # fmt: skip
