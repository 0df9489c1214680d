import numpy as np
import pytest

from core.comparison.arms import Block
from core.comparison.verdicts.shared_results import (
    SharedResults,
    have_same_labels,
    on_shared_rows,
    shared_results,
    split_gaps,
)
from core.evaluation.baselines.baseline_store import BASELINE, NAIVE_BAYES, Baseline
from core.evaluation.predictions import read_predictions
from core.evaluation.statistics import one_seed_interval, paired_estimate, split_estimate


def some_gaps(num_splits, num_seeds=2, num_rows=100):
    draw = np.random.default_rng(0)
    blocks = [Block(split, seed) for split in range(num_splits) for seed in range(num_seeds)]
    return {block: draw.choice([-1.0, 0.0, 1.0], num_rows, p=[0.1, 0.7, 0.2]) for block in blocks}


def stacked(gaps, split):
    return np.stack([gap for block, gap in gaps.items() if block.split == split])


def test_rows_are_shared_within_a_split_only(add_tested):
    runs = [
        add_tested("forward", 1, [1, 0, 1, 1], "dataset.split=0"),
        add_tested("bidirectional", 1, [1, 0, 1], "dataset.split=0"),
        add_tested("forward", 2, [0, 1], "dataset.split=1", first_row=900),
    ]
    predictions = {run.run_id: read_predictions(run.folder) for run in runs}
    shared = on_shared_rows(runs, predictions)
    assert [shared[run.run_id].rows.tolist() for run in runs] == [[0, 3, 6], [0, 3, 6], [900, 903]]
    assert have_same_labels(runs, shared)
    assert not have_same_labels(runs, predictions)


@pytest.mark.parametrize(
    ("baselines", "best"),
    [
        ({}, None),
        ({BASELINE: {0: [1, 0]}}, BASELINE),
        ({BASELINE: {0: [1, 0]}, NAIVE_BAYES: {0: [1, 1]}}, NAIVE_BAYES),
        ({BASELINE: {0: [1, 1]}, NAIVE_BAYES: {0: [0, 1]}}, BASELINE),
        ({BASELINE: {0: [0, 0], 1: [1, 1]}, NAIVE_BAYES: {0: [0, 1]}}, NAIVE_BAYES),  # on the split of both
        ({BASELINE: {1: [0, 0]}, NAIVE_BAYES: {0: [1, 1]}}, BASELINE),  # nothing says which is better
    ],
)
def test_the_best_baseline_is_the_most_accurate_on_the_splits_of_all(baselines, best):
    rights = {
        name: {split: np.array(right) for split, right in of_splits.items()} for name, of_splits in baselines.items()
    }
    assert SharedResults({}, 0.5, "texts", rights).best_baseline == best


def test_results_know_the_majority_and_the_baseline_of_each_split(add_tested):
    runs = [add_tested("forward", split, [1, 0, 1], f"dataset.split={split}", first_row=split) for split in (0, 1)]
    predictions = {run.run_id: read_predictions(run.folder) for run in runs}
    baseline = Baseline({}, 1.0, predictions[runs[0].run_id])
    baselines = {0: {BASELINE: baseline, NAIVE_BAYES: baseline}, 1: {BASELINE: baseline}}
    results = shared_results(runs, predictions, baselines)
    assert results.majority == pytest.approx(2 / 3)
    assert results.test_share == runs[0].config.dataset.test_size
    assert results.noun == "texts"
    assert results.baselines.keys() == {BASELINE, NAIVE_BAYES}
    for of_splits in results.baselines.values():
        assert {split: right.tolist() for split, right in of_splits.items()} == {0: [1, 0, 1]}  # 1 has other rows


def test_blocks_of_one_split_have_the_paired_estimate():
    gaps = some_gaps(1, num_seeds=3)
    assert SharedResults({}, 0.5, "texts", {}, 0.3).estimate(gaps) == paired_estimate(stacked(gaps, 0))


def test_a_single_block_has_the_interval_of_its_rows():
    gaps = some_gaps(1, num_seeds=1)
    expected = one_seed_interval(np.zeros(100), stacked(gaps, 0)[0])
    assert SharedResults({}, 0.5, "texts").estimate(gaps) == expected


def test_blocks_of_several_splits_are_estimated_over_splits():
    gaps = some_gaps(3)
    expected = split_estimate([stacked(gaps, split) for split in range(3)], 0.3)
    assert SharedResults({}, 0.5, "texts", {}, 0.3).estimate(gaps) == expected


def test_each_split_has_a_gap_of_its_own():
    gaps = some_gaps(3) | {Block(7, 40): np.ones(5)}
    of_splits = split_gaps(gaps)
    assert [(one.split, one.seeds) for one in of_splits] == [(0, (0, 1)), (1, (0, 1)), (2, (0, 1)), (7, (40,))]
    assert of_splits[1].estimate == paired_estimate(stacked(gaps, 1))
    assert (of_splits[3].estimate.mean, of_splits[3].estimate.num_seeds, of_splits[3].estimate.num_rows) == (1, 1, 5)
