import numpy as np
import pytest

from core.comparison.comparison import compare_runs
from core.comparison.presentation.json_document import comparison_document
from core.comparison.presentation.wording import limit_sentence
from core.comparison.verdicts.forward_limit import forward_limit
from core.config import RunConfig
from core.evaluation.forward_ceiling import forward_ceiling
from core.evaluation.predictions import Predictions, write_predictions
from core.runs.job import Worker

NUM_ROWS, NUM_STEPS = 400, 10


@pytest.fixture
def add_sequences(store):
    """Add a finished run of the cumulative sum that is right at this share of the steps."""

    def add(direction: str, share: float, seed: int = 1, target: str = "future"):
        values = {
            "dataset": {"name": "cumulative_sum", "target": target, "num_steps": NUM_STEPS},
            "model": {"direction": direction, "units": 4, "head": "per_step"},
            "train": {"seed": seed},
        }
        worker = Worker("here", seed, 0.0)
        run = store.create(RunConfig.from_dict(values), worker=worker)
        labels = np.random.default_rng(0).integers(0, 2, (NUM_ROWS, NUM_STEPS))
        right = np.random.default_rng(seed).random(labels.shape) < share
        second = np.where(right == labels, 0.9, 0.1)
        probabilities = np.stack([1 - second, second], axis=-1)
        rows, lengths = np.arange(NUM_ROWS), np.full(NUM_ROWS, NUM_STEPS)
        write_predictions(Predictions(rows, labels, probabilities, lengths), run.folder)
        store.describe(run.run_id, data={"name": "sums", "fingerprint": "same", "notes": []}, num_params=99)
        metrics = {"test_accuracy": float(right.mean()), "test_loss": 0.4, "num_test": NUM_ROWS}
        store.finish(run.run_id, metrics, 1.0, worker)
        return store.get(run.run_id)

    return add


def limit_of(settings, *runs):
    comparison = compare_runs(runs, settings.home)
    (verdict,) = comparison.verdicts
    return forward_limit(comparison, verdict), comparison


def test_one_seed_above_what_forward_networks_can_reach_is_a_result(add_sequences, settings):
    limit, comparison = limit_of(settings, add_sequences("forward", 0.68), add_sequences("bidirectional", 0.98))
    assert limit.ceiling == forward_ceiling("future", NUM_STEPS)
    assert limit.subject == "reading both ways"
    assert limit.ceiling < limit.low < limit.accuracy == pytest.approx(0.98, abs=0.01)
    sentence = limit_sentence(limit)
    assert "No forward network can be right at more than 69.2 % of the steps" in sentence
    assert "With reading both ways, the network is right at 98." in sentence
    (document,) = comparison_document(comparison)["verdicts"]
    assert document["headline"] == "More accurate than any forward network can be"
    assert document["forward_limit"] == sentence


def test_an_arm_near_the_ceiling_or_below_it_exceeds_nothing(add_sequences, settings):
    limit, comparison = limit_of(settings, add_sequences("forward", 0.68), add_sequences("bidirectional", 0.692))
    assert limit is None
    assert comparison_document(comparison)["verdicts"][0]["forward_limit"] is None


def test_every_seed_of_the_arm_must_be_above_the_ceiling(add_sequences, settings):
    runs = [add_sequences("forward", 0.68, seed) for seed in (1, 2)]
    high = add_sequences("bidirectional", 0.98, 1)
    limit, _ = limit_of(settings, *runs, high, add_sequences("bidirectional", 0.97, 2))
    assert limit.num_networks == 2
    assert limit.accuracy == pytest.approx(0.97, abs=0.01)
    assert limit_of(settings, *runs, high, add_sequences("bidirectional", 0.6, 2))[0] is None


def test_labels_of_the_past_and_two_forward_networks_have_no_limit_to_exceed(add_sequences, settings):
    past = [add_sequences(direction, share, 1, "past") for direction, share in (("forward", 0.8), ("bidirectional", 1))]
    assert limit_of(settings, *past)[0] is None
    assert limit_of(settings, add_sequences("forward", 0.6), add_sequences("two_forward", 0.9))[0] is None
