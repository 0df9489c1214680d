from dataclasses import astuple, replace

import numpy as np
import pandas as pd
import pytest

from core.comparison.planning.variability import Observation, Variability, mean_variability, measure_variability
from core.config import RunConfig
from core.evaluation.predictions import Predictions, write_predictions
from core.runs.run import Run
from core.runs.store import RunStore
from core.runs.study import Member, StudyPlan, members

PLAN = StudyPlan(RunConfig(), ("forward", "bidirectional"), num_seeds=2)


@pytest.fixture
def finish(store: RunStore):
    """Finish a run of `PLAN` that is right on all but the first `wrong` of 100 test rows."""

    def finish_it(member: Member, accuracy: float, wrong: int | None = None, study_id: str | None = None) -> Run:
        run = store.create(member.config, study_id=study_id)
        if wrong is not None:
            labels = [number % 2 for number in range(100)]
            p1 = [label if number >= wrong else 1 - label for number, label in enumerate(labels)]
            columns = {"row": range(100), "label": labels, "p0": [1.0 - p for p in p1], "p1": map(float, p1)}
            columns["length"] = [6] * 100
            pd.DataFrame(columns).to_parquet(run.folder / "predictions.parquet")
        assert store.claim(run.run_id, None)
        assert store.finish(run.run_id, {"test_accuracy": accuracy, "num_test": 100.0}, 30.0)
        return store.get(run.run_id)

    return finish_it


@pytest.fixture
def finish_with(store: RunStore):
    """Finish a run of `PLAN` that is right at these steps of each row, (num_rows, num_steps)."""

    def finish_it(member: Member, right: np.ndarray) -> Run:
        run = store.create(member.config)
        right = right if right.shape[1] > 1 else right[:, 0]
        labels = np.broadcast_to((np.arange(len(right)) % 2).reshape(-1, *[1] * (right.ndim - 1)), right.shape)
        second = np.where(right == 1, labels, 1 - labels).astype(float)
        places, lengths = np.arange(len(right)), np.full(len(right), labels.shape[1] if labels.ndim == 2 else 6)
        predictions = Predictions(places, labels, np.stack([1 - second, second], -1), lengths)
        write_predictions(predictions, run.folder)
        assert store.claim(run.run_id, None)
        assert store.finish(run.run_id, {"test_accuracy": float(right.mean()), "num_test": float(len(right))}, 30.0)
        return store.get(run.run_id)

    return finish_it


def test_seeds_are_pooled_over_arms_and_rows_compared_between_arms_of_one_seed(finish):
    wrong = (20, 5, 20, 15)  # forward and bidirectional, seed by seed
    runs = [finish(member, 1 - one / 100, one) for member, one in zip(members(PLAN), wrong, strict=True)]
    observed = measure_variability(runs)
    variability = observed.variability
    assert observed.num_runs == 4
    assert variability.seed_disagreement == pytest.approx((0.00 + 0.10) / 2)
    assert variability.seed_sd == pytest.approx(((0.0 + 0.005) / 2 - 0.05 / 2 / 100) ** 0.5)
    assert variability.disagreement == pytest.approx((0.15 + 0.05) / 2)


def test_a_seed_that_is_good_for_both_arms_leaves_their_gap_unchanged(finish):
    wrong = (30, 20, 40, 30)
    runs = [finish(member, 1 - one / 100, one) for member, one in zip(members(PLAN), wrong, strict=True)]
    variability = measure_variability(runs).variability
    assert variability.seed_sd > 0.06
    assert (variability.gap_sd, variability.disagreement) == (0, pytest.approx(0.1))


def test_the_parts_of_a_gap_are_those_it_was_made_of(store, finish_with):
    draw, num_rows = np.random.default_rng(0), 20_000
    plan = replace(PLAN, num_seeds=20)
    hard, gaps = draw.random(num_rows) < 0.05, draw.normal(0.1, 0.02, 20)  # forward gets hard rows wrong, seed by seed
    runs = []
    for member in members(plan):
        right = np.ones(num_rows)
        if member.arm == "forward":
            right = (draw.random(num_rows) > gaps[member.seed - 42]) & ~hard
        runs.append(finish_with(member, right.astype(float)[:, None]))
    variability = measure_variability(runs).variability
    assert variability.gap_sd == pytest.approx(np.std(gaps, ddof=1) * 0.95, rel=0.1)
    assert variability.noise == pytest.approx(0.1 * 0.9 * 0.95, rel=0.1)
    assert variability.disagreement == pytest.approx(0.05 + 0.95 * 0.1, rel=0.1)


def test_differences_of_sequences_count_squared(finish_with):
    """Three of four steps right against all: they differ by a sixteenth, not by a quarter."""
    steps = {"forward": [1.0, 1.0, 1.0, 0.0], "bidirectional": [1.0, 1.0, 1.0, 1.0]}
    runs = [finish_with(member, np.tile(steps[member.arm], (50, 1))) for member in members(PLAN)]
    assert measure_variability(runs).variability.disagreement == pytest.approx(0.25**2)


def test_runs_that_learned_nothing_are_left_out_and_counted(finish):
    wrong = (20, 50, 30, 25)  # bidirectional fails with the first seed
    runs = [finish(member, 1 - one / 100, one) for member, one in zip(members(PLAN), wrong, strict=True)]
    observed = measure_variability(runs)
    assert (observed.num_runs, observed.num_failed) == (3, 1)
    assert observed.variability.disagreement == pytest.approx(0.05)
    assert observed.variability.gap_sd is None


def test_splits_are_not_taken_for_seeds(finish):
    splits = members(replace(PLAN, num_seeds=1, num_splits=2))
    runs = [finish(member, 1 - one / 100, one) for member, one in zip(splits, (40, 40, 10, 10), strict=True)]
    assert measure_variability(runs).variability == Variability(disagreement=0.0)


def test_runs_without_predictions_show_only_how_seeds_spread(finish):
    runs = [finish(member, 0.8 + member.seed / 100) for member in members(PLAN)]
    assert measure_variability(runs).variability == Variability(seed_sd=pytest.approx(0.01 / 2**0.5))


def test_one_run_of_each_arm_says_nothing_about_seeds(finish):
    runs = [finish(member, 0.9, 10) for member in members(PLAN)[:2]]
    assert measure_variability(runs).variability == Variability(disagreement=0.0)


def test_one_arm_says_nothing_about_another(finish):
    runs = [finish(member, 1 - one / 100, one) for member, one in zip(members(PLAN)[::2], (10, 30), strict=True)]
    spread = pytest.approx((0.02 - 0.2 / 2 / 100) ** 0.5)
    assert measure_variability(runs).variability == Variability(seed_sd=spread, seed_disagreement=pytest.approx(0.2))


def test_seeds_that_differ_by_no_more_than_their_rows_do_not_spread(finish_with):
    wrong = {42: slice(0, 10), 43: slice(10, 21)}  # other rows, but nearly as many

    def right(seed: int) -> np.ndarray:
        rows = np.ones((100, 1))
        rows[wrong[seed]] = 0
        return rows

    runs = [finish_with(member, right(member.seed)) for member in members(PLAN)]
    assert measure_variability(runs).variability.seed_sd == 0


def test_several_studies_have_equal_weight_in_each_value_they_have():
    several = [
        Observation(Variability(0.01, None, 0.3), 4, 1, ("cell",)),
        Observation(Variability(0.02, 0.1, 0.1), 2, 2),
        Observation(),
    ]
    mean = mean_variability(several)
    assert mean == Observation(
        Variability(pytest.approx((0.0005 / 2) ** 0.5), 0.1, pytest.approx(0.2)), 6, 3, ("cell",)
    )
    assert astuple(mean_variability([]).variability) == (None,) * 5
