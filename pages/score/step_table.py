"""Expected and predicted label of each step of a sequence, beside each other."""

import pandas as pd
import streamlit as st

from core.inference.sequences import SequenceScore

_SIGNS = {0: "□ 0", 1: "■ 1"}
_ROW_HEIGHT = 30
_MOST_ROWS = 10


def steps_frame(score: SequenceScore) -> pd.DataFrame:
    """One row a step; labels as a sign and a number, the probability of label 1 in per cent."""
    return pd.DataFrame(
        {
            "step": range(1, len(score.values) + 1),
            "value": score.values,
            "expected": [_SIGNS[label] for label in score.expected],
            "predicted": [_SIGNS[label] for label in score.predicted],
            "probability": [100 * share for share in score.probabilities],
            "right": [
                "✓" if true == told else "✗ wrong" for true, told in zip(score.expected, score.predicted, strict=True)
            ],
        }
    )


def step_table(score: SequenceScore, key: str) -> None:
    """Draw the table."""
    column = st.column_config
    st.dataframe(
        steps_frame(score),
        key=key,
        hide_index=True,
        row_height=_ROW_HEIGHT,
        height=_ROW_HEIGHT * (min(len(score.values), _MOST_ROWS) + 1) + 3,
        alt="Expected and predicted label of each step",
        column_config={
            "step": column.NumberColumn("Step", width=48),
            "value": column.NumberColumn("Value", format="%.2f", width=60),
            "expected": column.TextColumn("Expected", width=76),
            "predicted": column.TextColumn("Predicted", width=80),
            "probability": column.ProgressColumn(
                "Probability of 1", format="%.0f %%", min_value=0, max_value=100, width=130
            ),
            "right": column.TextColumn("Right", width=76),
        },
    )
