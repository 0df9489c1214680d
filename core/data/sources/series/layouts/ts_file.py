"""Files of the UEA archive, `.ts`: a header of `@` lines, then a series a line, its channels separated by colons.

Source: https://www.aeon-toolkit.org/en/stable/examples/datasets/data_loading.html.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from core.data.reading import Reading
from core.data.sources.series.layouts.irregular_steps import irregular_remark, is_irregular
from core.data.sources.series.layouts.series_table import SeriesTable, numbered_channels, ragged, stacked_channels
from core.errors import DatasetError
from core.system.paths import quote

_PAIR = re.compile(r"\(([^()]*),([^(),]*)\)")


@dataclass
class _Header:
    """What the lines with `@` say.

    Args:
        classes: the labels that the header lists; none where it lists none.
        has_target: whether a number is where a label would be.
        has_times: whether each value comes with its time, in brackets.
    """

    classes: tuple[str, ...] = ()
    has_classes: bool = True
    has_target: bool = False
    has_times: bool = False

    def add(self, line: str) -> None:
        name, *words = line[1:].split()
        is_true = bool(words) and words[0].casefold() == "true"
        if name.casefold() == "timestamps":
            self.has_times = is_true
        elif name.casefold() == "classlabel":
            self.has_classes, self.classes = is_true, tuple(words[1:])
        elif name.casefold() == "targetlabel":
            self.has_classes, self.has_target = False, is_true


def read_ts(lines: Iterable[tuple[int, str]], name: str, reading: Reading, needs_labels: bool = True) -> SeriesTable:
    """The series of a `.ts` file.

    Args:
        lines: with their numbers.

    Raises:
        DatasetError: when it has no classes or no series, or a line that cannot be read; it names the line.
    """
    header, in_data = _Header(), False
    values: list[np.ndarray] = []
    labels: list[str] = []
    rows: list[int] = []
    num_irregular = 0
    for number, text in lines:
        line = text.strip().lstrip("\ufeff")
        if not line or line[0] in "#%":
            continue
        if not in_data:
            in_data = line.casefold().startswith("@data")
            if line.startswith("@") and not in_data:
                header.add(line)
            continue
        if needs_labels and not header.has_classes:
            break
        place = f"{name}: line {number:,}"
        series, label, irregular = _read_line(line, place, header)
        if values and series.shape[1] != values[0].shape[1]:
            raise ragged(place, series.shape[1], values[0].shape[1], ("channel", "channels"), "the first series has")
        values.append(series)
        labels.append(label)
        rows.append(number)
        num_irregular += irregular
    if needs_labels and not header.has_classes:
        raise DatasetError(
            f"{name} has no classes: its header says so.",
            "Networks learn a class for each series, which @classLabel true lists.",
            "Choose a file of a classification problem.",
        )
    if not values:
        raise DatasetError(
            f"{name} has no series after its header.",
            "A line with @data, then a line for each series.",
            "Choose another file.",
        )
    remarks = (*reading.remarks, *irregular_remark(num_irregular, len(values)))
    reading = replace(reading, format="ts", remarks=remarks)
    channels = numbered_channels(values[0].shape[1])
    return SeriesTable(name, "line", values, labels, np.array(rows, np.int64), channels, reading)


def _read_line(line: str, place: str, header: _Header) -> tuple[np.ndarray, str, bool]:
    """The values of a series, its label, and whether its steps are irregular."""
    parts, irregular = line.split(":"), False
    if header.has_times:
        parts, irregular = _without_times(line, place)
    *channels, label = parts if header.has_classes or header.has_target else [*parts, ""]
    if not channels:
        raise DatasetError(
            f"{place} has no label after its values.",
            "The values of a channel are separated by commas; a colon is before the next channel and before the label.",
            "Correct the line.",
        )
    label = label.strip()
    if header.classes and label not in header.classes:
        raise DatasetError(
            f"{place} has the label {quote(repr(label))}, which the header does not list.",
            f"The classes are {', '.join(header.classes)}.",
            "Correct the label, or add it to @classLabel.",
        )
    return stacked_channels(channels, place), label, irregular


def _without_times(line: str, place: str) -> tuple[list[str], bool]:
    """The channels of a line whose values have times, as values alone, and its label after the last colon."""
    body, _, label = line.rpartition(":")
    channels, irregular = [], False
    for channel in re.split(r"(?<=\)):(?=\()", body):
        pairs = _PAIR.findall(channel)
        if not pairs:
            raise DatasetError(
                f"{place} has no (time,value) pairs.",
                "With @timeStamps true, each value is in brackets with its time.",
                "Correct the line or the header.",
            )
        irregular = irregular or is_irregular(pd.Series([time.strip() for time, _ in pairs]))
        channels.append(",".join(value for _, value in pairs))
    return [*channels, label], irregular
