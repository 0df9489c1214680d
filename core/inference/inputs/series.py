"""Series to score: typed values, and the class that a network predicts for each series."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.config import DatasetConfig
from core.data.encoding import Encoded
from core.data.sources.series.layouts.series_table import to_numbers
from core.data.sources.series.missing_values import fill_missing
from core.data.sources.series.scaling import SCALING_FILE, Scaling
from core.errors import BothwaysError, InputError
from core.inference.onnx_session import load_file
from core.inference.scorer import Scorer
from core.system.formatting import counted

MAX_STEPS = 100_000


@dataclass(frozen=True)
class SeriesScore:
    """The prediction of a network for one series; of several scored together, `milliseconds` is the share of each."""

    label: str
    probabilities: dict[str, float]
    num_steps: int
    milliseconds: float

    @property
    def labels(self) -> None:
        """Nothing: a series has one class."""

    @property
    def probability(self) -> float:
        """The probability of the predicted class."""
        return self.probabilities[self.label]


def parse_series(text: str, num_channels: int, config: DatasetConfig, place: str = "The series") -> np.ndarray:
    """Typed values as a series, (steps, num_channels), its missing values filled as in training.

    Values are separated by commas or spaces, channels by colons; `?` is a missing value.

    Raises:
        InputError: when a value is no number, channels differ in length, or there are more or fewer than the network
            reads.
    """
    channels = [channel.replace(",", " ").replace(";", " ").split() for channel in text.split(":")]
    if len(channels) != num_channels:
        raise InputError(
            f"{place} has {counted(len(channels), 'channel', 'channels')}.",
            f"The network reads {counted(num_channels, 'channel', 'channels')}, with a colon between two channels.",
            "Write for example 0.1, 0.5, 0.3" + (" : 1.2, 1.1, 0.9." if num_channels > 1 else "."),
        )
    lengths = {len(channel) for channel in channels}
    if len(lengths) > 1 or not 1 <= max(lengths) <= MAX_STEPS:
        steps = " and ".join(f"{length:,}" for length in sorted(lengths))
        raise InputError(
            f"{place} has {steps} values in a channel.",
            f"All channels have the same number of values, 1 to {MAX_STEPS:,}.",
            "Add or remove values; a missing one is ?.",
        )
    try:
        values = np.stack([to_numbers(channel, place) for channel in channels], axis=1)
        return fill_missing(values, config.missing, place)
    except BothwaysError as error:
        raise InputError(*error.args) from None


def read_scaling(scorer: Scorer) -> Scaling:
    """How a network's run scales series.

    Raises:
        RunStateError: when the network reads no series, or the file is missing.
    """
    scorer.check_kind("series")
    return load_file(scorer.folder / SCALING_FILE, Scaling.load)


def encode_series(scaling: Scaling, series: Sequence[np.ndarray]) -> Encoded:
    """Series, each (steps, num_channels) without missing values, as a network reads them."""
    lengths = np.array([len(one) for one in series], np.int32)
    # In float32, as the training set is when it is scaled: otherwise large values would be rounded there alone.
    values = np.zeros((len(series), lengths.max(initial=1), scaling.num_channels), np.float32)
    for row, one in enumerate(series):
        values[row, : len(one)] = one
    return Encoded(scaling.apply(values, lengths), lengths)


def score_series(scorer: Scorer, series: Sequence[np.ndarray]) -> list[SeriesScore]:
    """The prediction for each series, (steps, num_channels) without missing values.

    Raises:
        RunStateError: when the network reads no series.
    """
    start = time.perf_counter()
    probabilities = scorer.probabilities_of(encode_series(read_scaling(scorer), series))
    milliseconds = (time.perf_counter() - start) * 1000 / max(1, len(series))
    names = scorer.class_names
    return [
        SeriesScore(names[shares.argmax()], dict(zip(names, shares.tolist(), strict=True)), len(one), milliseconds)
        for one, shares in zip(series, probabilities, strict=True)
    ]
