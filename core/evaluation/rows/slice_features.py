"""Slice features: properties of each test text by which the gap between two arms is split into slices."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.data.text.tokenization import Vocabulary, tokenize

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_NEGATIONS = frozenset(
    (
        "no", "not", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor", "cannot", "without",
        "aint", "arent", "cant", "couldnt", "didnt", "doesnt", "dont", "hadnt", "hasnt", "havent", "isnt", "shouldnt",
        "wasnt", "werent", "wont", "wouldnt",
    )
)  # fmt: skip


def is_negation(token: str) -> bool:
    """Whether a token is a negation: no, not, never, nothing, without and similar, or a verb that ends in n't.

    Verbs count with a straight, a typographic and no apostrophe (don't, don’t, dont), as in the rule of VADER
    (Hutto and Gilbert 2014, https://ojs.aaai.org/index.php/ICWSM/article/view/14550).
    """
    word = token.lower().replace("’", "'")
    return word in _NEGATIONS or word.endswith("n't")


def slice_features(
    rows: np.ndarray,
    texts: Sequence[str],
    labels: np.ndarray,
    vocabulary: Vocabulary,
    tfidf: "csr_matrix",
    coefficients: np.ndarray,
    features: Sequence[str],
) -> pd.DataFrame:
    """One row for each test text.

    The decisive word is the top-weighted feature: the word or pair of words with the largest weight in the linear
    baseline, so it is the same for all compared networks. All columns are about the whole text, of which a network
    reads `maxlen` words at most.

    Args:
        vocabulary: of the networks, fitted on the training set.
        tfidf: shape (n, num_features), the inputs of the linear baseline.
        coefficients: its weights, (1, num_features) of two classes, (num_classes, num_features) of more.
        features: the num_features words and pairs of words, the two with a space between.

    Returns:
        `row`, `text`, `label` (not of several labels), `num_words` (tokens), `negation` (whether there is one),
        `decisive_word` (or pair; None when the linear baseline knows no word of the text), `decisive_position` (of the
        first occurrence of the word, or of the first word of the pair: 0 is the first word of the text, 1 the last),
        `unknown_share` (share of the tokens that are out of vocabulary; missing when there are none).
    """
    vocabulary_words = frozenset(vocabulary.words)
    weights = np.abs(coefficients - (coefficients.mean(axis=0) if len(coefficients) > 1 else 0)).max(axis=0)
    described = []
    for number, text in enumerate(texts):
        tokens = tokenize(text, vocabulary.rules)
        feature = _top_feature(tfidf, number, weights)
        words = None if feature is None else features[feature]
        unknown = sum(token not in vocabulary_words for token in tokens) / len(tokens) if tokens else np.nan
        negation = any(map(is_negation, tokens))
        described.append((_storable(text), len(tokens), negation, _storable(words), _position(words, tokens), unknown))
    columns = ["text", "num_words", "negation", "decisive_word", "decisive_position", "unknown_share"]
    frame = pd.DataFrame(described, columns=columns)
    frame.insert(0, "row", np.asarray(rows))
    if np.ndim(labels) == 1:
        frame.insert(2, "label", np.asarray(labels))
    types = {"num_words": "int64", "negation": "bool", "decisive_position": "float64", "unknown_share": "float64"}
    return frame.astype(types)


def _top_feature(tfidf: "csr_matrix", number: int, weights: np.ndarray) -> int | None:
    of_row = slice(tfidf.indptr[number], tfidf.indptr[number + 1])
    indices = tfidf.indices[of_row]
    shares = tfidf.data[of_row] * weights[indices]
    return int(indices[shares.argmax()]) if shares.any() else None


def _position(words: str | None, tokens: Sequence[str]) -> float:
    if words is None:
        return np.nan
    feature = words.split(" ")
    starts = range(len(tokens) - len(feature) + 1)
    first = next(start for start in starts if list(tokens[start : start + len(feature)]) == feature)
    return first / max(1, len(tokens) - 1)


def _storable(text: str | None) -> str | None:
    """A text without half surrogate pairs, which no file can store."""
    return text and text.encode("utf-8", "replace").decode("utf-8")
