"""Pooling: what the head gets of the steps of the last recurrent layer, and the names of the layers that compute it."""

from core.config import ModelConfig

ATTENTION_SCORES = "attention_scores"


def has_max(model: ModelConfig) -> bool:
    """Whether the largest output of all steps is pooled."""
    return model.pools and model.pooling in ("max", "max_mean")


def has_mean(model: ModelConfig) -> bool:
    """Whether the mean output of all steps is pooled."""
    return model.pools and model.pooling in ("mean", "max_mean")


def has_attention(model: ModelConfig) -> bool:
    """Whether the outputs of all steps are weighted by attention.

    The weights are softmax(w tanh(h)) over the steps, with one trained vector w, as in Zhou et al. 2016
    (https://aclanthology.org/P16-2034/).
    """
    return model.pools and model.pooling == "attention"


def num_pooled(model: ModelConfig) -> int:
    """How many vectors are joined for the head."""
    return 2 if model.pools and model.pooling == "max_mean" else 1
