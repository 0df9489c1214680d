import json

import numpy as np
import pytest

from core.config import DatasetConfig, TextConfig
from core.data import sources
from core.data.encoding import encode
from core.data.sources.downloaded import keras_imdb
from core.data.text.tokenization import keras_imdb_vocabulary
from core.errors import DatasetError

WORDS = ["the", "film", "was", "good", "bad", "don't"]


@pytest.fixture
def imdb_file(tmp_path):
    """The format of Keras' files: reviews as lists of ranks, and the rank of each word."""
    (tmp_path / "imdb_word_index.json").write_text(json.dumps({word: rank for rank, word in enumerate(WORDS, start=1)}))
    reviews = {"train": [[1, 2, 3, 4], [1, 2, 3, 5], [4, 4], [5]] * 5, "test": [[1, 4], [1, 6, 5]] * 3}
    arrays = {}
    for part, rows in reviews.items():
        arrays[f"x_{part}"] = np.array([*rows, None], dtype=object)[:-1]
        arrays[f"y_{part}"] = np.array([number % 2 for number in range(len(rows))])
    np.savez(tmp_path / "imdb.npz", **arrays)
    return tmp_path / "imdb.npz"


def test_reviews_are_words_again_and_keras_parts_stay(imdb_file):
    config = DatasetConfig(name="imdb", path=str(imdb_file))
    dataset = sources.load(config)
    assert dataset.texts[:2] == ["the film was good", "the film was bad"]
    assert dataset.texts[-1] == "the don't bad"
    assert (len(dataset.texts), dataset.num_test, dataset.class_names) == (26, 6, ("negative", "positive"))
    parts = sources.split(dataset, config, validation_split=0.25)
    assert parts.test.tolist() == list(range(20, 26))
    assert (len(parts.train), len(parts.validation)) == (15, 5)
    assert dataset.rows.tolist() == list(range(1, 27))


def test_the_words_have_keras_numbers(imdb_file):
    """As keras.datasets.imdb.load_data: 1 starts a review, 2 is any word at or above num_words, words from 4."""
    dataset = sources.load(DatasetConfig(name="imdb", path=str(imdb_file)))
    vocabulary = keras_imdb_vocabulary(dataset.word_index, num_words=8)
    text = TextConfig(num_words=8, maxlen=6, padding="post", truncating="post")
    encoded = encode(
        ["the film was good", "unheard bad", "The FILM, was... good good good good"], vocabulary, text, masked=False
    )
    assert encoded.inputs.tolist() == [[1, 4, 5, 6, 7, 0], [1, 2, 2, 0, 0, 0], [1, 4, 5, 6, 7, 7]]


def test_num_rows_draws_of_each_part(imdb_file):
    dataset = sources.load(DatasetConfig(name="imdb", path=str(imdb_file), num_rows=10))
    assert (len(dataset.texts), dataset.num_test) == (16, 6)


def test_a_word_index_that_is_missing_or_broken_is_named(imdb_file):
    index = imdb_file.with_name("imdb_word_index.json")
    index.write_text("[1]")
    with pytest.raises(DatasetError, match=r"imdb_word_index\.json cannot be read"):
        sources.load(DatasetConfig(name="imdb", path=str(imdb_file)))
    index.write_text("[" * 200_000)
    with pytest.raises(DatasetError, match=r"imdb_word_index\.json cannot be read \(RecursionError\)"):
        sources.load(DatasetConfig(name="imdb", path=str(imdb_file)))
    index.unlink()
    with pytest.raises(DatasetError, match=r"Put imdb_word_index\.json into the same folder"):
        sources.load(DatasetConfig(name="imdb", path=str(imdb_file)))


def test_where_nothing_can_be_had_the_packaged_reviews_stand_in_and_say_so(monkeypatch):
    def refuse(name):
        raise DatasetError(f"{name} could not be downloaded.", "It lies there.", "Connect.")

    monkeypatch.setattr(keras_imdb, "download", refuse)
    dataset = sources.load(DatasetConfig(name="imdb", num_rows=50))
    assert len(dataset.texts) == 50
    assert dataset.word_index == ()
    assert "test reviews come from it too" in dataset.notes[0]
    assert dataset.stand_in


def lists(*reviews):
    return np.array([*reviews, None], dtype=object)[:-1]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"x_train": np.zeros((20, 28, 28), np.uint8)}, r"x_train has the shape \(20, 28, 28\) and the type uint8"),
        ({"x_train": np.zeros(20, [("a secret", "i4")])}, r"x_train has the shape \(20,\) and the type void32,"),
        ({"x_train": lists(["a", "film"], *[[1]] * 19)}, "review 1 of x_train is not a list of integers"),
        ({"x_test": lists(*[[1]] * 5, "film")}, "review 6 of x_test is not a list"),
        ({"x_test": lists(*[[1]] * 5, [1.5])}, "review 6 of x_test is not a list"),
        ({"y_train": np.zeros(19, int)}, r"y_train \(19,\)"),
        ({"y_train": np.array(1)}, r"y_train \(\)"),
        ({"y_test": np.arange(6)}, "y_test contains labels other than 0 and 1"),
        ({"y_test": np.zeros(6)}, "y_test contains labels other than 0 and 1"),
    ],
)
def test_arrays_that_are_no_reviews_are_named(imdb_file, changes, named):
    with np.load(imdb_file, allow_pickle=True) as known:
        arrays = dict(known)
    np.savez(imdb_file, **(arrays | changes))
    with pytest.raises(DatasetError, match=named):
        sources.load(DatasetConfig(name="imdb", path=str(imdb_file)))
