"""The `.npz` files of Keras: arrays of numbers, and of lists of numbers, read without running what a file may hold."""

import pickle
import zipfile
from pathlib import Path

import numpy as np

from core.errors import DatasetError
from core.system.paths import quote

_ALLOWED = {
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
    ("numpy.core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy.core.multiarray", "scalar"),
    ("numpy._core.multiarray", "scalar"),
}


def read_arrays(path: Path, names: tuple[str, ...]) -> dict[str, np.ndarray]:
    """The named arrays of an `.npz` file.

    Raises:
        DatasetError: when the file is missing, is no `.npz`, lacks an array, or holds anything but numbers.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return {name: _read_array(archive, name) for name in names}
    except FileNotFoundError:
        raise DatasetError(f"There is no file {path}.", _expected(names), "Correct dataset.path.") from None
    except Exception as error:  # of a damaged file zipfile, zlib, numpy and pickle make any error there is
        raise DatasetError(
            f"{path.name} cannot be read ({quote(str(error) or type(error).__name__)}).",
            _expected(names),
            "Choose the file that Keras downloads.",
        ) from None


def _expected(names: tuple[str, ...]) -> str:
    return f"An .npz file with the arrays {', '.join(names)} is needed."


def _read_array(archive: zipfile.ZipFile, name: str) -> np.ndarray:
    with archive.open(f"{name}.npy") as stream:
        version = np.lib.format.read_magic(stream)
        read_header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        _, _, dtype = read_header(stream)
        if dtype.hasobject:
            array = _Unpickler(stream).load()
            if not isinstance(array, np.ndarray):
                raise ValueError(f"{name} is no array")
            return array
    with archive.open(f"{name}.npy") as stream:
        return np.lib.format.read_array(stream, allow_pickle=False)


class _Unpickler(pickle.Unpickler):
    """Makes arrays and lists of numbers only: a pickle may otherwise run any code of its author's."""

    def find_class(self, module: str, name: str) -> object:
        if (module, name) not in _ALLOWED:
            raise pickle.UnpicklingError(f"it holds {module}.{name}, not only numbers")
        return super().find_class(module, name)
