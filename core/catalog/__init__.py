"""The catalog of data sources: all that differs between them, except how their loaders read them."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from core.catalog.entries import SOURCES
from core.source import Kind, Source

if TYPE_CHECKING:
    from core.config import DatasetConfig

__all__ = [
    "SOURCES", "dataset_label", "kind_of", "names", "source_key", "source_of",
]  # fmt: skip


def names() -> tuple[str, ...]:
    """The values that `dataset.name` may have."""
    return tuple(dict.fromkeys(source.dataset["name"] for source in SOURCES.values()))


def source_key(dataset: Mapping[str, Any]) -> str:
    """Which of `SOURCES` the settings of a data set choose: of those that match, the one that names most of them."""
    matching = (
        key
        for key, source in SOURCES.items()
        if all(dataset.get(name) == value for name, value in source.dataset.items())
    )
    return max(matching, key=lambda key: len(SOURCES[key].dataset))


def source_of(config: "DatasetConfig") -> Source:
    """The source that a config chooses."""
    return SOURCES[source_key({"name": config.name, "source": config.source, "task": config.task})]


def kind_of(name: str) -> Kind:
    """What one example of the data sets of this name is."""
    return next((source.kind for source in SOURCES.values() if source.dataset["name"] == name), "text")


def dataset_label(config: "DatasetConfig") -> str:
    """The short name of a data set in tables and charts, with the number of rows where it is limited."""
    source = source_of(config)
    settings = {name: getattr(config, name) for name in source.own_settings}
    label = (source.label or source.title).format(file=PurePath(config.path or source.title).name, **settings)
    return label if config.num_rows is None else f"{label}, {config.num_rows:,} rows"
