import os
import pickle
import zipfile

import numpy as np
import pytest

from core.data.sources.downloaded.npz import read_arrays
from core.errors import DatasetError


def ragged(*rows):
    array = np.empty(len(rows), dtype=object)
    array[:] = rows
    return array


def test_arrays_of_numbers_and_of_lists_come_back(tmp_path):
    path = tmp_path / "data.npz"
    np.savez(path, x=ragged([1, 2, 3], [4]), y=np.array([0, 1]), z=np.zeros((2, 3), np.uint8))
    arrays = read_arrays(path, ("x", "y", "z"))
    assert arrays["x"].tolist() == [[1, 2, 3], [4]]
    assert arrays["y"].tolist() == [0, 1]
    assert arrays["z"].dtype == np.uint8


class Hostile:
    def __reduce__(self):
        return os.mkdir, ("/tmp/bothways-was-here",)


def test_a_file_that_would_run_code_is_refused_before_it_runs(tmp_path, monkeypatch):
    path = tmp_path / "data.npz"
    np.savez(path, x=ragged([1], Hostile()))
    monkeypatch.setattr(os, "mkdir", lambda *_: pytest.fail("the file's code ran"))
    with pytest.raises(DatasetError, match="not only numbers"):
        read_arrays(path, ("x",))


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04broken"])
def test_what_is_no_archive_is_named(tmp_path, content):
    path = tmp_path / "data.npz"
    path.write_bytes(content)
    with pytest.raises(DatasetError, match=r"data\.npz cannot be read"):
        read_arrays(path, ("x",))


def test_a_missing_file_and_a_missing_array_are_named(tmp_path):
    with pytest.raises(DatasetError, match=r"no file .*data\.npz"):
        read_arrays(tmp_path / "data.npz", ("x",))
    np.savez(tmp_path / "data.npz", y=np.zeros(2))
    with pytest.raises(DatasetError, match=r"arrays x, y is needed"):
        read_arrays(tmp_path / "data.npz", ("x", "y"))


def test_a_broken_array_inside_an_archive_is_named(tmp_path):
    path = tmp_path / "data.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.npy", pickle.dumps([1]))
    with pytest.raises(DatasetError, match="cannot be read"):
        read_arrays(path, ("x",))


def object_array(path, pickled):
    """An `.npz` whose array x is said to hold objects, and then holds these bytes."""
    with zipfile.ZipFile(path, "w") as archive, archive.open("x.npy", "w") as stream:
        np.lib.format.write_array_header_1_0(stream, {"descr": "|O", "fortran_order": False, "shape": (1,)})
        stream.write(pickled)


@pytest.mark.parametrize(
    "pickled",
    [
        b"K\x01R.",
        b"cnumpy\nndarray\nK\x01R.",  # TypeError: no tuple of arguments
        b"cnumpy\nndarray\n(tR.",  # TypeError: no shape
        b"cnumpy\nnonsense\n.",
        b"(lK\x01b.",
        b"\x8e\xff\xff\xff\xff\xff\xff\xff\x7f",  # OverflowError: bytes without end
        b"0.",
        b"h\x07.",
        pickle.dumps([1, 2]),
    ],
)
def test_a_pickle_that_is_no_array_is_named(tmp_path, pickled):
    object_array(tmp_path / "data.npz", pickled)
    with pytest.raises(DatasetError, match=r"data\.npz cannot be read"):
        read_arrays(tmp_path / "data.npz", ("x",))


def test_a_compressed_array_with_wrong_bytes_is_named(tmp_path):
    path = tmp_path / "data.npz"
    np.savez_compressed(path, x=np.arange(5000))
    content = bytearray(path.read_bytes())
    content[60:90] = b"\xff" * 30
    path.write_bytes(content)
    with pytest.raises(DatasetError, match=r"data\.npz cannot be read"):
        read_arrays(path, ("x",))
