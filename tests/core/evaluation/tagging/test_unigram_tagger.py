import numpy as np

from core.evaluation.tagging.coded_sentences import CodedSentences
from core.evaluation.tagging.unigram_tagger import fit_unigram


def fit(words, tags, num_words=5):
    return fit_unigram(CodedSentences(np.array(words), np.array(tags), np.array([len(words)])), num_words, 3)


def test_each_word_gets_its_most_frequent_tag():
    assert fit([0, 0, 0, 1, 1], [1, 1, 0, 2, 2]).tag_of_word[:2].tolist() == [1, 2]


def test_a_word_that_training_lacks_gets_the_majority():
    tagger = fit([0, 1, 1], [0, 2, 2])
    assert (tagger.majority, tagger.predict(np.array([4, 0, 1])).tolist()) == (2, [2, 0, 2])


def test_of_equally_frequent_tags_the_more_frequent_one_overall_wins():
    assert fit([0, 0, 1], [0, 1, 1]).tag_of_word[0] == 1
    assert fit([0, 0, 1, 2], [2, 1, 1, 2]).tag_of_word[0] == 1  # the lower number, where they are as frequent overall


def test_a_class_that_training_lacks_is_never_predicted():
    assert set(fit([0, 1], [0, 1]).tag_of_word.tolist()) == {0, 1}
