import numpy as np

from core.data.text.prior_tables import PriorTables

# Words 2 and 3; the pairs "2 3" and "3 2"; the triple "2 3 2", which is the first pair and word 2.
TABLES = PriorTables(
    words=np.array([[0, 0], [0, 0], [1, 2], [3, 4]], np.float32),
    keys=(np.array([2 * 4 + 3, 3 * 4 + 2]), np.array([0 * 4 + 2])),
    numbers=(np.array([[5, 6], [7, 8]], np.float32), np.array([[9, 10]], np.float32)),
)


def test_a_word_has_its_numbers_and_those_of_the_pair_and_the_triple_that_end_there():
    features = TABLES.features(np.array([[2, 3, 2, 2]], np.int32))
    assert features.tolist() == [[[1, 2, 0, 0, 0, 0], [3, 4, 5, 6, 0, 0], [1, 2, 7, 8, 9, 10], [1, 2, 0, 0, 0, 0]]]


def test_padding_and_unknown_words_are_in_no_ngram():
    features = TABLES.features(np.array([[0, 2, 0], [1, 3, 1], [2, 0, 3]], np.int32))
    assert not features[..., 2:].any()
    assert features[0, 0].tolist() == [0] * 6


def test_a_text_of_one_word_has_the_numbers_of_the_word():
    assert TABLES.features(np.array([[3]], np.int32)).tolist() == [[[3, 4, 0, 0, 0, 0]]]


def test_tables_without_longer_ngrams_have_zeros_for_them():
    none = (np.empty(0, np.int64), np.empty(0, np.int64)), (np.empty((0, 2), np.float32), np.empty((0, 2), np.float32))
    features = PriorTables(TABLES.words, *none).features(np.array([[2, 3]], np.int32))
    assert features.tolist() == [[[1, 2, 0, 0, 0, 0], [3, 4, 0, 0, 0, 0]]]


def test_tables_are_read_as_they_were_written(tmp_path):
    TABLES.save(tmp_path / "priors.npz")
    ids = np.array([[2, 3, 2, 1]], np.int32)
    loaded = PriorTables.load(tmp_path / "priors.npz")
    np.testing.assert_array_equal(loaded.features(ids), TABLES.features(ids))
    assert [path.name for path in tmp_path.iterdir()] == ["priors.npz"]
