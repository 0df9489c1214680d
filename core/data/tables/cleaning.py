"""Cleaning: what every source of texts does to its rows before they are a data set, each step counted."""

from dataclasses import replace

import pandas as pd

from core.config import DatasetConfig
from core.data.reading import DropReason, Reading


def clean(frame: pd.DataFrame, reading: Reading, drop_duplicates: bool = True) -> tuple[pd.DataFrame, Reading]:
    """Drop empty rows and, unless the caller keeps them, those that repeat an earlier text.

    Args:
        frame: columns `text` and `label`, strings; the index is the row number in the source.
        reading: how the rows were read.

    Returns:
        The other rows, and the reading with the number of dropped rows by reason.
    """
    dropped: dict[DropReason, int] = dict(reading.dropped)
    reasons: dict[str, DropReason] = {"text": "empty_text", "label": "empty_label"}
    for column, reason in reasons.items():
        empty = frame[column].str.strip() == ""
        if num_empty := int(empty.sum()):
            dropped[reason] = num_empty
            frame = frame[~empty]
    num_conflicts = 0
    repeats = frame["text"].duplicated()
    if drop_duplicates and (num_repeats := int(repeats.sum())):
        dropped["duplicate"] = num_repeats
        num_conflicts = _num_conflicts(frame)
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


def _num_conflicts(frame: pd.DataFrame) -> int:
    shared = frame[frame["text"].duplicated(keep=False)]
    return int((shared.groupby("text", sort=False)["label"].nunique() > 1).sum())
