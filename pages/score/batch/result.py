"""The result of batch scoring: class shares, confidence, least certain rows, accuracy and the files to download."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from core.errors import InputError
from core.reports.figures.datasets import class_balance
from core.reports.figures.scores import confidence_histogram
from core.runs.jobs.batch_job import CSV, JSON_LINES, PARQUET, BatchJob
from core.system.formatting import MOST_CLASSES, frequent_classes, frequent_classes_note
from pages.shared.ui import badges
from pages.shared.ui.chart import chart
from pages.shared.ui.formats import count, percent, seconds, short

_ROW_HEIGHT = 32
_MOST_ROWS = 8  # that a table shows without scrolling


def result(job: BatchJob) -> None:
    """The summary of a finished job and its downloads."""
    from core.inference.batch_summary import agreement_sentence  # only a result loads what scores

    summary = job.summary()
    st.text(f"{count(summary['num_scored'])} of {count(summary['num_rows'])} rows scored in {seconds(job.seconds)}")
    for note in summary["notes"]:
        st.text(note)
    _downloads(job)
    _problems(summary)
    if agreement := agreement_sentence(summary):
        st.text(agreement)
    models = summary["models"] if summary["num_scored"] else []
    for number, column in enumerate(st.columns(max(2, len(models)))[: len(models)]):
        with column, st.container(border=True, key=f"many_model_{number}"):
            _model(models[number], number)


def _downloads(job: BatchJob) -> None:
    with st.container(horizontal=True):
        _download(
            "CSV", job.folder / CSV, "text/csv",
            "For spreadsheets: text that would run as a formula has an apostrophe before it, and the column "
            "spreadsheet_guard lists it. Bothways reads the file as it was.",
        )  # fmt: skip
        _download(
            "Parquet", job.folder / PARQUET, "application/vnd.apache.parquet", "For programs: columns with types."
        )
        _download(
            "JSON lines", job.folder / JSON_LINES, "application/x-ndjson", "For programs: an object for each row."
        )


def _download(name: str, path: Path, kind: str, help: str) -> None:
    st.download_button(
        f"Download {name}", _content_of(path), f"scored{path.suffix}", kind, key=f"many_{name}", help=help,
        icon=":material/download:", on_click="ignore",
    )  # fmt: skip


def _content_of(path: Path) -> Callable[[], bytes]:
    def read() -> bytes:
        with suppress(FileNotFoundError):
            return path.read_bytes()
        raise InputError("This result has expired.", "Results are kept for a day.", "Score the texts again.")

    return read


def _problems(summary: Mapping[str, Any]) -> None:
    number = summary["num_problems"]
    if not number:
        return
    with st.expander(f"{count(number)} row{' was' if number == 1 else 's were'} not scored"):
        _table(pd.DataFrame(summary["problems"]), "many_problems", "Rows that were not scored, and why", {
            "row": st.column_config.NumberColumn("Row", width=80, format="localized"),
            "problem": st.column_config.TextColumn("Why", width="large"),
        })  # fmt: skip
        if number > len(summary["problems"]):
            st.caption(f"The first {count(len(summary['problems']))}; the files list all of them.")


def _model(model: Mapping[str, Any], number: int) -> None:
    from core.inference.batch_summary import model_notes

    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(short(model["name"]), width="content")
        badges.direction_badge(model["direction"])
    if model["labelled"]:
        _labelled(model["labelled"], model["class_counts"], number)
    counts = model["class_counts"]
    most = sorted(counts.items(), key=lambda item: -item[1])[:MOST_CLASSES]
    shares = ", ".join(f"{name}: {count(rows)}" for name, rows in most)
    chart(class_balance(counts, "Predictions"), f"many_shares_{number}", f"Rows by class. {shares}")
    alt = "Rows by confidence, the probability of the predicted class"
    num_choices = 2 ** len(counts) if model.get("has_label_sets") else len(counts)
    chart(confidence_histogram(model["confidence"], num_choices), f"many_confidence_{number}", alt)
    for note in model_notes(model):
        st.text(note)
    st.text("Least certain rows")
    frame = pd.DataFrame(model["least_certain"])
    frame["probability"] *= 100
    _table(frame, f"many_doubtful_{number}", "The rows with the least certain predictions", {
        "row": st.column_config.NumberColumn("Row", width=60, format="localized"),
        "text": st.column_config.TextColumn("Text", width="medium"),
        "label": st.column_config.TextColumn("Prediction", width=80),
        "probability": st.column_config.NumberColumn("Probability", width=90, format="%.1f %%"),
    })  # fmt: skip


def _labelled(labelled: Mapping[str, Any], counts: Mapping[str, int], number: int) -> None:
    if not labelled["num_labelled"]:
        return
    low, high = percent(labelled["accuracy_low"]), percent(labelled["accuracy_high"])
    st.metric("Accuracy", percent(labelled["accuracy"]))
    st.text(f"N = {count(labelled['num_labelled'])}, 95 % interval {low} to {high}, macro F1 {percent(labelled['f1'])}")
    if labelled["confusion"] is None:
        _labels(labelled["of_labels"], number)
        return
    confusion = pd.DataFrame(labelled["confusion"], columns=[f"predicted {name}" for name in counts])
    places = frequent_classes(confusion.sum(axis="columns").tolist())
    frame = confusion.iloc[places, places]
    frame.insert(0, "true label", [list(counts)[place] for place in places])
    if note := frequent_classes_note(len(counts)):
        st.caption(note)
    _table(frame, f"many_confusion_{number}", "Rows by true label and predicted class", {})


def _labels(of_labels: Mapping[str, Mapping[str, int]], number: int) -> None:
    """How often each of several labels was there, was predicted, and both."""
    frame = pd.DataFrame(
        [(name, one["actual"], one["predicted"], one["both"]) for name, one in of_labels.items()],
        columns=["label", "texts", "predicted", "both"],
    )
    frame["F1 (%)"] = (200 * frame["both"] / (frame["texts"] + frame["predicted"]).replace(0, 1)).round(1)
    _table(frame, f"many_labels_{number}", "Texts with each label, and texts predicted to have it", {})


def _table(frame: pd.DataFrame, key: str, alt: str, columns: Mapping[str, Any]) -> None:
    st.dataframe(
        frame, key=key, hide_index=True, row_height=_ROW_HEIGHT, alt=alt, column_config=dict(columns),
        height=_ROW_HEIGHT * (min(len(frame), _MOST_ROWS) + 1) + 3,
    )  # fmt: skip
