import json

import numpy as np
import pytest

from core.comparison.arms import arms_of
from core.comparison.verdicts import noise_sentence, sentence, verdicts
from core.evaluation.predictions import read_predictions

NUM_ROWS = 2_000


def of(add_tested, shares, rope=0.01):
    """The verdicts on runs that are right on these shares of the rows, by direction: one share for each seed."""
    draw = np.random.default_rng(0)
    runs = [
        add_tested(direction, seed, (draw.random(NUM_ROWS) < share).astype(float))
        for direction, of_seeds in shares.items()
        for seed, share in enumerate(of_seeds, start=1)
    ]
    rows = {run.run_id: read_predictions(run.folder).right for run in runs}
    return verdicts(arms_of(runs), rows, rope, "texts")


def test_a_large_gap_over_several_seeds_is_called_better(add_tested):
    (verdict,) = of(add_tested, {"forward": [0.6] * 4, "bidirectional": [0.9] * 4})
    assert verdict.decision == "better"
    assert verdict.probabilities.better > 0.99
    assert verdict.seeds == (1, 2, 3, 4)
    assert verdict.estimate.mean == pytest.approx(0.3, abs=0.03)
    told = sentence(verdict)
    assert told.startswith("Reading both ways gained ")
    assert "over reading forward (95 % interval " in told
    assert told.endswith("points; 4 seeds, 2,000 test texts); worth calling better: more than 99 %.")


def test_a_loss_is_called_so(add_tested):
    (verdict,) = of(add_tested, {"forward": [0.9] * 3, "bidirectional": [0.6] * 3})
    assert verdict.decision == "worse"
    assert sentence(verdict).startswith("Reading both ways lost ")


def test_arms_that_are_right_alike_are_practically_the_same(add_tested):
    draw = np.random.default_rng(1)
    right = (draw.random(NUM_ROWS) < 0.8).astype(float)
    runs = [add_tested(direction, seed, right) for direction in ("forward", "bidirectional") for seed in (1, 2, 3)]
    (verdict,) = verdicts(arms_of(runs), {run.run_id: right for run in runs}, 0.01, "texts")
    assert verdict.decision == "same"
    assert "practically the same: 0.0 points apart" in sentence(verdict)
    assert "within 1 point: " in sentence(verdict)
    assert verdict.disagreement == verdict.seed_disagreement == 0


def test_a_small_gap_with_few_seeds_is_left_undecided_with_its_probability(add_tested):
    (verdict,) = of(add_tested, {"forward": [0.80, 0.83, 0.78], "bidirectional": [0.82, 0.80, 0.83]})
    assert verdict.decision == "undecided"
    assert "worth calling better: " in sentence(verdict)
    assert not sentence(verdict).endswith("99 %.")


def test_one_seed_concludes_nothing_about_the_architectures(add_tested):
    (verdict,) = of(add_tested, {"forward": [0.7], "bidirectional": [0.8]})
    assert (verdict.decision, verdict.probabilities) == ("nothing", None)
    told = sentence(verdict)
    assert told.startswith("Nothing can be concluded about the architectures: each was trained with one seed.")
    assert "for these two networks alone, 95 % interval " in told
    assert "seeds" not in told.replace("one seed", "")
    assert "a second seed would tell" in noise_sentence(verdict)


def test_only_seeds_that_both_arms_have_are_paired(add_tested):
    (verdict,) = of(add_tested, {"forward": [0.7, 0.7, 0.7], "bidirectional": [0.8, 0.8]})
    assert verdict.seeds == (1, 2)
    assert verdict.estimate.num_seeds == 2
    assert len(verdict.between) == 2
    assert len(verdict.within) == 3 + 1


def test_the_disagreement_of_two_arms_stands_beside_that_of_two_seeds(add_tested):
    (verdict,) = of(add_tested, {"forward": [0.7] * 2, "bidirectional": [0.7] * 2})
    first = verdict.between[0]
    assert (first.seed_a, first.seed_b) == (1, 1)
    assert {one.a == one.b for one in verdict.within} == {True}
    assert verdict.disagreement == pytest.approx(0.42, abs=0.05)
    assert verdict.seed_disagreement == pytest.approx(0.42, abs=0.05)
    assert "Two seeds of one architecture already disagree about 4" in noise_sentence(verdict)


def test_both_ways_against_forward_comes_first_of_all_pairs(add_tested):
    shares = {"backward": [0.7] * 2, "forward": [0.7] * 2, "two_forward": [0.7] * 2, "bidirectional": [0.8] * 2}
    found = of(add_tested, shares)
    assert len(found) == 6
    assert (found[0].direction_a, found[0].direction_b) == ("forward", "bidirectional")
    assert {one.subject_b for one in found} >= {"reading both ways", "reading forward twice"}


def test_a_verdict_is_plain_json(add_tested):
    for shares in ({"forward": [0.7], "bidirectional": [0.8]}, {"forward": [0.7] * 2, "bidirectional": [0.8] * 2}):
        (verdict,) = of(add_tested, shares)
        document = json.loads(json.dumps(verdict.to_dict(), allow_nan=False))
        assert document["sentence"] == sentence(verdict)
        assert document["estimate"]["num_rows"] == NUM_ROWS


def test_a_wider_region_of_equivalence_makes_sameness_more_probable(add_tested):
    shares = {"forward": [0.7] * 3, "bidirectional": [0.7] * 3}
    (narrow,), (wide,) = of(add_tested, shares, rope=0.001), of(add_tested, shares, rope=0.2)
    assert narrow.probabilities.same < wide.probabilities.same


def test_arms_that_differ_in_more_than_how_they_read_are_called_by_their_names(add_tested):
    draw = np.random.default_rng(0)
    runs = [
        add_tested(direction, seed, draw.random(NUM_ROWS) < 0.7, f"model.cell={cell}")
        for direction, cell in (("forward", "LSTM"), ("forward", "GRU"), ("bidirectional", "LSTM"))
        for seed in (1, 2)
    ]
    found = verdicts(arms_of(runs), {run.run_id: read_predictions(run.folder).right for run in runs}, 0.01, "texts")
    told = [sentence(one) for one in found]
    assert len(set(told)) == 3
    assert all("reading" not in one.lower() for one in told)


def test_an_undecided_pair_is_told_by_what_is_most_probable(add_tested):
    (verdict,) = of(add_tested, {"forward": [0.8] * 3, "bidirectional": [0.8] * 3}, rope=0.015)
    assert verdict.decision == "undecided"
    assert "most probably practically the same: " in sentence(verdict)


def test_without_a_shared_row_there_is_no_verdict(add_tested):
    runs = [add_tested(direction, 1, [1.0]) for direction in ("forward", "bidirectional")]
    assert verdicts(arms_of(runs), {run.run_id: np.empty(0) for run in runs}, 0.01, "texts") == ()
