"""The windowed tagger: logistic regression on a token's word, its neighbours and its last letters.

What it sees is bounded on each side, so that its windows of the past, of the future and of both say how much a tag
depends on either side, without any memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from core.evaluation.tagging.coded_sentences import CodedSentences

Window = Literal["past", "future", "both"]
SIZE = 3  # neighbours on a side
_LEAST_TOKENS = 2  # rarer words look alike
_SUFFIXES = (1, 2, 3)  # letters
_ALPHA = 3e-6  # L2 penalty
_EPOCHS = 10
_OUTSIDE, _RARE = 0, 1  # numbers before those of words: beyond the sentence, and words too rare for their own


@dataclass(frozen=True)
class WindowedTagger:
    """A fitted tagger.

    Args:
        offsets: places of the words that it sees, relative to the token.
        feature_of_word: the number of each distinct word among those with weights, (num_words,).
        suffixes: likewise the numbers of each distinct word's suffixes, (num_words, number of suffixes).
        sizes: how many numbers there are of words, and of each kind of suffix.
        model: a fitted classifier of scikit-learn; None where training has one class alone.
        classes: the class numbers that training has.
        num_classes: of the data.
    """

    offsets: tuple[int, ...]
    feature_of_word: np.ndarray
    suffixes: np.ndarray
    sizes: tuple[int, ...]
    model: Any
    classes: np.ndarray
    num_classes: int

    def probabilities(self, sentences: CodedSentences) -> np.ndarray:
        """The probability of each tag at each token, (num_tokens, num_classes), float32; 0 for tags training lacks."""
        probabilities = np.zeros((len(sentences.words), self.num_classes), np.float32)
        if self.model is None:
            probabilities[:, self.classes] = 1.0
        else:
            probabilities[:, self.classes] = self.model.predict_proba(self.inputs(sentences))
        return probabilities

    def predict(self, sentences: CodedSentences) -> np.ndarray:
        """The most probable tag of each token, (num_tokens,), int32."""
        return self.probabilities(sentences).argmax(axis=1).astype(np.int32)

    def inputs(self, sentences: CodedSentences) -> Any:
        """One-hot words of the window and suffixes of the token, a sparse matrix with a row for each token."""
        from scipy.sparse import csr_matrix

        columns = np.concatenate(
            [_window(self.feature_of_word, sentences, self.offsets), self.suffixes[sentences.words]], axis=1
        )
        num_features = np.array([self.sizes[0]] * len(self.offsets) + list(self.sizes[1:]))
        columns = (columns + (np.cumsum(num_features) - num_features)).astype(np.int32)
        ends = np.arange(0, columns.size + 1, columns.shape[1])
        shape = (len(columns), int(num_features.sum()))
        return csr_matrix((np.ones(columns.size, np.float32), columns.ravel(), ends), shape)


def fit_windowed(
    training: CodedSentences, words: Sequence[str], num_classes: int, window: Window = "both", size: int = SIZE
) -> WindowedTagger:
    """Fit one logistic regression for each class against the rest, the same from equal data.

    Args:
        words: the distinct words that `training.words` numbers.
        size: neighbours on each side that the window has.
    """
    from sklearn.linear_model import SGDClassifier

    counts = np.bincount(training.words, minlength=len(words))
    is_frequent = counts >= _LEAST_TOKENS
    feature_of_word = np.where(is_frequent, np.cumsum(is_frequent) + _RARE, _RARE)
    suffixes, sizes = _number_suffixes(words, counts > 0)
    first = -size if window != "future" else 0
    last = size if window != "past" else 0
    tagger = WindowedTagger(
        offsets=tuple(range(first, last + 1)),
        feature_of_word=feature_of_word,
        suffixes=suffixes,
        sizes=(int(is_frequent.sum()) + 2, *sizes),
        model=None,
        classes=np.unique(training.tags),
        num_classes=num_classes,
    )
    if len(tagger.classes) == 1:
        return tagger
    model = SGDClassifier(loss="log_loss", alpha=_ALPHA, max_iter=_EPOCHS, tol=None, average=True, random_state=0)
    return replace(tagger, model=model.fit(tagger.inputs(training), training.tags))


def _window(features: np.ndarray, sentences: CodedSentences, offsets: Sequence[int]) -> np.ndarray:
    """The number of the word at each offset from each token, (num_tokens, number of offsets)."""
    num_tokens = len(sentences.words)
    ends = np.repeat(np.cumsum(sentences.lengths), sentences.lengths)
    starts = ends - np.repeat(sentences.lengths, sentences.lengths)
    places = np.arange(num_tokens)[:, None] + np.array(offsets)
    is_inside = (places >= starts[:, None]) & (places < ends[:, None])
    numbers = features[sentences.words[places.clip(0, max(num_tokens - 1, 0))]]
    return np.where(is_inside, numbers, _OUTSIDE)


def _number_suffixes(words: Sequence[str], is_known: np.ndarray) -> tuple[np.ndarray, list[int]]:
    """The number of each word's suffixes among those of known words, 0 for others, and how many there are."""
    columns, sizes = [], []
    for length in _SUFFIXES:
        endings = [word[-length:] for word in words]
        numbers = {
            ending: number
            for number, ending in enumerate(
                dict.fromkeys(ending for ending, known in zip(endings, is_known.tolist(), strict=True) if known),
                start=1,
            )
        }
        columns.append([numbers.get(ending, 0) for ending in endings])
        sizes.append(len(numbers) + 1)
    return np.array(columns, np.int64).T.reshape(len(words), len(_SUFFIXES)), sizes
