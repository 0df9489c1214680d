"""What a session has learned of data sets by looking at them, so that other pages can warn without reading them."""

import streamlit as st

from core.config import DatasetConfig
from core.data.text_profile import DataProfile

_KNOWN = "known_data"
_NUM_KEPT = 8


def remember(config: DatasetConfig, profile: DataProfile) -> None:
    """Keep how long the texts are, as plain values."""
    known = st.session_state.setdefault(_KNOWN, {})
    known[_name(config)] = {
        "starts": profile.lengths["num_tokens"].tolist(),
        "ends": profile.lengths["num_tokens_end"].tolist(),
        "num_texts": profile.lengths["num_texts"].tolist(),
        "median": profile.median_length,
    }
    while len(known) > _NUM_KEPT:
        del known[next(iter(known))]


def share_cut(config: DatasetConfig, maxlen: int | None) -> float | None:
    """About which share of the texts is longer than `maxlen`; None when nobody has looked at them yet."""
    lengths = st.session_state.get(_KNOWN, {}).get(_name(config))
    if lengths is None or maxlen is None:
        return None
    longer = sum(
        number * min(1.0, max(0.0, (end - 1 - maxlen) / (end - start)))
        for start, end, number in zip(lengths["starts"], lengths["ends"], lengths["num_texts"], strict=True)
    )
    return longer / sum(lengths["num_texts"])


def median_length(config: DatasetConfig) -> float | None:
    """Words of the middle text, where somebody has looked at them."""
    return st.session_state.get(_KNOWN, {}).get(_name(config), {}).get("median")


def _name(config: DatasetConfig) -> str:
    return config.model_dump_json(exclude={"test_size"})
