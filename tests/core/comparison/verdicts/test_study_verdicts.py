import numpy as np
import pytest

from core.comparison.arms import arms_of
from core.comparison.verdicts import SharedResults, verdicts
from core.comparison.verdicts.schedule import Schedule
from core.evaluation.baselines.baseline_store import BASELINE
from tests.support.comparisons.shared_results import results_of, trained
from tests.support.comparisons.split_runs import runs_on_splits

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
    (verdict,) = verdicts(arms_of(runs), results_of(runs), 0.01)
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
    nothing = SharedResults({run.run_id: np.empty(0) for run in runs}, 0.5, "texts")
    assert verdicts(arms_of(runs), nothing, 0.01) == ()


def test_a_gap_between_networks_of_different_sizes_is_not_credited_to_direction(add_tested):
    draw = np.random.default_rng(2)
    runs = [
        add_tested(direction, seed, draw.random(NUM_ROWS) < share, f"model.units={units}")
        for direction, units, share in (("forward", 4, 0.6), ("bidirectional", 64, 0.8))
        for seed in (1, 2, 3)
    ]
    (verdict,) = verdicts(arms_of(runs), results_of(runs), 0.01)
    assert not verdict.credits_direction
    assert (verdict.subject_a, verdict.subject_b) == ("forward SimpleRNN 4", "bidirectional SimpleRNN 64")
    assert (verdict.capacity.recurrent_params_a, verdict.capacity.recurrent_params_b) == (36, 8_832)


def test_one_direction_in_two_sizes_is_a_comparison_of_sizes(add_tested):
    runs = [add_tested("forward", 1, [1.0, 0.0], f"model.units={units}") for units in (4, 64)]
    (verdict,) = verdicts(arms_of(runs), results_of(runs), 0.01)
    assert verdict.credits_direction
    assert not verdict.capacity.is_matched


def verdicts_on(runs, rope=0.01, majority=0.5, schedule=None, baseline=None):
    results = results_of(runs, majority)
    return verdicts(
        arms_of(runs),
        SharedResults(results.right, majority, "texts", {} if baseline is None else {BASELINE: {0: baseline}}),
        rope,
        schedule,
    )


def test_two_seeds_are_too_few_for_a_verdict(verdicts_of):
    (verdict,) = verdicts_of({"forward": [0.6] * 2, "bidirectional": [0.9] * 2})
    assert (verdict.decision, verdict.withheld) == ("undecided", ("two_seeds",))
    assert verdict.estimate.low > 0.1


def test_a_seed_that_learned_nothing_is_named_and_left_out_of_the_gap(add_tested):
    shares = {"forward": [0.8, 0.5, 0.8, 0.8, 0.8], "bidirectional": [0.9] * 5}
    (verdict,) = verdicts_on(trained(add_tested, shares))
    assert (verdict.failed_a, verdict.failed_b) == ((2,), ())
    assert verdict.estimate.num_seeds == 4
    assert verdict.estimate.mean == pytest.approx(0.1, abs=0.02)
    assert verdict.of_all_seeds.num_seeds == 5
    assert verdict.of_all_seeds.mean == pytest.approx(0.16, abs=0.02)
    assert verdict.decision == "better"


def test_below_five_seeds_a_failed_one_rules_out_a_verdict(add_tested):
    (verdict,) = verdicts_on(trained(add_tested, {"forward": [0.8, 0.5, 0.8, 0.8], "bidirectional": [0.9] * 4}))
    assert (verdict.decision, verdict.withheld) == ("undecided", ("failed_seeds",))


def test_three_seeds_must_learn_in_both_arms(add_tested):
    (verdict,) = verdicts_on(trained(add_tested, {"forward": [0.8, 0.5, 0.8, 0.5, 0.5], "bidirectional": [0.9] * 5}))
    assert (verdict.decision, verdict.withheld) == ("undecided", ("failed_seeds",))


def test_an_arm_that_fails_more_often_is_not_better(add_tested):
    shares = {"forward": [0.8] * 5, "bidirectional": [0.9, 0.9, 0.5, 0.9, 0.9]}
    (verdict,) = verdicts_on(trained(add_tested, shares))
    assert (verdict.decision, verdict.withheld) == ("undecided", ("fails_more",))


def test_untrained_arms_are_not_the_same(add_tested):
    draw = np.random.default_rng(0)
    runs = [
        add_tested(direction, seed, (draw.random(NUM_ROWS) < 0.5).astype(float))
        for direction in ("forward", "bidirectional")
        for seed in (1, 2, 3)
    ]
    (verdict,) = verdicts_on(runs, rope=0.2)
    assert verdict.probabilities.same > 0.97
    assert verdict.decision == "undecided"
    assert "untrained" in verdict.withheld


def test_arms_above_the_majority_share_may_be_the_same(add_tested):
    shares = {"forward": [0.8] * 3, "bidirectional": [0.8] * 3}
    (verdict,) = verdicts_on(trained(add_tested, shares), rope=0.02)
    assert (verdict.decision, verdict.withheld) == ("same", ())


def test_an_unfinished_study_has_no_verdict_yet(add_tested):
    runs = trained(add_tested, {"forward": [0.7] * 3, "bidirectional": [0.9] * 3})
    (verdict,) = verdicts_on(runs, schedule=Schedule((5,), is_unfinished=True))
    assert (verdict.decision, verdict.withheld) == ("undecided", ("unfinished",))
    (verdict,) = verdicts_on(runs, schedule=Schedule((3,)))
    assert (verdict.decision, verdict.withheld) == ("better", ())


def test_seeds_that_were_added_need_more_certainty(add_tested):
    runs = trained(add_tested, {"forward": [0.7] * 5, "bidirectional": [0.9] * 5})
    (planned,), (added,) = (verdicts_on(runs, schedule=Schedule(looks)) for looks in ((5,), (3, 5)))
    assert planned.level == 0.03
    assert added.level == pytest.approx(0.0145, abs=0.0002)
    assert (planned.looks, added.looks) == ((5,), (3, 5))


def test_both_arms_can_be_below_the_linear_baseline(add_tested):
    runs = trained(add_tested, {"forward": [0.7] * 3, "bidirectional": [0.75] * 3})
    baseline = (np.random.default_rng(0).random(NUM_ROWS) < 0.9).astype(float)
    (below,) = verdicts_on(runs, baseline=baseline)
    assert below.below_baseline
    (above,) = verdicts_on(runs, baseline=baseline * (np.arange(NUM_ROWS) % 3 > 0))
    assert not above.below_baseline


def test_several_pairs_are_decided_with_holms_correction(add_tested):
    draw = np.random.default_rng(3)
    shares = {"backward": 0.8, "forward": 0.8, "two_forward": 0.8, "bidirectional": 0.83}
    runs = [
        add_tested(direction, seed, (draw.random(NUM_ROWS) < share).astype(float))
        for direction, share in shares.items()
        for seed in (1, 2, 3)
    ]
    all_pairs = {(one.a, one.b): one for one in verdicts_on(runs, rope=0.0)}
    alone = {
        (one.a, one.b): one
        for first in shares
        for second in shares
        if first < second
        for one in verdicts_on([run for run in runs if run.config.model.direction in (first, second)], rope=0.0)
    }
    assert {one.num_pairs for one in all_pairs.values()} == {6}
    for names, pair in all_pairs.items():
        assert pair.adjusted_p >= alone[names].adjusted_p
        assert pair.estimate == alone[names].estimate
    assert min(one.adjusted_p for one in all_pairs.values()) == pytest.approx(
        min(1, 6 * min(one.adjusted_p for one in alone.values()))
    )


def test_without_any_difference_between_arms_no_pair_is_better(add_tested):
    draw = np.random.default_rng(8)
    base = draw.random(NUM_ROWS)
    noise = {direction: draw.normal(0, 0.03, NUM_ROWS) for direction in ("backward", "forward", "bidirectional")}
    runs = [
        add_tested(direction, seed, (base + of_arm < 0.8).astype(float))
        for direction, of_arm in noise.items()
        for seed in (1, 2, 3)
    ]
    assert {one.decision for one in verdicts_on(runs, rope=0.0)} == {"undecided"}


def test_a_verdict_has_a_bootstrap_interval_of_the_seeds_that_learned(verdicts_of):
    (verdict,) = verdicts_of({"forward": [0.8] * 5, "bidirectional": [0.5, 0.82, 0.83, 0.82, 0.83]})
    low, high = verdict.bootstrap
    assert verdict.compared_seeds == (2, 3, 4, 5)
    assert low < verdict.estimate.mean < high
    assert high - low == pytest.approx(verdict.estimate.high - verdict.estimate.low, rel=0.5)


def test_one_seed_has_no_bootstrap_interval(verdicts_of):
    (verdict,) = verdicts_of({"forward": [0.7], "bidirectional": [0.8]})
    assert verdict.bootstrap is None
    assert not verdict.bootstrap_disagrees


def test_arms_are_paired_within_each_split(add_tested):
    (verdict,) = verdicts_on(runs_on_splits(add_tested, [0.1, 0.1, 0.1]))
    assert verdict.seeds == (0, 1, 2, 3, 4, 5)
    assert (verdict.estimate.num_splits, verdict.estimate.num_seeds, verdict.estimate.num_rows) == (3, 6, NUM_ROWS)
    assert verdict.estimate.mean == pytest.approx(0.1, abs=0.02)
    assert verdict.decision == "better"
    assert [(one.split, one.seeds) for one in verdict.splits] == [(0, (0, 1)), (1, (2, 3)), (2, (4, 5))]
    assert [one.estimate.mean for one in verdict.splits] == pytest.approx([0.1] * 3, abs=0.03)


def test_gaps_that_differ_between_splits_leave_a_study_undecided(add_tested):
    (verdict,) = verdicts_on(runs_on_splits(add_tested, [0.0, 0.04, 0.12]))
    (alone,) = verdicts_on(runs_on_splits(add_tested, [0.05, 0.05, 0.05]))
    assert (verdict.decision, alone.decision) == ("undecided", "better")


def test_networks_of_different_splits_are_not_compared(add_tested):
    (verdict,) = verdicts_on(runs_on_splits(add_tested, [0.1, 0.1]))
    assert [(one.split, one.seed_a, one.seed_b) for one in verdict.between] == [
        (0, 0, 0), (0, 1, 1), (1, 2, 2), (1, 3, 3),
    ]  # fmt: skip
    assert [(one.split, one.seed_a, one.seed_b) for one in verdict.within] == [(0, 0, 1), (1, 2, 3)] * 2


def test_two_splits_with_a_seed_each_are_two_seeds(add_tested):
    (verdict,) = verdicts_on(runs_on_splits(add_tested, [0.1, 0.1], num_seeds=1))
    assert "two_seeds" in verdict.withheld


def test_arms_without_a_common_seed_are_compared_on_one_split(add_tested):
    right = np.arange(NUM_ROWS) % 4 > 0
    runs = [
        add_tested(direction, seed, right, f"dataset.split={split}")
        for direction, first in (("forward", 1), ("bidirectional", 7))
        for split, seed in ((1, first), (2, first + 1))
    ]
    (verdict,) = verdicts_on(runs)
    assert (verdict.seeds, verdict.decision, verdict.splits) == ((), "nothing", ())
    assert verdict.between[0].split == 1


def test_several_splits_of_three_arms_are_decided_without_the_omnibus_test(add_tested):
    runs = runs_on_splits(add_tested, [0.1, 0.1, 0.1])
    backward = [
        add_tested("backward", run.config.train.seed, np.arange(NUM_ROWS) % 4 > 0, f"dataset.split={split}")
        for run in runs[::2]
        for split in [run.config.dataset.split]
    ]
    pairs = verdicts_on([*runs, *backward])
    assert [pair.num_pairs for pair in pairs] == [3] * 3
    assert pairs[0].decision == "better"
