import pytest

from core.config import DatasetConfig
from core.data.sources.row_counts import num_rows, num_train_rows


@pytest.mark.parametrize(
    ("settings", "rows", "train_rows"),
    [
        ({}, 24_904, 16_685.68),
        ({"drop_duplicates": False}, 25_000, 16_750),
        ({"drop_near_duplicates": True, "test_size": 0.5}, 24_902, 12_451),
        ({"drop_near_duplicates": True, "drop_duplicates": False, "test_size": 0.5}, 24_902, 12_451),
        ({"source": "rotten_tomatoes", "num_rows": 1_000}, 1_000, 670),
        ({"name": "digits", "num_rows": 9_000, "test_size": 0.5}, 5_000, 2_500),
        ({"name": "mnist"}, 70_000, 60_000),
        ({"name": "mnist", "num_rows": 20_000}, 30_000, 20_000),
        ({"name": "mnist", "path": "own.npz"}, None, None),
        ({"name": "file", "path": "own.csv"}, None, None),
        ({"name": "file", "path": "own.csv", "num_rows": 100, "test_size": 0.25}, 100, 75),
        ({"name": "cumulative_sum"}, 1_000, 1_000),
        ({"name": "cumulative_sum", "num_rows": 300}, 300, 300),
    ],
)
def test_rows_are_known_without_reading_where_the_catalog_knows_them(settings, rows, train_rows):
    config = DatasetConfig(**settings)
    assert num_rows(config) == rows
    assert num_train_rows(config) == (train_rows and pytest.approx(train_rows))


def test_the_test_rows_of_a_finished_run_say_how_many_others_there_were():
    own_file = DatasetConfig(name="file", path="own.csv", test_size=0.25)
    assert num_train_rows(own_file, num_test=25) == pytest.approx(75)
    mnist = DatasetConfig(name="mnist", test_size=0.5)
    assert num_train_rows(mnist, num_test=10_000) == 60_000
    assert num_train_rows(mnist, num_test=2_500) == pytest.approx(2_500)  # a stand-in was split


@pytest.mark.parametrize("name", ["split_column", "validation_path", "test_path"])
def test_only_a_file_with_sets_of_its_own_knows_their_rows(name):
    settings = {"path": "own.csv", "num_rows": 100, name: "set"}
    assert num_train_rows(DatasetConfig(name="file", **settings), num_test=25) is None
    assert num_train_rows(DatasetConfig(source="rotten_tomatoes", **settings)) == pytest.approx(67)  # has no effect
