"""The unigram tagger: each word gets its most frequent tag, which every tagger that reads the context should beat.

Source: the baseline of Church 1988 (https://aclanthology.org/A88-1019/).
"""

from dataclasses import dataclass

import numpy as np

from core.evaluation.tagging.coded_sentences import CodedSentences


@dataclass(frozen=True)
class UnigramTagger:
    """The tag of every word.

    Args:
        tag_of_word: class numbers by the number of the word, (num_words,), int32.
        majority: the most frequent tag, which words have that training lacks.
    """

    tag_of_word: np.ndarray
    majority: int

    def predict(self, words: np.ndarray) -> np.ndarray:
        """The tags of tokens, by the numbers of their words."""
        return self.tag_of_word[words]


def fit_unigram(training: CodedSentences, num_words: int, num_classes: int) -> UnigramTagger:
    """Count the tags of every word; of equally frequent ones the word gets the one that is more frequent overall.

    Args:
        num_words: distinct words of all parts of the data.
    """
    totals = np.bincount(training.tags, minlength=num_classes)
    majority = int(totals.argmax())
    pairs, counts = np.unique(training.words.astype(np.int64) * num_classes + training.tags, return_counts=True)
    words, tags = np.divmod(pairs, num_classes)
    best_last = np.lexsort((-tags, totals[tags], counts, words))
    tag_of_word = np.full(num_words, majority, np.int32)
    tag_of_word[words[best_last]] = tags[best_last]  # of several values for one place, the last stays
    return UnigramTagger(tag_of_word, majority)
