"""Tweets of Sentiment140: its own file of six columns without a header, or a CSV with `polarity,text`."""

from itertools import chain
from pathlib import Path
from sys import intern

import numpy as np
import pandas as pd

from core.config import DatasetConfig, FileSettings
from core.data.dataset import Dataset
from core.data.formats.delimited.csv_reader import CsvReader, open_quote_error
from core.data.reading import Reading
from core.data.tables.cleaning import clean, draw
from core.data.tables.columns import listed
from core.errors import DatasetError
from core.system.paths import data_file, quote

_CLASSES = {"0": "negative", "4": "positive", "1": "positive"}  # the tutorial's subset has 0 and 1
_NEUTRAL = "2"
_SETTINGS = FileSettings(delimiter=",", quotechar='"', escapechar="none", header="yes")


def load(config: DatasetConfig) -> Dataset:
    """Read the tweets row by row, keeping polarity and text alone, and draw `num_rows` after a seeded shuffle.

    The file is sorted by polarity and date, so its first rows are no sample of it. Neutral tweets (polarity 2) are
    dropped. Source: Go, Bhayani and Huang 2009, http://help.sentiment140.com/for-students.

    Raises:
        DatasetError: naming the file and the row when it is not such a file.
    """
    if not config.path:
        raise DatasetError(
            "No file of tweets is chosen.",
            "The data set sentiment140 is read from Sentiment140's CSV, or one with the columns polarity and text.",
            "Get it from http://help.sentiment140.com/for-students and set dataset.path to it.",
        )
    path = data_file(config.path)
    frame, reading = _read(path)
    frame, reading = clean(frame, reading, config)
    frame, reading = draw(frame, reading, config)
    labels = (frame["label"] != "0").to_numpy(np.int32)
    if len(np.unique(labels)) < 2:
        raise DatasetError(
            f"{path.name} has only {'positive' if labels.any() else 'negative'} tweets among the {len(frame):,} drawn.",
            "Both polarities are needed.",
            "Use the whole file, or raise dataset.num_rows.",
        )
    return Dataset(
        name="Sentiment140 tweets",
        texts=frame["text"].tolist(),
        labels=labels,
        class_names=("negative", "positive"),
        rows=frame.index.to_numpy(np.int64),
        reading=reading,
    )


def _read(path: Path) -> tuple[pd.DataFrame, Reading]:
    labels, texts = [], []
    with CsvReader(path, _SETTINGS) as stream:
        first = stream.first_row
        if stream.is_first_row_open:
            raise open_quote_error(path.name, 0)
        label_at, text_at, has_header = _columns(first, path.name)
        number = 0
        for row, is_open in chain([] if has_header else [(first, False)], stream.rows()):
            if len(row) < 2 and not "".join(row).strip():  # blank rows do not count here
                continue
            number += 1
            if is_open:
                raise open_quote_error(path.name, number)
            if len(row) != len(first):
                raise _wrong_width(path.name, number, len(row), len(first))
            label = row[label_at].strip()
            if label not in _CLASSES and label != _NEUTRAL:
                raise DatasetError(
                    f"{path.name}: row {number:,} has the polarity {quote(repr(label[:80]))}.",
                    "Polarity is 0 (negative), 2 (neutral), 4 or 1 (positive).",
                    "Fix or remove that row.",
                )
            labels.append(intern(label))
            texts.append(row[text_at])
    if not texts:
        raise DatasetError(
            f"{path.name} has a header row and no tweet.", "Each row holds one tweet.", "Choose another file."
        )
    index = pd.RangeIndex(1, len(texts) + 1)
    frame = pd.DataFrame({"label": labels, "text": texts}, index, dtype=object)  # Python's strings: no copies
    neutral = int((frame["label"] == _NEUTRAL).sum())
    return frame[frame["label"] != _NEUTRAL], Reading(
        encoding=stream.encoding.name,
        is_damaged=stream.encoding.errors == "replace",
        delimiter=stream.dialect.delimiter,
        has_header=has_header,
        num_read=len(frame),
        dropped={"neutral": neutral} if neutral else {},
    )


def _columns(first: list[str], name: str) -> tuple[int, int, bool]:
    """The positions of polarity and text by the first row, and whether that row is a header."""
    names = [cell.strip().casefold() for cell in first]
    if {"polarity", "text"} <= set(names):
        return names.index("polarity"), names.index("text"), True
    if len(first) == 6 and names[0] in (*_CLASSES, _NEUTRAL):
        return 0, 5, False
    raise DatasetError(
        f"{name} begins with {listed((cell[:80] for cell in first), 6)}." if first else f"{name} has only blank lines.",
        "It needs the columns polarity and text, or Sentiment140's six columns without a header.",
        "Choose another file, or read it with the data set `file`.",
    )


def _wrong_width(name: str, row: int, num_cells: int, expected: int) -> DatasetError:
    return DatasetError(
        f"{name}: row {row:,} has {num_cells} {'cell' if num_cells == 1 else 'cells'}.",
        f"The first row has {expected}, and every row must have as many.",
        "Put texts that contain a comma in double quotes, or fix the cells of that row.",
    )
