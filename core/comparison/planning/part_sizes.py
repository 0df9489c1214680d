"""How many rows a planned run trains on, validates on and tests on."""

import math
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


def part_sizes(config: RunConfig, num_rows: int | None = None) -> PartSizes | None:
    """The sizes that the split will have; None where only the data know.

    Args:
        num_rows: rows of the data if they have been read; else the catalog's number, from before duplicates are
            removed.
    """
    dataset, source = config.dataset, source_of(config.dataset)
    total = row_counts.num_rows(dataset) if num_rows is None else num_rows
    if total is None:
        return None
    if source.test_part == "fresh":
        rest, test = total, source.num_test
    else:
        if source.test_part == "published":
            test = min(source.num_test, dataset.num_rows or source.num_test, total // 2)
        else:
            test = math.ceil(total * dataset.test_size)
        rest = total - test
    validation = math.ceil(rest * config.train.validation_split)
    return PartSizes(min(dataset.train_rows or rest, rest - validation), validation, test)
