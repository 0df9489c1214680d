from dataclasses import replace

import numpy as np
import pytest

from core.comparison.arms import arms_of
from core.comparison.comparison import compare_runs
from core.comparison.presentation.json_document import verdict_document
from core.comparison.presentation.verdict_wording import (
    bootstrap_sentence,
    capacity_sentence,
    certainty_sentence,
    evidence_sentences,
    failed_sentence,
    noise_sentence,
    verdict_sentence,
)
from core.comparison.verdicts import SharedResults, verdicts
from core.comparison.verdicts.schedule import Schedule
from core.evaluation.baselines.baseline_store import BASELINE, NAIVE_BAYES
from tests.support.comparisons.shared_results import results_of, trained
from tests.support.comparisons.split_runs import runs_on_splits

NUM_ROWS = 2_000


def test_a_large_gap_is_stated_with_interval_seeds_and_rows(verdicts_of):
    (verdict,) = verdicts_of({"forward": [0.6] * 4, "bidirectional": [0.9] * 4})
    sentence = verdict_sentence(verdict)
    assert sentence.startswith("Reading both ways gained ")
    assert "over reading forward (95 % interval " in sentence
    assert sentence.endswith(
        "points; 4 seeds, 2,000 test texts); probability of being better by more than 1 point: more than 99 %."
    )


def test_a_loss_is_stated_as_a_loss(verdicts_of):
    (verdict,) = verdicts_of({"forward": [0.9] * 3, "bidirectional": [0.6] * 3})
    assert verdict_sentence(verdict).startswith("Reading both ways lost ")


def test_equal_arms_are_stated_as_practically_the_same(add_tested):
    right = (np.random.default_rng(1).random(NUM_ROWS) < 0.8).astype(float)
    runs = [add_tested(direction, seed, right) for direction in ("forward", "bidirectional") for seed in (1, 2, 3)]
    (verdict,) = verdicts(arms_of(runs), results_of(runs), 0.01)
    assert "practically the same: 0.0 points apart" in verdict_sentence(verdict)
    assert "probability of a difference within 1 point: " in verdict_sentence(verdict)


def test_an_undecided_verdict_states_its_probability(verdicts_of):
    (verdict,) = verdicts_of({"forward": [0.80, 0.83, 0.78], "bidirectional": [0.82, 0.80, 0.83]})
    assert "probability of being better by more than 1 point: " in verdict_sentence(verdict)
    assert not verdict_sentence(verdict).endswith("99 %.")


def test_an_undecided_verdict_states_what_is_most_probable(verdicts_of):
    (verdict,) = verdicts_of({"forward": [0.8] * 3, "bidirectional": [0.8] * 3}, rope=0.015)
    assert verdict.decision == "undecided"
    assert "most probably practically the same (within 1.5 points): " in verdict_sentence(verdict)


def test_with_one_seed_nothing_is_concluded_about_the_architectures(verdicts_of):
    (verdict,) = verdicts_of({"forward": [0.7], "bidirectional": [0.8]})
    sentence = verdict_sentence(verdict)
    assert sentence.startswith("Each was trained with one seed, which shows how two networks differ, not how their ")
    assert "(for these two networks only: 95 % interval " in sentence
    assert "seeds" not in sentence.replace("one seed", "")
    assert "Train a second seed" in noise_sentence(verdict)


def test_the_disagreement_of_two_arms_is_stated_beside_that_of_two_seeds(verdicts_of):
    (verdict,) = verdicts_of({"forward": [0.7] * 2, "bidirectional": [0.7] * 2})
    assert "Two seeds of one architecture already disagree about 4" in noise_sentence(verdict)


def test_arms_that_differ_in_more_than_direction_go_by_their_names(add_tested):
    draw = np.random.default_rng(0)
    runs = [
        add_tested(direction, seed, draw.random(NUM_ROWS) < 0.7, f"model.cell={cell}")
        for direction, cell in (("forward", "LSTM"), ("forward", "GRU"), ("bidirectional", "LSTM"))
        for seed in (1, 2)
    ]
    sentences = [verdict_sentence(one) for one in verdicts(arms_of(runs), results_of(runs), 0.01)]
    assert len(set(sentences)) == 3
    assert all("reading" not in one.lower() for one in sentences)


@pytest.fixture
def sized(add_tested):
    """The verdict on a forward and another network of these units, on which the networks get these shares right."""

    def compare(units, shares=(0.6, 0.8), direction="bidirectional", *settings):
        runs = [
            add_tested(way, seed, np.arange(NUM_ROWS) < share * NUM_ROWS, f"model.units={number}", *settings)
            for way, number, share in zip(("forward", direction), units, shares, strict=True)
            for seed in (1, 2, 3)
        ]
        return verdicts(arms_of(runs), results_of(runs), 0.01)[0]

    return compare


def test_a_gap_of_unequal_networks_names_both_sizes_in_the_verdict(sized):
    sentence = verdict_sentence(sized((4, 64)))
    assert sentence.startswith("Bidirectional SimpleRNN 64 gained 20.0 points over forward SimpleRNN 4 (95 % interval")
    assert sentence.endswith(
        "Forward SimpleRNN 4 has 4 units and 36 recurrent parameters, bidirectional SimpleRNN 64 has 64 units and "
        "8,832: the gap may come from capacity, so it is not credited to the direction."
    )


def test_unequal_networks_of_equal_accuracy_conclude_nothing_about_direction(sized):
    assert "capacity may hide a gap" in verdict_sentence(sized((4, 64), (0.7, 0.7)))


def test_equal_units_credit_the_direction_and_state_both_sizes_apart(sized):
    verdict = sized((4, 4))
    assert verdict_sentence(verdict).startswith("Reading both ways gained 20.0 points over reading forward")
    assert "recurrent" not in verdict_sentence(verdict)
    assert "parameters: 36 in forward SimpleRNN 4, 72 in bidirectional SimpleRNN 4." in capacity_sentence(verdict)
    assert capacity_sentence(sized((4, 4), direction="backward")) == (
        "Both arms have 4 units in each direction layer and 36 recurrent parameters."
    )


def test_a_network_without_recurrent_layers_has_no_cell_in_its_name_and_no_size(sized):
    verdict = sized((4, 4), (0.8, 0.6), "unordered", "train.batching=by_length", "model.pooling=mean")
    assert verdict_sentence(verdict).startswith("Reading in no order lost 20.0 points against reading forward")
    assert capacity_sentence(verdict) == (
        "Unordered has no recurrent layer; forward SimpleRNN 4 has 36 recurrent parameters."
    )


def test_matched_parameters_credit_the_direction(sized):
    verdict = sized((256, 180))
    assert verdict_sentence(verdict).startswith("Reading both ways gained")
    assert capacity_sentence(verdict).endswith("180 units and 66,600. They agree within 1 %.")


def test_failed_seeds_are_named_with_their_rates_and_the_gap_of_all_seeds(add_tested):
    runs = trained(add_tested, {"forward": [0.8, 0.5, 0.8, 0.8, 0.8], "bidirectional": [0.9] * 5})
    (verdict,) = verdicts(arms_of(runs), results_of(runs), 0.01)
    assert "; 4 seeds that learned in both arms, 2,000 test texts)" in verdict_sentence(verdict)
    sentence = failed_sentence(verdict)
    assert sentence.startswith(
        "Seed 2 of forward SimpleRNN 4 learned nothing: the 95 % interval of its test accuracy is"
    )
    assert "(50.0 %). Failed seeds: 1 of 5 in forward SimpleRNN 4, 0 of 5 in bidirectional SimpleRNN 4." in sentence
    assert "With them, the difference is +16." in sentence
    assert sentence.endswith("; 5 seeds).")


def test_where_all_seeds_learn_nothing_is_said_about_failures(verdicts_of):
    (verdict,) = verdicts_of({"forward": [0.7] * 3, "bidirectional": [0.8] * 3})
    assert failed_sentence(verdict) is None


@pytest.mark.parametrize(
    ("shares", "schedule", "beginning"),
    [
        ({"forward": [0.7] * 2, "bidirectional": [0.8] * 2}, None, "Undecided: two seeds are too few, a verdict needs"),
        ({"forward": [0.7] * 3, "bidirectional": [0.8] * 3}, Schedule((5,), True), "No verdict yet, since the study"),
        ({"forward": [0.7, 0.5, 0.7], "bidirectional": [0.8] * 3}, None, "Undecided: some seeds failed, and then a"),
        (
            {"forward": [0.7] * 5, "bidirectional": [0.8, 0.8, 0.5, 0.8, 0.8]},
            None,
            "Undecided: reading both ways is more accurate where both arms learn, but it fails to learn more often.",
        ),
        (
            {"forward": [0.5] * 3, "bidirectional": [0.49] * 3},
            None,
            "Nothing can be concluded: neither reading forward nor reading both ways is more accurate than always "
            "predicting the most frequent class (50.0 % of 2,000 test texts).",
        ),
    ],
)
def test_the_headline_says_why_nothing_is_decided(add_tested, shares, schedule, beginning):
    runs = trained(add_tested, shares)
    (verdict,) = verdicts(arms_of(runs), results_of(runs), 0.01, schedule)
    assert verdict_sentence(verdict).startswith(beginning)


def test_the_certainty_that_a_decision_needs_is_stated_with_its_looks_and_pairs(verdicts_of, add_tested):
    (planned,) = verdicts_of({"forward": [0.7] * 3, "bidirectional": [0.8] * 3})
    assert certainty_sentence(planned).startswith(
        "A decision needs p ≤ 0.03, so that seeds may be added later (here p = "
    )
    runs = trained(add_tested, {"forward": [0.7] * 5, "bidirectional": [0.8] * 5})
    (added,) = verdicts(arms_of(runs), results_of(runs), 0.01, Schedule((3, 5)))
    assert certainty_sentence(added).startswith(
        "Seeds were added after results with 3 were seen, so a decision needs p ≤ 0.01"
    )
    (by_hand,) = verdicts(arms_of(runs), results_of(runs), 0.01)
    assert certainty_sentence(by_hand).startswith("These runs are not one study, so results may have been seen after")
    several = verdicts_of({"forward": [0.7] * 3, "backward": [0.7] * 3, "bidirectional": [0.8] * 3})
    assert (
        "corrected for 3 pairs by Holm's procedure). All arms together show that some differ (omnibus test, p = "
        in (certainty_sentence(several[0]))
    )
    equal = verdicts_of({"forward": [0.7] * 3, "backward": [0.7] * 3, "bidirectional": [0.7] * 3})
    assert "All arms together do not show that any differs (omnibus test, p = 0." in certainty_sentence(equal[0])


def test_two_arms_below_the_linear_baseline_are_said_to_be_so_first(add_tested):
    runs = trained(add_tested, {"forward": [0.7] * 3, "bidirectional": [0.75] * 3})
    results = results_of(runs)
    baseline = (np.random.default_rng(0).random(NUM_ROWS) < 0.9).astype(float)
    (verdict,) = verdicts(arms_of(runs), SharedResults(results.right, 0.5, "texts", {BASELINE: {0: baseline}}), 0.01)
    assert verdict_sentence(verdict).startswith(
        "Both arms are less accurate than the linear baseline. Reading both ways"
    )


def test_the_better_baseline_is_the_one_that_both_arms_are_below(add_tested):
    runs = trained(add_tested, {"forward": [0.7] * 3, "bidirectional": [0.75] * 3})
    right, draw = results_of(runs).right, np.random.default_rng(0).random(NUM_ROWS)
    lines = {BASELINE: {0: (draw < 0.72).astype(float)}, NAIVE_BAYES: {0: (draw < 0.9).astype(float)}}
    (verdict,) = verdicts(arms_of(runs), SharedResults(right, 0.5, "texts", lines), 0.01)
    assert verdict_sentence(verdict).startswith("Both arms are less accurate than the Naive Bayes baseline. ")


def test_an_undecided_verdict_says_so_first(verdicts_of):
    (verdict,) = verdicts_of({"forward": [0.80, 0.83, 0.78], "bidirectional": [0.82, 0.80, 0.83]})
    assert verdict_sentence(verdict).startswith("Undecided: reading both ways gained")


def test_intervals_that_disagree_are_stated_with_the_noun_of_the_rows(verdicts_of):
    (verdict,) = verdicts_of({"forward": [0.7] * 3, "bidirectional": [0.8] * 3})
    assert bootstrap_sentence(verdict) is None
    disputed = replace(verdict, estimate=replace(verdict.estimate, low=0.002, high=0.2), bootstrap=(-0.004, 0.21))
    sentence = bootstrap_sentence(disputed)
    assert sentence.startswith("Two methods disagree: a bootstrap over seeds and test texts gives −0.4 to 21.0 points")
    assert "which includes zero, unlike the interval above" in sentence
    assert sentence in evidence_sentences(disputed)
    assert verdict_document(disputed)["bootstrap"]["disagrees"]


def test_a_verdict_over_splits_names_their_number(add_tested, settings):
    (verdict,) = compare_runs(runs_on_splits(add_tested, [0.1, 0.1, 0.1]), settings.home).verdicts
    assert "; 3 splits, 6 seeds, 2,000 test texts each)" in verdict_sentence(verdict)
