"""Cleaning: what every source of texts does to its rows before they are a data set, each step counted."""

from dataclasses import replace

import pandas as pd

from core.config import DatasetConfig
from core.data.reading import DropReason, Reading
from core.data.tables.near_duplicates import text_key


def clean(frame: pd.DataFrame, reading: Reading, config: DatasetConfig) -> tuple[pd.DataFrame, Reading]:
    """Drop empty rows and, unless the config keeps them, those that repeat an earlier text.

    Where texts may have several labels, an empty cell means none of them, and its row stays.

    Near-duplicates are dropped where the config says so, and equal texts with them. Of texts in several sets, the one
    in the test set is kept, or else in the validation set, so that these sets stay as they were published.

    Args:
        frame: columns `text` and `label`, strings, and `part`, 0 for training, 1 for validation and 2 for test, where
            the sets come with the data; the index is the row number in the source.
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
        if "part" in frame.columns:
            frame = frame.sort_values("part", ascending=False, kind="stable")
        keys = frame["text"].map(text_key) if config.drop_near_duplicates else frame["text"]
        num_equal, repeats = int(frame["text"].duplicated().sum()), keys.duplicated()
        numbers: dict[DropReason, int] = {"duplicate": num_equal, "near_duplicate": int(repeats.sum()) - num_equal}
        dropped |= {reason: number for reason, number in numbers.items() if number}
        num_conflicts = _num_conflicts(frame["label"], keys) if repeats.any() else 0
        frame = frame[~repeats]
        if "part" in frame.columns:
            frame = frame.sort_index()
    return frame, replace(reading, dropped=dropped, num_conflicts=num_conflicts)


def draw(frame: pd.DataFrame, reading: Reading, config: DatasetConfig) -> tuple[pd.DataFrame, Reading]:
    """Draw `num_rows` of the rows with the seed, in the order of the source; the reading counts them.

    Stratified, each class comes as often among them as among all rows, up to a row, and in each set that comes with
    the data; a smaller number draws a part of a larger one's rows.

    Args:
        frame: column `label`, and `part` where the sets come with the data.
    """
    if config.num_rows is None:
        return frame, reading
    reading = replace(reading, num_usable=len(frame), num_requested=config.num_rows, seed=config.seed)
    if config.num_rows >= len(frame):
        return frame, reading
    if config.sampling == "random":
        return frame.sample(config.num_rows, random_state=config.seed).sort_index(), reading
    shuffled = frame[[column for column in ("label", "part") if column in frame]]
    shuffled = shuffled.sample(frac=1, random_state=config.seed)
    strata = shuffled.groupby(list(shuffled.columns), sort=False)["label"]
    places = (strata.cumcount() + 0.5) / strata.transform("size")
    drawn = places.sort_values(kind="stable").index[: config.num_rows]
    return frame.loc[drawn.sort_values()], replace(reading, is_stratified=True)


def _num_conflicts(labels: pd.Series, keys: pd.Series) -> int:
    shared = keys.duplicated(keep=False)
    return int((labels[shared].groupby(keys[shared], sort=False).nunique() > 1).sum())
