"""The forward ceiling: the best accuracy of a forward network where labels depend on later values."""

from functools import cache

import numpy as np

from core.config import DatasetConfig
from core.data.sources.cumulative_sum import label

_NUM_VALUES = 4_000_000  # the standard error at 10 steps is below 0.001
_SEED = 0


@cache
def forward_ceiling(target: str, num_steps: int) -> float:
    """The best possible step accuracy with only the values up to each step, by simulation.

    Values are independent and uniform in [-0.5, 0.5), so given the values so far, the sum of all later ones is
    symmetric around 0. The best guess of a label is its more probable value, hence:

    - `future` asks whether v(t) + later sum > 0, which is more probable than not exactly when v(t) > 0;
    - `both` asks whether sum so far < later sum, which is more probable than not exactly when sum so far < 0;
    - `past` asks nothing about later values: a forward network can know every label, and the ceiling is 1.

    Returns:
        The share of steps of random sequences at which these guesses are right, mean over all steps.
    """
    if target == "past":
        return 1.0
    num_sequences = max(2_000, _NUM_VALUES // num_steps)
    num_right = 0
    generator = np.random.default_rng(_SEED)
    for start in range(0, num_sequences, 2_000):
        values = generator.random((min(2_000, num_sequences - start), num_steps)) - 0.5
        guesses = values > 0 if target == "future" else np.cumsum(values, axis=1) < 0
        num_right += int(np.count_nonzero(guesses == label(values, target)))
    return num_right / (num_sequences * num_steps)


def ceiling_sentence(config: DatasetConfig) -> str:
    """What forward and bidirectional networks can reach on a cumulative sum task."""
    if config.target == "past":
        return (
            "A label depends only on the values up to its step, and a forward network has read all of them by then: "
            "reading both ways cannot help here."
        )
    share = f"{forward_ceiling(config.target, config.num_steps):.1%}".replace("%", " %")
    values = "later values" if config.target == "future" else "the values before and after its step"
    return (
        f"A label depends on {values}. A forward network has not read the later ones when it predicts the label, so "
        f"longer training cannot help: the best possible forward network is right at {share} of the steps "
        f"({config.num_steps} steps, by simulation)."
    )
