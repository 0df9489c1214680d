"""Runs of two arms on several splits of the same rows."""

from collections.abc import Callable, Sequence

import numpy as np

from core.runs.run import Run


def runs_on_splits(
    add_tested: Callable[..., Run], gaps: Sequence[float], num_seeds: int = 2, num_rows: int = 2_000
) -> list[Run]:
    """Runs whose accuracies differ by these gaps, one for each split; seeds count on from split to split."""
    draw = np.random.default_rng(3)
    runs = []
    for split, gap in enumerate(gaps):
        for seed in range(split * num_seeds, (split + 1) * num_seeds):
            chance = draw.random(num_rows)
            for direction, accuracy in (("forward", 0.75), ("bidirectional", 0.75 + gap)):
                right = (chance < accuracy).astype(float)
                settings = f"dataset.split={split}"
                runs.append(add_tested(direction, seed, right, settings, first_row=3 * num_rows * split))
    return runs
