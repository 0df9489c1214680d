"""Cleaning: what every source of texts does to its rows before they are a data set, each step counted."""

from dataclasses import replace

import pandas as pd

from core.config import DatasetConfig
from core.data.reading import DropReason, Reading
from core.data.tables.near_duplicates import text_key


def clean(frame: pd.DataFrame, reading: Reading, config: DatasetConfig) -> tuple[pd.DataFrame, Reading]:
    """Drop empty rows and, unless the config keeps them, those that repeat an earlier text.

    Where texts may have several labels, an empty cell means none of them, and its row stays.

    Near-duplicates are dropped where the config says so, and equal texts with them.

    Args:
        frame: columns `text` and `label`, strings; the index is the row number in the source.
        reading: how the rows were read.

    Returns:
        The other rows, and the reading with the number of dropped rows by reason.
    """
    dropped: dict[DropReason, int] = dict(reading.dropped)
    reasons: dict[str, DropReason] = {"text": "empty_text", "label": "empty_label"}
    if config.has_label_sets:
        del reasons["label"]
    for column, reason in reasons.items():
        empty = frame[column].str.strip() == ""
        if num_empty := int(empty.sum()):
            dropped[reason] = num_empty
            frame = frame[~empty]
    num_conflicts = 0
    if config.drop_duplicates or config.drop_near_duplicates:
        keys = frame["text"].map(text_key) if config.drop_near_duplicates else frame["text"]
        num_equal, repeats = int(frame["text"].duplicated().sum()), keys.duplicated()
        numbers: dict[DropReason, int] = {"duplicate": num_equal, "near_duplicate": int(repeats.sum()) - num_equal}
        dropped |= {reason: number for reason, number in numbers.items() if number}
        num_conflicts = _num_conflicts(frame["label"], keys) if repeats.any() else 0
        frame = frame[~repeats]
    return frame, replace(reading, dropped=dropped, num_conflicts=num_conflicts)


def draw(frame: pd.DataFrame, reading: Reading, config: DatasetConfig) -> tuple[pd.DataFrame, Reading]:
    """Draw `num_rows` of the rows at random with the seed, in the order of the source; the reading counts them."""
    if config.num_rows is None:
        return frame, reading
    reading = replace(reading, num_usable=len(frame), num_requested=config.num_rows, seed=config.seed)
    if config.num_rows < len(frame):
        frame = frame.sample(config.num_rows, random_state=config.seed).sort_index()
    return frame, reading


def _num_conflicts(labels: pd.Series, keys: pd.Series) -> int:
    shared = keys.duplicated(keep=False)
    return int((labels[shared].groupby(keys[shared], sort=False).nunique() > 1).sum())
