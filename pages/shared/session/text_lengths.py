"""Text lengths of the datasets that this session has looked at, so that Train can warn without reading them again."""

import streamlit as st

from core.config import DatasetConfig
from core.data.text.text_profile import DataProfile

_LENGTHS = "text_lengths"
_MAX_DATASETS = 8


def remember(config: DatasetConfig, profile: DataProfile) -> None:
    """Store the lengths of a dataset's texts as plain values."""
    datasets = st.session_state.setdefault(_LENGTHS, {})
    datasets[_key(config)] = {
        "starts": profile.lengths["num_tokens"].tolist(),
        "ends": profile.lengths["num_tokens_end"].tolist(),
        "num_texts": profile.lengths["num_texts"].tolist(),
        "median": profile.median_length,
    }
    while len(datasets) > _MAX_DATASETS:
        del datasets[next(iter(datasets))]


def share_cut(config: DatasetConfig, maxlen: int | None) -> float | None:
    """The approximate share of texts longer than `maxlen`; None when the lengths are not known yet."""
    lengths = st.session_state.get(_LENGTHS, {}).get(_key(config))
    if lengths is None or maxlen is None:
        return None
    longer = sum(
        number * min(1.0, max(0.0, (end - 1 - maxlen) / (end - start)))
        for start, end, number in zip(lengths["starts"], lengths["ends"], lengths["num_texts"], strict=True)
    )
    return float(longer / sum(lengths["num_texts"]))


def median_length(config: DatasetConfig) -> float | None:
    """The median number of words of a text; None when the lengths are not known yet."""
    median: float | None = st.session_state.get(_LENGTHS, {}).get(_key(config), {}).get("median")
    return median


def _key(config: DatasetConfig) -> str:
    return config.model_dump_json(exclude={"test_size", "split"})
