import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config import ModelConfig, TextConfig
from core.data.text.tokenization import Vocabulary
from core.data.text.vectors.word_vectors import num_numbers, read_word_vectors
from core.errors import ConfigError, DatasetError

LINES = "the 0.5 -1\nfilm 2 3e-1\nün 1 1\n"


def of_file(path, words, embedding_dim=2):
    config = ModelConfig(embeddings="file", embeddings_path=str(path), embedding_dim=embedding_dim)
    return read_word_vectors(config, vocabulary_of(words))


def vocabulary_of(words, **rules):
    return Vocabulary(tuple(words), len(words) + 2, lower=True, oov=True, **rules)


def test_words_of_a_file_get_their_vectors_and_others_none(tmp_path):
    (tmp_path / "vectors.txt").write_text(LINES, encoding="utf-8")
    vectors = of_file(tmp_path / "vectors.txt", ["film", "unheard", "ün", "the"])
    assert vectors.places.tolist() == [0, 2, 3]
    np.testing.assert_allclose(vectors.vectors, [[2, 0.3], [1, 1], [0.5, -1]])
    assert "3 of the 4 words" in vectors.coverage


@pytest.mark.parametrize("start", ["", "3 2\n"], ids=["GloVe", "word2vec and fastText"])
def test_the_line_of_sizes_that_some_formats_begin_with_is_no_word(tmp_path, start):
    (tmp_path / "vectors.vec").write_text(start + LINES, encoding="utf-8")
    assert of_file(tmp_path / "vectors.vec", ["3", "the"]).places.tolist() == [1]


def test_a_gzipped_file_is_known_by_its_content(tmp_path):
    (tmp_path / "vectors.txt").write_bytes(gzip.compress(LINES.encode()))
    assert len(of_file(tmp_path / "vectors.txt", ["the", "film"]).places) == 2


@given(st.lists(st.floats(-1e3, 1e3, width=32), min_size=3, max_size=3))
def test_numbers_are_read_as_they_are_written(tmp_path_factory, numbers):
    path = tmp_path_factory.mktemp("vectors") / "vectors.txt"
    path.write_text("the " + " ".join(map(repr, numbers)) + "\n")
    np.testing.assert_array_equal(of_file(path, ["the"], 3).vectors[0], np.array(numbers, np.float32))


@pytest.mark.parametrize(
    ("content", "error", "named"),
    [
        (b"the 1 2 3\n", ConfigError, "Set model.embedding_dim to 3"),
        (b"the 1 2\nfilm 1\n", ConfigError, "Line 2"),
        (b"the 1 x\n", DatasetError, "Line 1"),
        (b"the 1 nan\n", DatasetError, "Line 1"),
        (b"other 1 2\n", DatasetError, "none of the 1 words"),
        (b"", DatasetError, "none of the 1 words"),
        (b"\x1f\x8b broken", DatasetError, "cannot be read"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_by_name(tmp_path, content, error, named):
    (tmp_path / "vectors.txt").write_bytes(content)
    with pytest.raises(error, match=named):
        of_file(tmp_path / "vectors.txt", ["the"])


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "missing.txt", tmp_path):
        with pytest.raises(DatasetError):
            of_file(path, ["the"])


def test_the_packaged_vectors_have_common_words():
    vectors = read_word_vectors(
        ModelConfig(embeddings="glove", embedding_dim=50), vocabulary_of(["the", "zzxqq", "film"])
    )
    assert vectors.places.tolist() == [0, 2]
    assert vectors.vectors.shape == (2, 50)
    assert np.abs(vectors.vectors).max() < 10
    assert read_word_vectors(ModelConfig(), vocabulary_of(["the"])) is None


@pytest.mark.parametrize("content", [LINES.encode(), b"3 2\n" + LINES.encode(), gzip.compress(LINES.encode(), mtime=0)])
def test_the_width_of_the_vectors_is_known_from_the_first_of_them(tmp_path, content):
    (tmp_path / "vectors").write_bytes(content)
    assert num_numbers("file", str(tmp_path / "vectors")) == 2


def test_packaged_vectors_have_50_numbers_and_random_ones_any():
    assert num_numbers("glove", None) == 50
    assert num_numbers("random", "ignored") is num_numbers("file", None) is None


@pytest.mark.parametrize("content", [b"", b"text\n", b"3 2\n", b"a " + b"1 " * 2_000, b"\x1f\x8b broken"])
def test_a_file_that_does_not_begin_with_a_vector_has_no_width(tmp_path, content):
    (tmp_path / "vectors.txt").write_bytes(content)
    with pytest.raises(DatasetError, match=r"vectors\.txt"):
        num_numbers("file", str(tmp_path / "vectors.txt"))


def test_words_of_a_file_are_those_as_which_texts_are_read(tmp_path):
    path = tmp_path / "vectors.txt"
    path.write_text("Straße 9 9\nstraße 1 2\nοδός 3 4\ncafe\u0301 5 6\n", encoding="utf-8")
    config = ModelConfig(embeddings="file", embeddings_path=str(path), embedding_dim=2)
    vocabulary = Vocabulary.fit(["STRASSE ΟΔΌΣ café"], TextConfig())
    assert read_word_vectors(config, vocabulary).vectors.tolist() == [[1, 2], [3, 4], [5, 6]]
    as_typed = vocabulary_of(["straße", "strasse"])
    assert read_word_vectors(config, as_typed).places.tolist() == [0]
