import numpy as np
import pytest

from core.comparison.arms import arms_of
from core.comparison.verdicts import verdicts
from core.evaluation.predictions import read_predictions

NUM_ROWS = 2_000


def test_a_large_gap_over_several_seeds_is_better(verdicts_of):
    (verdict,) = verdicts_of({"forward": [0.6] * 4, "bidirectional": [0.9] * 4})
    assert verdict.decision == "better"
    assert verdict.probabilities.better > 0.99
    assert verdict.seeds == (1, 2, 3, 4)
    assert verdict.estimate.mean == pytest.approx(0.3, abs=0.03)


def test_a_loss_is_worse(verdicts_of):
    (verdict,) = verdicts_of({"forward": [0.9] * 3, "bidirectional": [0.6] * 3})
    assert verdict.decision == "worse"


def test_arms_that_are_right_on_the_same_rows_are_the_same(add_tested):
    draw = np.random.default_rng(1)
    right = (draw.random(NUM_ROWS) < 0.8).astype(float)
    runs = [add_tested(direction, seed, right) for direction in ("forward", "bidirectional") for seed in (1, 2, 3)]
    (verdict,) = verdicts(arms_of(runs), {run.run_id: right for run in runs}, 0.01, "texts")
    assert verdict.decision == "same"
    assert verdict.disagreement == verdict.seed_disagreement == 0


def test_a_small_gap_with_few_seeds_is_undecided(verdicts_of):
    (verdict,) = verdicts_of({"forward": [0.80, 0.83, 0.78], "bidirectional": [0.82, 0.80, 0.83]})
    assert verdict.decision == "undecided"


def test_one_seed_decides_nothing_and_has_no_probabilities(verdicts_of):
    (verdict,) = verdicts_of({"forward": [0.7], "bidirectional": [0.8]})
    assert (verdict.decision, verdict.probabilities) == ("nothing", None)


def test_only_seeds_that_both_arms_have_are_paired(verdicts_of):
    (verdict,) = verdicts_of({"forward": [0.7, 0.7, 0.7], "bidirectional": [0.8, 0.8]})
    assert verdict.seeds == (1, 2)
    assert verdict.estimate.num_seeds == 2
    assert len(verdict.between) == 2
    assert len(verdict.within) == 3 + 1


def test_networks_are_compared_between_arms_and_within_an_arm(verdicts_of):
    (verdict,) = verdicts_of({"forward": [0.7] * 2, "bidirectional": [0.7] * 2})
    first = verdict.between[0]
    assert (first.seed_a, first.seed_b) == (1, 1)
    assert {one.a == one.b for one in verdict.within} == {True}
    assert verdict.disagreement == pytest.approx(0.42, abs=0.05)
    assert verdict.seed_disagreement == pytest.approx(0.42, abs=0.05)


def test_bidirectional_against_forward_comes_first_of_all_pairs(verdicts_of):
    shares = {"backward": [0.7] * 2, "forward": [0.7] * 2, "two_forward": [0.7] * 2, "bidirectional": [0.8] * 2}
    pairs = verdicts_of(shares)
    assert len(pairs) == 6
    assert (pairs[0].direction_a, pairs[0].direction_b) == ("forward", "bidirectional")
    assert {one.subject_b for one in pairs} >= {"reading both ways", "reading forward twice"}


def test_a_wider_region_of_equivalence_makes_sameness_more_probable(verdicts_of):
    shares = {"forward": [0.7] * 3, "bidirectional": [0.7] * 3}
    (narrow,), (wide,) = verdicts_of(shares, rope=0.001), verdicts_of(shares, rope=0.2)
    assert narrow.probabilities.same < wide.probabilities.same


def test_without_a_shared_row_there_is_no_verdict(add_tested):
    runs = [add_tested(direction, 1, [1.0]) for direction in ("forward", "bidirectional")]
    assert verdicts(arms_of(runs), {run.run_id: np.empty(0) for run in runs}, 0.01, "texts") == ()


def test_a_gap_between_networks_of_different_sizes_is_not_credited_to_direction(add_tested):
    draw = np.random.default_rng(2)
    runs = [
        add_tested(direction, seed, draw.random(NUM_ROWS) < share, f"model.units={units}")
        for direction, units, share in (("forward", 4, 0.6), ("bidirectional", 64, 0.8))
        for seed in (1, 2, 3)
    ]
    right = {run.run_id: read_predictions(run.folder).right for run in runs}
    (verdict,) = verdicts(arms_of(runs), right, 0.01, "texts")
    assert not verdict.credits_direction
    assert (verdict.subject_a, verdict.subject_b) == ("forward SimpleRNN 4", "bidirectional SimpleRNN 64")
    assert (verdict.capacity.recurrent_params_a, verdict.capacity.recurrent_params_b) == (36, 8_832)


def test_one_direction_in_two_sizes_is_a_comparison_of_sizes(add_tested):
    runs = [add_tested("forward", 1, [1.0, 0.0], f"model.units={units}") for units in (4, 64)]
    right = {run.run_id: read_predictions(run.folder).right for run in runs}
    (verdict,) = verdicts(arms_of(runs), right, 0.01, "texts")
    assert verdict.credits_direction
    assert not verdict.capacity.is_matched
