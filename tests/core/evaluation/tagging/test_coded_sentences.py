import numpy as np

from core.data.text.tokens import number_words
from core.evaluation.tagging.coded_sentences import coded_sentences, flat_labels, tags_of

TOKENS = number_words([["a", "b"], ["c"], ["a", "d", "b"]])
LABELS = np.array([[0, 1, -1], [2, -1, -1], [1, 0, 2]], np.int32)


def test_sentences_come_in_the_order_of_the_rows():
    part = coded_sentences(TOKENS, LABELS, np.array([2, 0]))
    assert (part.words.tolist(), part.tags.tolist(), part.lengths.tolist()) == (
        [0, 3, 1, 0, 1],
        [1, 0, 2, 0, 1],
        [3, 2],
    )


def test_labels_lose_what_follows_a_sentence():
    assert flat_labels(LABELS).tolist() == [0, 1, 2, 1, 0, 2]


def test_labels_become_tags_with_the_names_of_classes():
    tags = tags_of(LABELS, ("O", "X", "Y"))
    assert (tags.words, tags.codes.tolist(), tags.lengths.tolist()) == (("O", "X", "Y"), [0, 1, 2, 1, 0, 2], [2, 1, 3])
