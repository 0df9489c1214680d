"""Series made for tests, and the files of different layouts that hold them."""

from pathlib import Path

import numpy as np


def waves(number: int = 24, num_steps: int = 8, num_channels: int = 1, seed: int = 0) -> tuple[np.ndarray, list[str]]:
    """Series that rise or fall, one after the other, (number, num_steps, num_channels), and their labels."""
    random = np.random.default_rng(seed)
    slopes = np.where(np.arange(number) % 2 == 0, 1.0, -1.0)
    steps = np.arange(num_steps) / num_steps
    values = slopes[:, np.newaxis] * steps + random.normal(0, 0.05, (number, num_steps))
    channels = [values * (channel + 1) + channel for channel in range(num_channels)]
    return np.round(np.stack(channels, axis=-1), 4), ["up" if slope > 0 else "down" for slope in slopes]


def ts_file(path: Path, number: int = 24, num_channels: int = 2, seed: int = 0) -> Path:
    """A file of UEA; every third series is two steps shorter."""
    values, labels = waves(number, num_channels=num_channels, seed=seed)
    lines = ["#a comment", "@problemName Waves", "@timeStamps false", "@classLabel true down up", "@data"]
    for place, (series, label) in enumerate(zip(values, labels, strict=True)):
        kept = series[: 6 if place % 3 == 0 else 8]
        channels = [",".join(map(str, channel)) for channel in kept.T.tolist()]
        lines.append(":".join([*channels, label]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def ucr_file(path: Path, number: int = 24, seed: int = 0) -> Path:
    """Lines of numbers with the label first."""
    values, labels = waves(number, seed=seed)
    lines = [
        "\t".join(["1" if label == "up" else "2", *map(str, series[:, 0].tolist())])
        for series, label in zip(values, labels, strict=True)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
