"""Tweets of Sentiment140: its own file of six columns without a header, or a CSV with `polarity,text`."""

from pathlib import Path

import numpy as np
import pandas as pd

from core.config import DatasetConfig
from core.datasets.cleaning import clean, draw
from core.datasets.columns import listed
from core.datasets.dataset import Dataset
from core.datasets.encoding import Encoding, detect_encoding
from core.errors import DatasetError

_CHUNK_ROWS = 100_000
_CLASSES = {"0": "negative", "4": "positive", "1": "positive"}  # the tutorial's subset has 0 and 1
_NEUTRAL = "2"


def load(config: DatasetConfig) -> Dataset:
    """Read the tweets in pieces, polarity and text alone, and draw `num_rows` after a seeded shuffle.

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
    path = Path(config.path).expanduser()
    encoding = detect_encoding(path)
    frame = _read(path, encoding)
    neutral = frame["label"] == _NEUTRAL
    notes = [f"Read as {encoding.name.upper()}, {len(frame):,} tweets."]
    if neutral.any():
        notes.append(f"{neutral.sum():,} neutral tweets (polarity 2) were dropped.")
    frame, dropped = clean(frame[~neutral], config.drop_duplicates)
    frame, drawn = draw(frame, config)
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
        notes=(*notes, *dropped, *drawn),
    )


def _read(path: Path, encoding: Encoding) -> pd.DataFrame:
    header = _first_row(path, encoding)
    named = [name.strip().casefold() for name in header]
    if {"polarity", "text"} <= set(named):
        columns, skip = [named.index("polarity"), named.index("text")], 1
    elif len(header) == 6 and header[0].strip() in (*_CLASSES, _NEUTRAL):
        columns, skip = [0, 5], 0
    else:
        raise DatasetError(
            f"{path.name} begins with {listed(header, 6)}.",
            "It needs the columns polarity and text, or Sentiment140's six columns without a header.",
            "Choose another file, or read it with the data set `csv`.",
        )
    options = {"header": None, "skiprows": skip, "usecols": columns, "dtype": str, "na_filter": False}
    source = {"encoding": encoding.name, "encoding_errors": encoding.errors, "chunksize": _CHUNK_ROWS}
    try:
        with pd.read_csv(path, **options, **source) as chunks:
            frame = pd.concat([_checked(chunk, columns, path.name) for chunk in chunks], ignore_index=True)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise DatasetError(
            f"{path.name} cannot be read as CSV: {str(error).strip()}.",
            "Each tweet stands in one row.",
            "Mend that row, or choose another file.",
        ) from None
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return frame


def _first_row(path: Path, encoding: Encoding) -> list[str]:
    first = pd.read_csv(
        path, header=None, nrows=1, dtype=str, na_filter=False, encoding=encoding.name, encoding_errors=encoding.errors
    )
    return first.iloc[0].tolist()


def _checked(chunk: pd.DataFrame, columns: list[int], name: str) -> pd.DataFrame:
    chunk = chunk[columns].set_axis(["label", "text"], axis="columns")
    chunk["label"] = chunk["label"].str.strip()
    wrong = ~chunk["label"].isin([*_CLASSES, _NEUTRAL])
    if wrong.any():
        row = wrong.idxmax()
        raise DatasetError(
            f"{name}: row {row + 1:,} has the polarity {chunk['label'][row]!r}.",
            "Polarity is 0 (negative), 2 (neutral), 4 or 1 (positive).",
            "Mend or remove that row.",
        )
    return chunk
