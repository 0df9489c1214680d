"""A data source that exists in tests only: a loader and a catalog entry, and nothing else anywhere."""

import numpy as np

from core.config import DatasetConfig
from core.data.dataset import Dataset
from core.source import Source


def load(config: DatasetConfig) -> Dataset:
    """Sixty poems, half of them calm and half of them stormy."""
    num_rows = config.num_rows or 60
    return Dataset(
        name="Invented haiku",
        texts=[f"{('still pond', 'wild wind')[row % 2]} and verse {row}" for row in range(num_rows)],
        labels=np.arange(num_rows, dtype=np.int32) % 2,
        class_names=HAIKU.classes,
        rows=np.arange(1, num_rows + 1),
    )


HAIKU = Source(
    title="Haiku",
    kind="text",
    loader=f"{__name__}:load",
    dataset={"name": "haiku"},
    size="60 rows · 2 classes: calm, stormy",
    good_for="Showing that a source is a loader and an entry.",
    origin="invented for tests",
    licence="none needed",
    citation="poems that a test invents",
    classes=("calm", "stormy"),
    num_rows=60,
)
