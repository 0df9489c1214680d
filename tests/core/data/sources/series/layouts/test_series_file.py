import gzip

import numpy as np
import pytest

from core.config import FileSettings
from core.data.sources.series.layouts.long_rows import SeriesColumns
from core.data.sources.series.layouts.series_file import read_series
from core.errors import DatasetError
from tests.support.examples.series_files import ts_file, ucr_file, waves


def write(folder, text, name="series.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_each_layout_is_known_by_its_content_whatever_the_name(tmp_path):
    values, labels = waves(6)
    ts, ucr = ts_file(tmp_path / "a.txt", 6, num_channels=1), ucr_file(tmp_path / "b.txt", 6)
    wide = write(tmp_path, "v1,v2,class\n1,2,up\n3,4,down\n5,6,up\n", "c.txt")
    long = write(tmp_path, "id,t,v,label\n" + "".join(f"{i},{t},{i + t},x{i}\n" for i in (1, 2) for t in (1, 2)))
    arff = write(tmp_path, "@relation x\n@data\n'1,2\\n3,4',up\n", "d.txt")
    np.savez(tmp_path / "e.txt.npz", X=values, y=np.array(labels))
    layouts = {path: read_series(path) for path in (ts, ucr, wide, long, arff, tmp_path / "e.txt.npz")}
    assert [table.reading.format for table in layouts.values()] == ["ts", "ucr", "csv", "csv", "arff", "npz"]
    assert [table.unit for table in layouts.values()] == ["line", "line", "row", "row", "line", "series"]
    assert [len(table.values) for table in layouts.values()] == [6, 6, 3, 2, 1, 6]
    np.testing.assert_array_equal(layouts[ucr].values[1], values[1])


def test_a_compressed_file_is_read_as_what_it_holds(tmp_path):
    path = ts_file(tmp_path / "waves.ts")
    (tmp_path / "waves.ts.gz").write_bytes(gzip.compress(path.read_bytes()))
    table = read_series(tmp_path / "waves.ts.gz")
    assert (table.name, table.reading.compression) == ("waves.ts.gz", "gzip")
    assert table.labels == read_series(path).labels


def test_the_label_of_lines_of_numbers_may_be_the_last(tmp_path):
    path = write(tmp_path, "0.5 1.5 1\n2.5 3.5 2\n")
    assert read_series(path, columns=SeriesColumns(label="last")).labels == ["1", "2"]
    assert read_series(path).labels == ["0.5", "2.5"]
    with pytest.raises(DatasetError, match="no header") as caught:
        read_series(path, columns=SeriesColumns(label="class"))
    assert caught.value.hint == "Set dataset.label_column to first or last, or dataset.header to yes."


def test_columns_that_there_are_not_are_refused(tmp_path):
    path = write(tmp_path, "v1,v2,class\n1,2,up\n3,4,down\n")
    with pytest.raises(DatasetError, match="no column 'kind'"):
        read_series(path, columns=SeriesColumns(label="kind"))


def test_bad_rows_refuse_a_table_or_are_skipped(tmp_path):
    path = write(tmp_path, "v1,v2,class\n1,2,up\n3,4,down,9\n5,6,up\n7,8,down\n")
    with pytest.raises(DatasetError, match="row 2"):
        read_series(path)
    table = read_series(path, FileSettings(on_bad_rows="skip", max_bad_rows=0.4))
    assert (table.rows.tolist(), table.reading.dropped) == ([1, 3, 4], {"bad_row": 1})


def test_a_table_without_rows_is_refused(tmp_path):
    with pytest.raises(DatasetError):
        read_series(write(tmp_path, "v1,v2,class\n"))


def test_labels_may_be_missing_where_a_file_is_only_scored(tmp_path):
    wide = write(tmp_path, "v1,v2\n1,2\n3,4\n")
    assert read_series(wide, FileSettings(header="yes"), needs_labels=False).labels == ["", ""]
    long = write(tmp_path, "id,v\n1,2\n1,3\n2,4\n2,5\n", "long.csv")
    assert read_series(long, needs_labels=False).labels == ["", ""]
    np.savez(tmp_path / "x.npz", X=np.zeros((2, 3)))
    assert read_series(tmp_path / "x.npz", needs_labels=False).labels == ["", ""]
    ts = write(tmp_path, "@classLabel false\n@data\n1,2,3\n4,5,6\n", "x.ts")
    assert [one[:, 0].tolist() for one in read_series(ts, needs_labels=False).values] == [[1, 2, 3], [4, 5, 6]]
