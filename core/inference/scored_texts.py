"""Texts with the prediction of every network: as plain values, as a table, and as CSV."""

from collections.abc import Sequence
from typing import TypedDict

import pandas as pd

from core.system.formatting import percent, short
from core.system.table_writer import csv_bytes

_MAX_TEXT, _MAX_NAME, _MAX_LABEL = 300, 28, 80  # characters in a table


class Prediction(TypedDict):
    """What a network predicts; `shape` is the sign that stands for the class, such as ▲."""

    name: str
    shape: str
    label: str
    probability: float


class ScoredText(TypedDict):
    """A text and its predictions by run id."""

    text: str
    pinned: bool
    predictions: dict[str, Prediction]


def scored_texts_table(entries: Sequence[ScoredText]) -> pd.DataFrame:
    """A row a text, a column a network; what a network has not predicted is missing."""
    columns: dict[str, list[str | None]] = {
        "Text": [
            ("📌 " if entry["pinned"] else "") + (short(entry["text"], _MAX_TEXT) or "(empty)") for entry in entries
        ]
    }
    for run_id, title in _titles(entries).items():
        columns[title] = [_cell(entry["predictions"].get(run_id)) for entry in entries]
    return pd.DataFrame(columns)


def scored_texts_csv(entries: Sequence[ScoredText]) -> bytes:
    """The same as a CSV file with whole texts, in which a spreadsheet runs no cell as a formula."""
    columns: dict[str, list[object]] = {
        "text": [entry["text"] for entry in entries],
        "pinned": ["yes" if entry["pinned"] else "no" for entry in entries],
    }
    for run_id, title in _titles(entries).items():
        predictions = [entry["predictions"].get(run_id) for entry in entries]
        columns[f"{title}: verdict"] = [one["label"] if one else "" for one in predictions]
        columns[f"{title}: probability"] = [one["probability"] if one else None for one in predictions]
    return csv_bytes(pd.DataFrame(columns))


def _titles(entries: Sequence[ScoredText]) -> dict[str, str]:
    """A different column title for each run: its name, with its id where two runs have the same name."""
    names = {
        run_id: short(prediction["name"], _MAX_NAME)
        for entry in entries
        for run_id, prediction in entry["predictions"].items()
    }
    all_names = list(names.values())
    return {run_id: name if all_names.count(name) == 1 else f"{name} {run_id}" for run_id, name in names.items()}


def _cell(prediction: Prediction | None) -> str | None:
    if prediction is None:
        return None
    label, probability = short(prediction["label"], _MAX_LABEL), percent(prediction["probability"], 1)
    return f"{prediction['shape']} {label} {probability}"
