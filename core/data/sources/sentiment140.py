"""Tweets of Sentiment140: its own file of six columns without a header, or a CSV with `polarity,text`."""

import csv
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd

from core.config import DatasetConfig
from core.data.dataset import Dataset
from core.data.reading import Reading
from core.data.tables.charset import Encoding, detect_encoding
from core.data.tables.cleaning import clean, draw
from core.data.tables.columns import listed
from core.errors import DatasetError
from core.system.paths import data_file, quote

_CLASSES = {"0": "negative", "4": "positive", "1": "positive"}  # the tutorial's subset has 0 and 1
_NEUTRAL = "2"
_END = "\0"  # a line after the last one; no text holds it, so a cell that does was never closed


def load(config: DatasetConfig) -> Dataset:
    """Read the tweets row by row, keeping polarity and text alone, and draw `num_rows` after a seeded shuffle.

    The file is sorted by polarity and date, so its first rows are no sample of it. Neutral tweets (polarity 2) are
    dropped. Source: Go, Bhayani and Huang 2009, http://help.sentiment140.com/for-students.

    Raises:
        DatasetError: naming the file and the row when it is not such a file.
    """
    if not config.path:
        raise DatasetError(
            "No file of tweets was given.",
            "The data set sentiment140 is read from Sentiment140's CSV, or from one with `polarity,text`.",
            "Get it from http://help.sentiment140.com/for-students and set dataset.path to it.",
        )
    path = data_file(config.path)
    encoding = detect_encoding(path)
    frame, has_header = _read(path, encoding)
    neutral = frame["label"] == _NEUTRAL
    reading = Reading(
        encoding=encoding.name,
        is_damaged=encoding.errors == "replace",
        delimiter=",",
        has_header=has_header,
        num_read=len(frame),
        dropped={"neutral": int(neutral.sum())} if neutral.any() else {},
    )
    frame, reading = clean(frame[~neutral], reading, config.drop_duplicates)
    frame, reading = draw(frame, reading, config)
    labels = (frame["label"] != "0").to_numpy(np.int32)
    if len(np.unique(labels)) < 2:
        raise DatasetError(
            f"{path.name} has only {'positive' if labels.any() else 'negative'} tweets among the {len(frame):,} drawn.",
            "Both polarities are needed.",
            "Take the whole file, or raise dataset.num_rows.",
        )
    return Dataset(
        name="Sentiment140 tweets",
        texts=frame["text"].tolist(),
        labels=labels,
        class_names=("negative", "positive"),
        rows=frame.index.to_numpy(np.int64),
        reading=reading,
    )


def _read(path: Path, encoding: Encoding) -> tuple[pd.DataFrame, bool]:
    labels, texts = [], []
    with path.open(encoding=encoding.name, errors=encoding.errors, newline="") as stream:
        rows = _rows(stream, path.name)
        first = next(rows, [])
        label_at, text_at, has_header = _columns(first, path.name)
        for number, row in enumerate(rows if has_header else chain([first], rows), start=1):
            if len(row) != len(first):
                raise _wrong_width(path.name, number, len(row), len(first))
            label = row[label_at].strip()
            if label not in _CLASSES and label != _NEUTRAL:
                raise DatasetError(
                    f"{path.name}: row {number:,} has the polarity {quote(repr(label[:80]))}.",
                    "Polarity is 0 (negative), 2 (neutral), 4 or 1 (positive).",
                    "Mend or remove that row.",
                )
            labels.append(label)
            texts.append(row[text_at])
    if not texts:
        raise DatasetError(
            f"{path.name} has a header row and no tweet.", "Each tweet stands in one row.", "Choose another file."
        )
    index = pd.RangeIndex(1, len(texts) + 1)
    frame = pd.DataFrame({"label": labels, "text": texts}, index, dtype=object)  # Python's strings: no copies
    return frame, has_header


def _columns(first: list[str], name: str) -> tuple[int, int, bool]:
    """Where polarity and text stand, by the first row, and whether that row is a header."""
    named = [cell.strip().casefold() for cell in first]
    if {"polarity", "text"} <= set(named):
        return named.index("polarity"), named.index("text"), True
    if len(first) == 6 and named[0] in (*_CLASSES, _NEUTRAL):
        return 0, 5, False
    raise DatasetError(
        f"{name} begins with {listed((cell[:80] for cell in first), 6)}." if first else f"{name} has only blank lines.",
        "It needs the columns polarity and text, or Sentiment140's six columns without a header.",
        "Choose another file, or read it with the data set `csv`.",
    )


def _rows(lines: Iterator[str], name: str) -> Iterator[list[str]]:
    """The rows that are not blank; unlike pandas, Python's csv keeps cells too many and gives none too few."""
    num_rows = 0
    try:
        for row in csv.reader(chain(lines, [_END])):
            if row == [_END]:
                return
            if row and row[-1].endswith(_END):
                raise _never_closed(name, num_rows)
            if len(row) > 1 or "".join(row).strip():
                num_rows += 1
                yield row
    except csv.Error:  # a cell longer than any tweet is one that was never closed, too
        raise _never_closed(name, num_rows) from None


def _never_closed(name: str, num_rows: int) -> DatasetError:
    return DatasetError(
        f"{name}: a double quote opened after {num_rows:,} whole rows is never closed.",
        "A cell that begins with a double quote ends with one; quotes inside it are doubled.",
        "Close the quote in the next row, or quote the whole cell.",
    )


def _wrong_width(name: str, row: int, found: int, expected: int) -> DatasetError:
    return DatasetError(
        f"{name}: row {row:,} has {found} {'cell' if found == 1 else 'cells'}.",
        f"The first row has {expected}, and every row must have as many.",
        "Put texts that hold a comma in double quotes, or mend the cells of that row.",
    )
