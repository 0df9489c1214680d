"""Tag classes: which class each tag of a token becomes, and which sentences are left out because of a tag."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from core.config import DatasetConfig
from core.data.reading import DropReason, Reading
from core.data.tables.columns import listed
from core.data.tables.label_reading import MOST_LABELS
from core.data.text.rules.given_tokens import rows_of_tokens
from core.data.text.tokens import Tokens, distinct_numbers, renamed_words
from core.errors import DatasetError


def with_classes(
    rows: pd.DataFrame, tags: Tokens, reading: Reading, config: DatasetConfig, name: str
) -> tuple[pd.DataFrame, Tokens, Reading]:
    """The tags by the rules of `dataset.classes`; sentences with a tag that they drop are left out.

    Unlike labels of texts, tags that differ by case are different, and none means that a label is missing.

    Args:
        rows: of all sentences, with column `place`, that of a sentence among those of `tags`.
        name: of the data set.

    Raises:
        DatasetError: when the rules name a tag that no token has.
    """
    names = class_order(tags.words)
    if len(names) <= MOST_LABELS:
        counts = np.bincount(tags.codes, minlength=len(tags.words))
        numbers = dict(zip(tags.words, counts.tolist(), strict=True))
        reading = replace(reading, label_counts={tag: numbers[tag] for tag in names})
    rules = config.class_rules
    unknown = [tag for tag in rules if tag not in tags.words]
    if unknown:
        raise DatasetError(
            f"dataset.classes names the tag {unknown[0]!r}, which no token of {name} has.",
            f"The tags are {listed(names)}.",
            "Correct dataset.classes.",
        )
    dropped = [tag for tag, class_name in rules.items() if class_name is None]
    if dropped:
        has_dropped = _sentences_with(tags, dropped)[rows["place"]]
        reasons: dict[DropReason, int] = {**reading.dropped, "dropped_class": int(has_dropped.sum())}
        rows, reading = rows[~has_dropped], replace(reading, dropped=reasons)
    merged = {tag: class_name for tag, class_name in rules.items() if class_name is not None}
    return rows, renamed_words(tags, merged), reading


def without_rare_tags(
    rows: pd.DataFrame, tags: Tokens, reading: Reading, config: DatasetConfig
) -> tuple[pd.DataFrame, Reading]:
    """The sentences all of whose tags are in at least `dataset.min_class_rows` of the sentences that are left."""
    rare: dict[str, int] = {}
    num_before = len(rows)
    while len(rows):
        sizes = _num_sentences(rows_of_tokens(tags, rows["place"].to_numpy()))
        of_few = {tag: size for tag, size in sizes.items() if size < config.min_class_rows}
        if not of_few:
            break
        rare |= of_few
        rows = rows[~_sentences_with(tags, list(of_few))[rows["place"]]]
    if not rare:
        return rows, reading
    dropped: dict[DropReason, int] = {**reading.dropped, "rare_class": num_before - len(rows)}
    return rows, replace(reading, rare_classes=rare, dropped=dropped)


def class_order(tags: Sequence[str], of_file: Sequence[str] = ()) -> tuple[str, ...]:
    """Tags in the order in which a file lists them, then numbers in numerical and words in alphabetical order."""
    places = {tag: place for place, tag in enumerate(of_file)}

    def key(tag: str) -> tuple[int, int, str, str]:
        return places.get(tag, len(places)), int(tag) if tag.isdecimal() else -1, tag.casefold(), tag

    return tuple(sorted(tags, key=key))


def _num_sentences(tags: Tokens) -> dict[str, int]:
    """How many sentences have each tag."""
    sentences = np.repeat(np.arange(len(tags.lengths)), tags.lengths)
    pairs = distinct_numbers(sentences * len(tags.words) + tags.codes)
    counts = np.bincount(pairs % len(tags.words), minlength=len(tags.words))
    return dict(zip(tags.words, counts.tolist(), strict=True))


def _sentences_with(tags: Tokens, some: Sequence[str]) -> np.ndarray:
    """Whether each sentence has one of some tags, (n,), bool."""
    is_one = np.isin(tags.words, some)
    starts = np.cumsum(tags.lengths, dtype=np.int64) - tags.lengths
    return np.logical_or.reduceat(is_one[tags.codes], starts)
