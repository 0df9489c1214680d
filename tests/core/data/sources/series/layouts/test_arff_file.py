import pytest

from core.data.reading import Reading
from core.data.sources.series.layouts.arff_file import read_arff
from core.errors import DatasetError


def read(*lines):
    head = ("% about", "@relation 'X'", "@attribute a numeric", "@data")
    return read_arff(enumerate([*head, *lines], start=1), "x.arff", Reading())


def test_channels_are_divided_by_line_breaks_in_quotes():
    table = read(r"'1,2\n3,4',Walking", r'"5,6\n7,8",Running')
    assert [one.tolist() for one in table.values] == [[[1, 3], [2, 4]], [[5, 7], [6, 8]]]
    assert (table.labels, table.rows.tolist()) == (["Walking", "Running"], [5, 6])


def test_one_channel_has_its_label_last():
    table = read("1,2,3,up", "4,5,6,down")
    assert [one[:, 0].tolist() for one in table.values] == [[1, 2, 3], [4, 5, 6]]
    assert table.labels == ["up", "down"]


def test_lines_that_do_not_fit_are_named():
    with pytest.raises(DatasetError, match="line 6 has 1 channel"):
        read(r"'1,2\n3,4',a", r"'1,2',b")
    with pytest.raises(DatasetError, match="line 5 has 1 value in a channel"):
        read(r"'1,2\n3',a")
    with pytest.raises(DatasetError, match="no series"):
        read()
