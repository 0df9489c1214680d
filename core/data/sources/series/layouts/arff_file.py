"""Files of Weka, `.arff`, with a relational attribute: a series of several channels in each row, as UEA publishes them.

Source: https://waikato.github.io/weka-wiki/formats_and_processing/arff_stable/#relational-attributes.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from core.data.reading import Reading
from core.data.sources.series.layouts.series_table import SeriesTable, numbered_channels, ragged, stacked_channels
from core.errors import DatasetError

_ROW = re.compile(r"""\s*(["'])(?P<channels>.*)\1\s*,\s*(?P<label>.*?)\s*""")
_LINE_BREAK = r"\n"  # two characters: what divides the channels in a file


def read_arff(lines: Iterable[tuple[int, str]], name: str, reading: Reading) -> SeriesTable:
    """The series of an `.arff` file.

    Args:
        lines: with their numbers.

    Raises:
        DatasetError: when it has no series, or a line that cannot be read; it names the line.
    """
    in_data = False
    values: list[np.ndarray] = []
    labels: list[str] = []
    rows: list[int] = []
    for number, line in lines:
        if not line.strip() or line.startswith("%"):
            continue
        if not in_data:
            in_data = line.strip().casefold() == "@data"
            continue
        place = f"{name}: line {number:,}"
        series, label = _read_row(line, place)
        if values and series.shape[1] != values[0].shape[1]:
            raise ragged(place, series.shape[1], values[0].shape[1], ("channel", "channels"), "the first series has")
        values.append(series)
        labels.append(label)
        rows.append(number)
    if not values:
        raise DatasetError(
            f"{name} has no series after its header.", "A line @data, then a line a series.", "Choose another file."
        )
    channels = numbered_channels(values[0].shape[1])
    return SeriesTable(
        name, "line", values, labels, np.array(rows, np.int64), channels, replace(reading, format="arff")
    )


def _read_row(line: str, place: str) -> tuple[np.ndarray, str]:
    """The values of a series and its label: channels in quotes with line breaks between them, or all numbers alone."""
    if match := _ROW.fullmatch(line):
        channels, label = match["channels"].split(_LINE_BREAK), match["label"]
    else:
        cells, _, label = line.strip().rpartition(",")
        channels = [cells]
    return stacked_channels(channels, place), label.strip("'\" ")
