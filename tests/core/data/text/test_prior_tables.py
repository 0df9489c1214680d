import numpy as np

from core.data.text.prior_tables import PriorTables

TABLES = PriorTables(
    words=np.array([[0, 0], [0, 0], [1, 2], [3, 4]], np.float32),
    pair_keys=np.array([2 * 4 + 3, 3 * 4 + 2]),
    pairs=np.array([[5, 6], [7, 8]], np.float32),
)


def test_a_word_has_its_numbers_and_those_of_the_pair_that_ends_there():
    features = TABLES.features(np.array([[2, 3, 2, 2]], np.int32))
    assert features.tolist() == [[[1, 2, 0, 0], [3, 4, 5, 6], [1, 2, 7, 8], [1, 2, 0, 0]]]


def test_padding_and_unknown_words_are_in_no_pair():
    features = TABLES.features(np.array([[0, 2], [1, 3], [3, 0]], np.int32))
    assert features[..., 2:].any() == np.False_
    assert features[2, 1].tolist() == [0, 0, 0, 0]


def test_tables_without_pairs_have_zeros_for_them():
    alone = PriorTables(TABLES.words, np.empty(0, np.int64), np.empty((0, 2), np.float32))
    assert alone.features(np.array([[2, 3]], np.int32)).tolist() == [[[1, 2, 0, 0], [3, 4, 0, 0]]]


def test_tables_are_read_as_they_were_written(tmp_path):
    TABLES.save(tmp_path / "priors.npz")
    ids = np.array([[2, 3, 1]], np.int32)
    loaded = PriorTables.load(tmp_path / "priors.npz")
    np.testing.assert_array_equal(loaded.features(ids), TABLES.features(ids))
    assert [path.name for path in tmp_path.iterdir()] == ["priors.npz"]
