"""Stand-ins: what is read when a source cannot be downloaded, as its catalog entry says."""

from dataclasses import replace

from core.catalog import SOURCES, source_key
from core.config import DatasetConfig
from core.data import sources
from core.data.dataset import Dataset
from core.errors import DatasetError


def load_stand_in(config: DatasetConfig, error: DatasetError) -> Dataset:
    """The data that stand in for those of a config.

    Args:
        error: why those could not be read.

    Raises:
        DatasetError: that one where nothing stands in, or another where the stand-in cannot be read.
    """
    key = source_key(config.model_dump())
    stand_in = SOURCES[key].stand_in
    if stand_in is None:
        raise error
    dataset = sources.load(config.model_copy(update=dict(stand_in.dataset)))
    reading = replace(dataset.reading, instead_of=key, problem=error.problem)
    return replace(dataset, name=stand_in.name, reading=reading)
