import numpy as np
import pytest
from scipy.sparse import csr_matrix

from core.data.text.tokenization import Vocabulary
from core.evaluation.rows.slice_features import is_negation, slice_features


def described(texts, features, tfidf, coefficients, known=("good", "bad", "film")):
    vocabulary = Vocabulary(tuple(known), 10, lower=True, oov=True)
    number = np.arange(len(texts))
    tfidf = csr_matrix(np.atleast_2d(np.asarray(tfidf, np.float32)))
    return slice_features(number + 5, texts, number % 2, vocabulary, tfidf, np.array(coefficients), features)


@pytest.mark.parametrize("token", ["not", "No", "never", "without", "don't", "don’t", "Couldn't", "dont", "cannot"])
def test_negations_are_recognized(token):
    assert is_negation(token)


@pytest.mark.parametrize("token", ["knot", "note", "nor'easter", "want", "font", "", "n"])
def test_words_that_resemble_negations_are_not_negations(token):
    assert not is_negation(token)


def test_the_decisive_word_has_the_largest_weight_in_the_prediction():
    frame = described(["A good, good film. Bad"], ["bad", "film", "good"], [0.5, 0.9, 0.6], [[-2.0, 0.1, 1.0]])
    row = frame.iloc[0]
    assert (row.decisive_word, row.decisive_position) == ("bad", 1.0)
    assert (row.row, row.label, row.num_words) == (5, 0, 5)
    assert row.unknown_share == pytest.approx(1 / 5)
    assert not row.negation


def test_the_position_of_a_pair_is_that_of_its_first_word():
    frame = described(["good is not good"], ["good", "not good"], [0.1, 0.9], [[1.0, -1.0]])
    assert frame["decisive_word"].tolist() == ["not good"]
    assert frame["decisive_position"].tolist() == [pytest.approx(2 / 3)]
    assert frame["negation"].tolist() == [True]


def test_a_weight_that_all_classes_share_does_not_make_a_word_decisive():
    coefficients = [[9.0, 1.0], [9.0, 0.0], [9.0, -1.0]]
    frame = described(["film good"], ["film", "good"], [0.5, 0.5], coefficients)
    assert frame["decisive_word"].tolist() == ["good"]


def test_a_text_without_features_has_no_decisive_word():
    frame = described(["odd words", "!"], ["good"], [[0.0], [0.0]], [[1.0]])
    assert frame["decisive_word"].isna().all()
    assert frame["decisive_position"].isna().all()
    assert frame["num_words"].tolist() == [2, 0]
    assert frame["unknown_share"].iloc[0] == 1
    assert np.isnan(frame["unknown_share"].iloc[1])


def test_a_single_word_is_at_the_start():
    assert described(["good"], ["good"], [1.0], [[1.0]])["decisive_position"].tolist() == [0]


def test_half_a_surrogate_pair_can_be_stored(tmp_path):
    frame = described(["good \ud83d"], ["good", "\ud83d"], [0.1, 0.9], [[1.0, 1.0]])
    frame.to_parquet(tmp_path / "rows.parquet")
    assert frame["text"].tolist() == ["good ?"]
    assert frame["decisive_word"].tolist() == ["?"]
