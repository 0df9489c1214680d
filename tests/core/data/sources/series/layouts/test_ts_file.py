import numpy as np
import pytest

from core.data.reading import Reading
from core.data.sources.series.layouts.ts_file import read_ts
from core.errors import DatasetError

HEAD = ("# about", "@problemName X", "@timeStamps false", "@classLabel true a b", "@data")


def read(*lines, head=HEAD, **options):
    return read_ts(enumerate([*head, *lines], start=1), "x.ts", Reading(), **options)


def test_channels_are_between_colons_and_the_label_after_the_last():
    table = read("1,2,3:4,5,?:a", "7,8:9,10:b")
    np.testing.assert_array_equal(table.values[0], [[1, 4], [2, 5], [3, np.nan]])
    assert table.values[1].tolist() == [[7, 9], [8, 10]]
    assert (table.labels, table.rows.tolist(), table.channels) == (["a", "b"], [6, 7], ("1", "2"))
    assert table.place(1) == "x.ts: line 7"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("1,2", "line 7 has no label"),
        ("1,2:3,4:c", "line 7 has the label 'c', which the header does not list"),
        ("1,2:3:a", "line 7 has 1 value in a channel; the first one has 2"),
        ("1,2:a", "line 7 has 1 channel; the first series has 2"),
        ("1,x:2,3:a", "line 7 has 'x' where a number"),
        ("1,inf:2,3:a", "line 7 has 'inf' where a number"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(line, problem):
    with pytest.raises(DatasetError, match=problem):
        read("1,2:3,4:a", line)


def test_a_file_of_numbers_to_predict_or_without_series_is_refused():
    with pytest.raises(DatasetError, match="has no classes"):
        read("1,2:3.5", head=("@targetLabel true", "@data"))
    with pytest.raises(DatasetError, match="no series after its header"):
        read()


def test_times_are_left_out_and_irregular_ones_reported():
    head = ("@timeStamps true", "@classLabel true a b", "@data")
    regular = "(2020-01-01 00:00:00,1),(2020-01-01 00:01:00,2),(2020-01-01 00:02:00,3):a"
    irregular = "(1,1),(2,2),(9,3):b"
    table = read(regular, irregular, head=head)
    assert [one[:, 0].tolist() for one in table.values] == [[1, 2, 3], [1, 2, 3]]
    (remark,) = table.reading.remarks
    assert remark.startswith("1 series has irregular steps, of 2")
    with pytest.raises(DatasetError, match="no \\(time,value\\) pairs"):
        read("1,2:a", head=head)
