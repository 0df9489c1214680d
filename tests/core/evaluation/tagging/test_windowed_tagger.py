import numpy as np
import pytest

from core.evaluation.tagging.coded_sentences import CodedSentences
from core.evaluation.tagging.windowed_tagger import fit_windowed

WORDS = [f"w{number}{letter}" for number in range(5) for letter in "xy"]


def sentences(tag_of, num_sentences=200, length=6, seed=0):
    """Random sentences whose tag at each place is a function of all words and the place."""
    words = np.random.default_rng(seed).integers(0, len(WORDS), (num_sentences, length))
    tags = np.array([[tag_of(row, place) for place in range(length)] for row in words])
    return CodedSentences(words.ravel(), tags.ravel(), np.full(num_sentences, length))


def before(row, place, distance=1):
    return int(place >= distance and row[place - distance] < 5)


def after(row, place, distance=1):
    return int(place + distance < len(row) and row[place + distance] < 5)


def accuracy(tag_of, window, size=3):
    tagger = fit_windowed(sentences(tag_of), WORDS, 2, window, size)
    test = sentences(tag_of, seed=1)
    return (tagger.predict(test) == test.tags).mean()


@pytest.mark.parametrize(("tag_of", "sees", "does_not"), [(before, "past", "future"), (after, "future", "past")])
def test_a_window_sees_its_own_side_alone(tag_of, sees, does_not):
    assert accuracy(tag_of, sees) > 0.95
    assert accuracy(tag_of, "both") > 0.95
    assert accuracy(tag_of, does_not) < 0.75


def test_a_window_ends_after_its_size():
    def far(row, place):
        return before(row, place, distance=3)

    assert accuracy(far, "past", size=3) > 0.95
    assert accuracy(far, "past", size=2) < 0.75


def test_the_window_does_not_reach_into_other_sentences():
    def first_of_sentence(row, place):
        return int(place == 0)

    assert accuracy(first_of_sentence, "past") == 1
    assert accuracy(first_of_sentence, "future") < 0.95


def test_words_that_training_lacks_are_known_by_their_last_letters():
    words = [*WORDS, "unknownx", "unknowny"]
    training = sentences(lambda row, place: int(row[place] % 2))
    test = CodedSentences(np.array([10, 11]), np.array([0, 1]), np.array([1, 1]))
    assert fit_windowed(training, words, 2).predict(test).tolist() == [0, 1]


def test_it_is_the_same_from_equal_data():
    training = sentences(after)
    first, second = (fit_windowed(training, WORDS, 2).probabilities(training) for _ in range(2))
    assert (first == second).all()


def test_probabilities_add_up_and_tags_that_training_lacks_have_none():
    training = sentences(lambda row, place: int(row[place] % 2) * 2)
    probabilities = fit_windowed(training, WORDS, 4).probabilities(training)
    assert probabilities.shape == (len(training.words), 4)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)
    assert not probabilities[:, [1, 3]].any()


def test_one_class_alone_is_certain():
    training = sentences(lambda row, place: 1, num_sentences=2)
    assert fit_windowed(training, WORDS, 2).probabilities(training)[:, 1].tolist() == [1] * 12
