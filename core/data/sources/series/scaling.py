"""Scaling: each channel of series on a common scale, fitted on the training set and stored with the run."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from core.catalog import source_of
from core.config import DatasetConfig
from core.config.parts.series_settings import ScalingMethod
from core.data.dataset import Dataset
from core.errors import DatasetError
from core.system.files import write_json
from core.system.formatting import counted

SCALING_FILE = "scaling.json"


def fit_scaling(dataset: Dataset, rows: np.ndarray, config: DatasetConfig) -> "Scaling":
    """The scaling of the training rows of series, as `dataset.scaling` says.

    Raises:
        DatasetError: when the file has another number of channels than the network is built for.
    """
    expected, number = config.num_channels or source_of(config).num_channels, dataset.arrays.shape[2]
    if expected != number:
        raise DatasetError(
            f"{dataset.name} has {counted(number, 'channel', 'channels')}, and dataset.num_channels is "
            f"{'empty' if expected is None else expected}.",
            "The network is built for the number of channels that the data have.",
            f"Set dataset.num_channels to {number}.",
        )
    assert dataset.lengths is not None  # every loader of series counts their steps
    return Scaling.fit(dataset.arrays[rows], dataset.lengths[rows], config.scaling)


@dataclass(frozen=True)
class Scaling:
    """What is subtracted from each channel, and what it is then divided by, (num_channels,) each."""

    offset: np.ndarray
    divisor: np.ndarray

    @classmethod
    def fit(cls, values: np.ndarray, lengths: np.ndarray, method: ScalingMethod) -> Self:
        """The scaling of a training set; a channel that never changes is only shifted.

        Args:
            values: (n, steps, num_channels), padded after the end of each series.
            lengths: steps of each series, (n,).
        """
        read = values[np.arange(values.shape[1]) < lengths[:, np.newaxis]].astype(np.float64)
        offset, divisor = np.zeros(values.shape[2]), np.ones(values.shape[2])
        if method == "standard":
            offset, divisor = read.mean(axis=0), read.std(axis=0)
        elif method == "min_max":
            offset = read.min(axis=0)
            divisor = read.max(axis=0) - offset
        return cls(offset, np.where(divisor > 0, divisor, 1.0))

    @property
    def num_channels(self) -> int:
        return len(self.offset)

    def apply(self, values: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        """Values on the common scale, float32, zero after the end of each series."""
        scaled = ((values - self.offset) / self.divisor).astype(np.float32)
        scaled[np.arange(values.shape[1]) >= lengths[:, np.newaxis]] = 0
        return scaled

    def save(self, folder: Path) -> None:
        """Write the scaling beside a network, for `load`."""
        write_json({"offset": self.offset.tolist(), "divisor": self.divisor.tolist()}, folder / SCALING_FILE)

    @classmethod
    def load(cls, path: Path) -> Self:
        """The scaling that `save` has written."""
        document = json.loads(path.read_text(encoding="utf-8"))
        return cls(np.array(document["offset"]), np.array(document["divisor"]))
