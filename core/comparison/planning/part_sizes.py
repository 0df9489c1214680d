"""How many rows a planned run trains on, validates on and tests on."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from core.catalog import source_of
from core.config import RunConfig
from core.data.sources import row_counts


@dataclass(frozen=True)
class PartSizes:
    """Rows of the training, validation and test sets."""

    train: int
    validation: int
    test: int


def part_sizes(
    config: RunConfig, num_rows: int | None = None, own_sets: Mapping[str, int] | None = None
) -> PartSizes | None:
    """The sizes that the split will have; None where only the data know.

    Args:
        num_rows: rows of the data if they have been read; else the catalog's number, from before duplicates are
            removed.
        own_sets: `Reading.parts`, the rows of the sets that come with a file, once it has been read.
    """
    dataset, source = config.dataset, source_of(config.dataset)
    total = row_counts.num_rows(dataset) if num_rows is None else num_rows
    if total is None or (dataset.has_own_sets and not own_sets):
        return None
    own_sets, validation_split = own_sets or {}, config.train.validation_split
    validation, test = own_sets.get("validation", 0), own_sets.get("test", 0)
    rest = total - validation - test
    if source.test_part == "fresh":
        test = source.num_test
    elif source.test_part == "published":
        test = min(source.num_test, dataset.num_rows or source.num_test, total // 2)
        rest -= test
    elif not test:
        test = math.ceil(rest * dataset.test_size)
        rest -= test
    if not validation:
        validation = math.ceil(rest * validation_split)
        rest -= validation
    return PartSizes(min(dataset.train_rows or rest, rest), validation if validation_split else 0, test)
