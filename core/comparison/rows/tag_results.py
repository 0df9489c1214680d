"""Tag results: how well each arm predicts each label of tokens."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison

TAG_RESULT_TEXT = (
    "Precision is the share of right tokens among those that are predicted to have a label, recall the share of right "
    "ones among those that have it, F1 their harmonic mean; of the mean counts over an arm's seeds."
)


def tag_results(comparison: "Comparison") -> pd.DataFrame:
    """A row for each label: its test tokens, and precision, recall and F1 of each arm in per cent.

    A label that an arm never predicts has no precision, one that no token has no recall.
    """
    names = comparison.class_names(comparison.arms[0].name)
    columns: dict[str, object] = {"Label": names}
    for arm in comparison.arms:
        counts = comparison.confusion(arm.name)
        right, actual, predicted = np.diag(counts), counts.sum(axis=1), counts.sum(axis=0)
        columns.setdefault("Tokens", actual.round().astype(int))  # the same in every arm
        with np.errstate(invalid="ignore", divide="ignore"):
            shares = {"precision": right / predicted, "recall": right / actual, "F1": 2 * right / (actual + predicted)}
        columns |= {f"{arm.name}: {name} (%)": (100 * share).round(1) for name, share in shares.items()}
    return pd.DataFrame(columns)
