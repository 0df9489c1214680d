import pickle

import numpy as np
import pytest

from core.data.sources.series.layouts.array_file import is_array_file, read_arrays
from core.errors import DatasetError


def save(folder, **arrays):
    np.savez(folder / "x.npz", **arrays)
    return folder / "x.npz"


def test_series_end_where_no_channel_has_a_value_any_more(tmp_path):
    values = np.array([[[1, 2], [3, 4]], [[5, 6], [np.nan, np.nan]]])
    table = read_arrays(save(tmp_path, x=values, Y=np.array([1, 0])))
    assert [one.tolist() for one in table.values] == [[[1, 2], [3, 4]], [[5, 6]]]
    assert (table.labels, table.rows.tolist()) == (["1", "0"], [1, 2])
    assert table.reading.remarks == ("X was read as 2 series of 2 steps and 2 channels.",)


@pytest.mark.parametrize(
    ("arrays", "problem"),
    [
        ({"X": np.zeros((2, 3))}, "no array y"),
        ({"y": np.zeros(2)}, "no array X"),
        ({"X": np.zeros((2, 3)), "y": np.zeros(3)}, r"y the shape \(3,\)"),
        ({"X": np.zeros(2), "y": np.zeros(2)}, r"X has the shape \(2,\)"),
        ({"X": np.full((2, 3), "a"), "y": np.zeros(2)}, "the type <U1"),
        (
            {"X": np.array([[0, 1], [np.inf, 0]]), "y": np.zeros(2)},
            "series 2 has a value that is too large or infinite",
        ),
        ({"X": np.array([{}, []], dtype=object), "y": np.zeros(2)}, "cannot be read"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(tmp_path, arrays, problem):
    with pytest.raises(DatasetError, match=problem):
        read_arrays(save(tmp_path, **arrays))


def test_an_archive_of_arrays_is_told_from_other_files(tmp_path):
    assert is_array_file(save(tmp_path, X=np.zeros(2)))
    (tmp_path / "p.npz").write_bytes(pickle.dumps([1]))
    (tmp_path / "z.npz").write_bytes(b"PK\x03\x04 damaged")
    assert not is_array_file(tmp_path / "p.npz")
    assert not is_array_file(tmp_path / "z.npz")
