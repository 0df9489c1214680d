import itertools

import numpy as np
import pytest

from core.config import DatasetConfig
from core.data.sources.cumulative_sum import label
from core.evaluation import forward_ceiling


def test_the_forward_ceiling_of_the_future_task_at_ten_steps_is_69_per_cent():
    assert forward_ceiling.forward_ceiling("future", 10) == pytest.approx(0.692, abs=0.002)


@pytest.mark.parametrize("task", ["future", "both"])
def test_the_forward_ceiling_at_two_steps_is_seven_eighths(task):
    # future: the last step is certain; the first is wrong when v2 outweighs v1 with the other sign, 1/4 of the time.
    # both: s1 < v2 is guessed by the sign of v1 and wrong for v1 and v2 on the wrong sides, 1/4; the last is certain.
    assert forward_ceiling.forward_ceiling(task, 2) == pytest.approx(7 / 8, abs=0.002)


def test_the_forward_ceiling_of_the_past_task_is_one():
    assert forward_ceiling.forward_ceiling("past", 10) == 1


@pytest.mark.parametrize("task", ["future", "both"])
def test_no_rule_on_earlier_values_beats_the_ceiling_in_any_region(task):
    """The guess is the more probable label in every cell of (sum so far, present value), as the derivation says."""
    values = np.random.default_rng(1).random((100_000, 4)) - 0.5
    step = 1
    true = label(values, task)[:, step]
    so_far, present = values[:, : step + 1].sum(axis=1), values[:, step]
    decisive = present if task == "future" else -so_far
    for low, high in itertools.pairwise([-1.0, -0.3, -0.1, 0.0, 0.1, 0.3, 1.0]):
        cell = (decisive > low) & (decisive <= high)
        assert (true[cell].mean() > 0.5) == (low >= 0)


def test_longer_sequences_lower_the_ceiling_and_it_is_deterministic():
    shares = [forward_ceiling.forward_ceiling.__wrapped__("future", steps) for steps in (2, 5, 10, 30)]
    assert shares == sorted(shares, reverse=True)
    assert shares[2] == forward_ceiling.forward_ceiling("future", 10)


def test_the_ceiling_sentence_matches_the_task():
    past, future, both = (
        forward_ceiling.ceiling_sentence(DatasetConfig(name="cumulative_sum", target=task))
        for task in ("past", "future", "both")
    )
    assert "reading both ways cannot help here" in past
    assert "depends on later values" in future
    assert "longer training cannot help" in future
    assert "right at 69.2 % of the steps (10 steps, by simulation)" in future
    assert "before and after" in both
