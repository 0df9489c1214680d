"""Usual ranges: for each setting that a search can vary, the values that are usually worth trying."""

from collections.abc import Mapping

from core.config import RunConfig
from core.runs.study import usual_values

_USUAL: Mapping[str, str] = {
    "train.learning_rate": "1e-4..1e-2",
    "train.batch_size": "16..128",
    "train.epochs": "3..10",
    "train.early_stopping_patience": "1..4",
    "train.weight_decay": "1e-4..1e-1",
    "train.momentum": "0..0.95",
    "train.global_clipnorm": "0.1..10",
    "train.label_smoothing": "0..0.2",
    "model.units": "16..128",
    "model.embedding_dim": "16..128",
    "model.num_layers": "1..3",
    "model.l2": "1e-6..1e-2",
}
_DROPOUT = "0..0.5"


def usual_range(config: RunConfig, name: str) -> str:
    """The usual range or values of a setting, as a line of a space has them after the equals sign."""
    if name in _USUAL:
        return _USUAL[name]
    return _DROPOUT if name.endswith("dropout") else ", ".join(usual_values(config, name))
