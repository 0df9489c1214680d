"""Array files: series in a NumPy archive `.npz` with the arrays X and y, read without running what a file may hold."""

import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.data.formats.packed.compression import check_zip_sizes
from core.data.reading import Reading
from core.data.sources.series.layouts.series_table import (
    SeriesTable,
    is_infinite,
    numbered_channels,
    without_trailing_gap,
)
from core.errors import DatasetError
from core.system.paths import quote, read_beginning

_EXPECTED = "An .npz file has the arrays X, (series, steps) or (series, steps, channels), and y, (series,)."


def is_array_file(path: Path) -> bool:
    """Whether a file is an archive of NumPy's arrays.

    Raises:
        DatasetError: when the file cannot be opened.
    """
    if not read_beginning(path, 4).startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.endswith(".npy") for name in archive.namelist())
    except (OSError, zipfile.BadZipFile):
        return False


def read_arrays(path: Path, needs_labels: bool = True) -> SeriesTable:
    """The series of an `.npz` file; steps at the end of a series without any value are not part of it.

    Raises:
        DatasetError: when it lacks an array, holds anything but numbers and words, or their sizes do not fit.
    """
    check_zip_sizes(path)
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name.casefold(): archive[name] for name in archive.files if name.casefold() in ("x", "y")}
    except Exception as error:  # of a damaged file zipfile, zlib and numpy make any error there is
        raise DatasetError(
            f"{path.name} cannot be read ({quote(str(error) or type(error).__name__)}).",
            f"{_EXPECTED} Arrays of Python objects are refused, because they could run code.",
            "Save the arrays with numpy.savez, without objects.",
        ) from None
    if "x" in arrays and not needs_labels:
        arrays.setdefault("y", np.full(arrays["x"].shape[:1], ""))
    if missing := [name for name in ("x", "y") if name not in arrays]:
        raise DatasetError(
            f"{path.name} has no array {'X' if missing[0] == 'x' else 'y'}.", _EXPECTED, "Save it with both arrays."
        )
    values, labels = arrays["x"], arrays["y"]
    is_numeric = np.issubdtype(values.dtype, np.number) and not np.issubdtype(values.dtype, np.complexfloating)
    if values.ndim not in (2, 3) or labels.shape != values.shape[:1] or not is_numeric or not values.size:
        raise DatasetError(
            f"{path.name}: X has the shape {values.shape} and the type {values.dtype}, y the shape {labels.shape}.",
            _EXPECTED,
            "Save arrays of these shapes.",
        )
    values = values.astype(np.float64)
    values = values[:, :, np.newaxis] if values.ndim == 2 else values
    if (too_large := is_infinite(values).any(axis=(1, 2))).any():
        row = int(np.flatnonzero(too_large)[0]) + 1
        raise DatasetError(
            f"{path.name}: series {row:,} has a value that is too large or infinite.",
            "A value is a number up to 3.4e38; a missing one is NaN.",
            "Correct the value.",
        )
    num_series, num_steps, num_channels = values.shape
    remark = f"X was read as {num_series:,} series of {num_steps:,} steps and {num_channels:,} channels."
    reading = replace(Reading(format="npz"), remarks=(remark,) if arrays["x"].ndim == 3 else ())
    return SeriesTable(
        path.name,
        "series",
        [without_trailing_gap(one) for one in values],
        [str(label) for label in labels.tolist()],
        np.arange(1, num_series + 1),
        numbered_channels(num_channels),
        reading,
    )
