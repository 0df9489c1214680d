"""Test rows: what is known of each text of the test part before any network has read it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.data.tokenization import Vocabulary, tokenize

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
    """Whether a token denies: no, not, never, nothing, without and their like, or a verb that ends in n't.

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
    """One row for each test text, which compared networks' answers are then sliced by.

    The decisive word is the word or pair of words that moves a linear model most, the same for all networks that are
    compared. All columns are about the whole text, of which a network reads `maxlen` words at most.

    Args:
        vocabulary: the words that the networks know, fitted on the training part.
        tfidf: shape (n, num_features), of the linear model.
        coefficients: its weights, (1, num_features) of two classes, (num_classes, num_features) of more.
        features: the num_features words and pairs of words, the two with a space between.

    Returns:
        `row`, `text`, `label`, `num_words` (tokens), `negation` (whether there is one), `decisive_word` (or pair; None
        when the linear model knows nothing of the text), `decisive_position` (where it, or the first word of the pair,
        first stands: 0 is the first word of the text, 1 the last), `unknown_share` (of the tokens; missing when there
        are none).
    """
    known = frozenset(vocabulary.words)
    weights = np.abs(coefficients - (coefficients.mean(axis=0) if len(coefficients) > 1 else 0)).max(axis=0)
    found = []
    for number, text in enumerate(texts):
        tokens = tokenize(text, vocabulary.lower)
        feature = _decisive(tfidf, number, weights)
        words = None if feature is None else features[feature]
        unknown = sum(token not in known for token in tokens) / len(tokens) if tokens else np.nan
        negation = any(map(is_negation, tokens))
        found.append((_storable(text), len(tokens), negation, _storable(words), _position(words, tokens), unknown))
    columns = ["text", "num_words", "negation", "decisive_word", "decisive_position", "unknown_share"]
    frame = pd.DataFrame(found, columns=columns)
    frame.insert(0, "row", np.asarray(rows))
    frame.insert(2, "label", np.asarray(labels))
    types = {"num_words": "int64", "negation": "bool", "decisive_position": "float64", "unknown_share": "float64"}
    return frame.astype(types)


def _decisive(tfidf: "csr_matrix", number: int, weights: np.ndarray) -> int | None:
    of_row = slice(tfidf.indptr[number], tfidf.indptr[number + 1])
    indices = tfidf.indices[of_row]
    shares = tfidf.data[of_row] * weights[indices]
    return int(indices[shares.argmax()]) if shares.any() else None


def _position(words: str | None, tokens: Sequence[str]) -> float:
    if words is None:
        return np.nan
    wanted = words.split(" ")
    starts = range(len(tokens) - len(wanted) + 1)
    first = next(start for start in starts if list(tokens[start : start + len(wanted)]) == wanted)
    return first / max(1, len(tokens) - 1)


def _storable(text: str | None) -> str | None:
    """Half a surrogate pair is no text, and no file can hold it."""
    return text and text.encode("utf-8", "replace").decode("utf-8")
