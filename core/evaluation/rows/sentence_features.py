"""Sentence features: properties of each test sentence by which the gap between two arms is split into slices."""

import numpy as np
import pandas as pd

from core.config import TextConfig
from core.data.dataset import Dataset, Split
from core.data.text.rules.given_tokens import token_rules, words_of_rows


def sentence_features(dataset: Dataset, parts: Split, config: TextConfig) -> pd.DataFrame:
    """One row for each test sentence whose tokens have labels.

    Returns:
        `row`, `text` (the tokens with a space between), `num_words` (tokens) and `unknown_share` (share of the tokens
        whose word, spelled as networks read it, no training sentence has).
    """
    rules = token_rules(config)
    known = frozenset(words_of_rows(dataset, parts.train, rules).words)
    test = words_of_rows(dataset, parts.test, rules)
    is_unknown = np.array([word not in known for word in test.words], bool)[test.codes]
    sentences = np.repeat(np.arange(len(test.lengths)), test.lengths)
    num_unknown = np.bincount(sentences, weights=is_unknown, minlength=len(test.lengths))
    texts = [dataset.texts[row] for row in parts.test]
    return pd.DataFrame(
        {
            "row": dataset.rows[parts.test],
            "text": [text.encode("utf-8", "replace").decode("utf-8") for text in texts],  # no half surrogate pairs
            "num_words": test.lengths.astype(np.int64),
            "unknown_share": num_unknown / np.maximum(test.lengths, 1),
        }
    )
