"""Cleaning: what every source does to its rows before they are a data set, each step counted in a note."""

import pandas as pd

from core.config import DatasetConfig


def clean(frame: pd.DataFrame, drop_duplicates: bool = True) -> tuple[pd.DataFrame, list[str]]:
    """Drop rows that are empty and, if wanted, those that repeat an earlier text.

    Args:
        frame: columns `text` and `label`, strings; the index is the row number in the source.

    Returns:
        The rows left, and a note for each kind of row that was dropped.
    """
    notes = []
    for column, name in (("text", "text"), ("label", "label")):
        empty = frame[column].str.strip() == ""
        if num_empty := int(empty.sum()):
            notes.append(f"{_rows(num_empty)} with an empty {name} {_were(num_empty)} dropped.")
            frame = frame[~empty]
    repeats = frame["text"].duplicated()
    if drop_duplicates and (num_repeats := int(repeats.sum())):
        notes.append(f"{_rows(num_repeats)} with a text that came before {_were(num_repeats)} dropped.")
        if num_conflicts := _num_conflicts(frame):
            notes.append(
                f"{num_conflicts:,} {'text has' if num_conflicts == 1 else 'texts have'} different labels in different "
                "rows; the first label was kept."
            )
        frame = frame[~repeats]
    return frame, notes


def draw(frame: pd.DataFrame, config: DatasetConfig) -> tuple[pd.DataFrame, list[str]]:
    """Draw `num_rows` of the rows at random with the seed, kept in the order of the source."""
    if config.num_rows is None:
        return frame, []
    if config.num_rows >= len(frame):
        return frame, [f"dataset.num_rows is {config.num_rows:,}, and all {len(frame):,} usable rows were taken."]
    drawn = frame.sample(config.num_rows, random_state=config.seed).sort_index()
    return drawn, [f"{config.num_rows:,} of {len(frame):,} usable rows were drawn with seed {config.seed}."]


def _num_conflicts(frame: pd.DataFrame) -> int:
    shared = frame[frame["text"].duplicated(keep=False)]
    return int((shared.groupby("text", sort=False)["label"].nunique() > 1).sum())


def _rows(count: int) -> str:
    return f"{count:,} row" if count == 1 else f"{count:,} rows"


def _were(count: int) -> str:
    return "was" if count == 1 else "were"
