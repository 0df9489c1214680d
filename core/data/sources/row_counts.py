"""How many rows a config selects, as far as the catalog knows it without reading them."""

from core.catalog import source_of
from core.config import DatasetConfig


def num_rows(config: DatasetConfig) -> int | None:
    """Rows of all parts, without those of a test part that is generated in addition; None where only the file knows."""
    source = source_of(config)
    if source.test_part == "fresh":
        return config.num_rows or source.num_rows
    if source.num_rows is None:
        return config.num_rows
    if source.test_part == "published":  # `num_rows` limits each part; a file chosen by path may hold fewer
        parts = (source.num_rows - source.num_test, source.num_test)
        return None if config.path else sum(min(part, config.num_rows or part) for part in parts)
    usable = source.num_rows
    if config.drop_duplicates or config.drop_near_duplicates:
        usable -= source.num_duplicates
    if config.drop_near_duplicates:
        usable -= source.num_near_duplicates
    return min(config.num_rows or usable, usable)


def num_train_rows(config: DatasetConfig, num_test: float | None = None) -> float | None:
    """Rows outside the test part; None where only the file knows, as that with sets of its own.

    Args:
        num_test: test rows of a finished run, from which the number of rows follows.
    """
    if config.has_own_sets:
        return None
    source, rows = source_of(config), num_rows(config)
    if source.test_part == "fresh":
        return rows
    if source.test_part == "published":
        if rows is None:
            return None
        test = min(source.num_test, config.num_rows or source.num_test)
        if num_test in (None, test):
            return rows - test
    if num_test is not None:  # also where a stand-in was split
        return num_test * (1 / config.test_size - 1)
    return None if rows is None else rows * (1 - config.test_size)
