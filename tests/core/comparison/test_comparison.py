import numpy as np
import pandas as pd
import pytest

from core.comparison.comparison import compare_runs
from core.evaluation.baselines.baseline_store import BASELINE, NAIVE_BAYES
from core.runs.study import Study, StudyPlan
from tests.support.comparisons.setting_studies import finished_study
from tests.support.comparisons.split_runs import runs_on_splits

NUM_ROWS = 200


def test_a_comparison_has_arms_verdicts_and_metrics(pair, settings):
    comparison = compare_runs(pair, settings.home)
    assert [arm.direction for arm in comparison.arms] == ["forward", "bidirectional"]
    (verdict,) = comparison.verdicts
    assert verdict.estimate.num_rows == comparison.num_test == NUM_ROWS
    assert list(comparison.metrics["name"]) == [arm.name for arm in comparison.arms]
    forward = comparison.metrics.iloc[0]
    accuracies = [run.metrics["test_accuracy"] for run in pair[:2]]
    assert forward["test_accuracy"] == pytest.approx(np.mean(accuracies))
    assert forward["test_accuracy_se"] == pytest.approx(np.std(accuracies, ddof=1) / 2**0.5)
    assert forward["test_accuracy_n"] == 2
    assert comparison.baselines == {}
    assert comparison.slices == {}


def test_the_linear_baseline_of_the_same_split_is_the_first_row(with_baseline, settings):
    first = compare_runs(with_baseline, settings.home).metrics.iloc[0]
    assert (first["name"], first["test_accuracy"]) == (BASELINE, 0.9)


def test_both_baselines_come_before_the_arms(with_baselines, settings):
    comparison = compare_runs(with_baselines, settings.home)
    assert comparison.metrics["name"].tolist()[:2] == [BASELINE, NAIVE_BAYES]
    assert comparison.metrics["seconds"].tolist()[:2] == [3, 5]
    assert comparison.arm_metrics["name"].tolist() == [arm.name for arm in comparison.arms]
    assert comparison.baseline_accuracies == {BASELINE: 0.9, NAIVE_BAYES: 0.95}


def test_verdicts_are_about_the_more_accurate_baseline(with_baselines, settings):
    (verdict,) = compare_runs(with_baselines, settings.home).verdicts
    assert (verdict.best_baseline, verdict.below_baseline) == (NAIVE_BAYES, True)


def test_features_of_the_test_texts_are_aligned_with_the_predictions(with_baseline, settings):
    (frame,) = compare_runs(with_baseline, settings.home).slices.values()
    by_group = frame[frame["slice"] == "length"].set_index("num_rows")["gap"]
    assert by_group[80] > 0.2  # the short texts are the first 80, where bidirectional is better
    assert by_group[NUM_ROWS - 80] == 0


def test_confounded_runs_get_no_verdict_but_their_metrics(add_tested, settings):
    runs = [add_tested("forward", 1, [1, 0, 1]), add_tested("bidirectional", 1, [1, 1], "text.maxlen=5")]
    comparison = compare_runs(runs, settings.home)
    assert [one.kind for one in comparison.confounds] == ["padding"]
    assert comparison.verdicts == ()
    assert list(comparison.metrics["test_accuracy"]) == [pytest.approx(2 / 3), 1]


def test_runs_without_test_results_are_left_out_with_a_note(pair, store, tiny_config, settings):
    waiting = store.create(tiny_config, "waiting")
    (pair[0].folder / "predictions.parquet").unlink()
    comparison = compare_runs([*pair, waiting], settings.home)
    assert len(comparison.arms[0].runs) == 1
    assert [(note.kind, note.runs) for note in comparison.notes] == [
        ("unreadable", (pair[0],)), ("unfinished", (waiting,)),
    ]  # fmt: skip


def test_an_older_run_of_the_same_seed_is_left_out_with_a_note(pair, add_tested, settings):
    newer = add_tested("forward", 1, np.ones(NUM_ROWS))
    comparison = compare_runs([*pair, newer], settings.home)
    assert newer in comparison.arms[0].runs
    assert [(note.kind, note.runs) for note in comparison.notes] == [("superseded", (pair[0],))]


def test_calibration_and_confusion_cover_all_seeds(pair, settings):
    comparison = compare_runs(pair, settings.home)
    name = comparison.arms[0].name
    counts = comparison.confusion(name)
    assert counts.sum() == NUM_ROWS
    assert np.trace(counts) == pytest.approx(comparison.right(name).sum() / 2)
    assert comparison.reliability(name)["count"].sum() == 2 * NUM_ROWS
    assert comparison.class_names(name) == ("0", "1")


def test_a_selection_without_finished_runs_is_no_error(store, tiny_config, settings):
    comparison = compare_runs([store.create(tiny_config), store.create(tiny_config)], settings.home)
    assert (comparison.arms, comparison.verdicts, comparison.num_test) == ((), (), 0)


def test_runs_of_one_architecture_with_different_padding_are_two_arms(add_tested, settings):
    runs = [
        add_tested("forward", 1, [1, 0, 1]),
        add_tested("forward", 1, [1, 1, 1], "text.padding=post"),
        add_tested("bidirectional", 1, [1, 1, 1], "text.padding=post"),
    ]
    comparison = compare_runs(runs, settings.home)
    assert [one.kind for one in comparison.confounds] == ["padding"]
    assert comparison.notes == ()
    assert sorted(comparison.metrics["test_accuracy"]) == [pytest.approx(2 / 3), 1, 1]


def test_the_same_rows_with_different_labels_are_a_confound(pair, settings):
    path = pair[0].folder / "predictions.parquet"
    frame = pd.read_parquet(path)
    is_right = (frame["p1"] > 0.5) == (frame["label"] == 1)
    places = [is_right.idxmax(), is_right.idxmin()]  # a right and a wrong row: the accuracy stays the same
    frame.loc[places, "label"] = 1 - frame.loc[places, "label"]
    frame.to_parquet(path)
    comparison = compare_runs(pair, settings.home)
    assert [(one.kind, one.settings) for one in comparison.confounds] == [("data", ())]
    assert comparison.verdicts == ()


def test_a_run_without_a_fingerprint_is_noted(pair, store, settings):
    store.describe(pair[0].run_id, data={"name": "reviews.csv"})
    older = store.get(pair[0].run_id)
    comparison = compare_runs([older, *pair[1:]], settings.home)
    assert [(note.kind, note.runs) for note in comparison.notes] == [("no_fingerprint", (older,))]


def test_a_failed_run_at_the_front_does_not_represent_the_data(pair, store, tiny_config, settings):
    failed = store.create(tiny_config)
    store.fail(failed.run_id, "The file was gone.")
    comparison = compare_runs([store.get(failed.run_id), *pair], settings.home)
    assert comparison.first.data["fingerprint"] == "same"


def test_runs_are_compared_on_the_test_rows_of_their_split(add_tested, settings):
    runs = runs_on_splits(add_tested, [0.1, 0.1, 0.1], num_rows=300)
    comparison = compare_runs(runs, settings.home)
    assert comparison.confounds == comparison.notes == ()
    assert (comparison.splits, comparison.num_test) == ((0, 1, 2), 300)
    assert comparison.verdicts[0].estimate.num_splits == 3
    assert list(comparison.metrics["test_accuracy_n"]) == [6, 6]
    assert comparison.accuracies.groupby("split").size().tolist() == [4, 4, 4]
    assert np.trace(comparison.confusion(comparison.arms[0].name)) == pytest.approx(
        300 * comparison.metrics["test_accuracy"][0]
    )
    assert "dataset.split" not in comparison.settings(only_differences=True)


def test_the_first_split_has_test_rows_that_all_runs_share(add_tested, settings):
    comparison = compare_runs(runs_on_splits(add_tested, [0.1, 0.1], num_rows=60), settings.home)
    first = comparison.first_split
    assert [arm.splits for arm in first.arms] == [(0,), (0,)]
    assert first.right(first.arms[0].name).shape == (2, 60)
    assert first.first_split is first


def test_slices_are_those_of_the_first_split(with_baseline, add_tested, settings):
    others = [add_tested(run.config.model.direction, 7, np.zeros(40), "dataset.split=1") for run in with_baseline[::2]]
    (alone,) = compare_runs(with_baseline, settings.home).slices.values()
    (together,) = compare_runs([*with_baseline, *others], settings.home).slices.values()
    assert together.equals(alone)


def test_a_run_of_a_split_that_not_every_arm_has_is_left_out(pair, add_tested, settings):
    alone = add_tested("forward", 1, np.ones(NUM_ROWS), "dataset.split=1")
    comparison = compare_runs([*pair, alone], settings.home)
    assert [(note.kind, note.runs) for note in comparison.notes] == [("unpaired_split", (alone,))]
    assert comparison.verdicts[0].estimate == compare_runs(pair, settings.home).verdicts[0].estimate


def test_arms_without_a_common_split_get_no_verdict(add_tested, settings):
    runs = [add_tested("forward", 1, [1, 0]), add_tested("bidirectional", 1, [1, 1], "dataset.split=1")]
    comparison = compare_runs(runs, settings.home)
    (confound,) = comparison.confounds
    assert (confound.kind, confound.values) == ("split", {"dataset.split": (0, 1)})
    assert comparison.verdicts == ()
    assert len(comparison.arms) == 2


def test_arms_that_were_tuned_with_the_same_budget_are_compared(add_tested, tiny_config, settings):
    rates = ("0.01", "0.1")
    plan = StudyPlan(
        tiny_config, ("forward", "bidirectional"), search=(f"train.learning_rate={','.join(rates)}",), chosen=(0, 1)
    )
    draw = np.random.default_rng(0)
    runs = [
        add_tested(arm, seed, draw.random(400) < share, f"train.learning_rate={rate}")
        for arm, share, rate in (("forward", 0.6, rates[0]), ("bidirectional", 0.9, rates[1]))
        for seed in (42, 43, 44)
    ]
    (verdict,) = compare_runs(runs, settings.home, study=Study("s1", "tuned", plan, 0.0, "")).verdicts
    assert (verdict.decision, verdict.withheld) == ("better", ())
    unplanned = compare_runs(runs, settings.home)
    assert unplanned.verdicts == ()
    assert [confound.settings for confound in unplanned.confounds] == [("train.learning_rate",)]


def test_settings_that_a_study_varies_by_plan_are_no_confound(add_tested, tiny_config, settings):
    arms = {"text.maxlen=5": [0.8] * 3, "train.learning_rate=0.01 dataset.train_rows=20": [0.7] * 3}
    runs, study = finished_study(add_tested, tiny_config, arms)
    comparison = compare_runs(runs, settings.home, study=study)
    assert comparison.confounds == ()
    assert [arm.name for arm in comparison.arms] == list(study.plan.labels.values())
    assert comparison.model_differences == ()
    (verdict,) = comparison.verdicts
    assert (verdict.subject_b, verdict.differs_by_plan) == (comparison.arms[0].name, True)
    without_plan = compare_runs(runs, settings.home)
    assert {one.kind for one in without_plan.confounds} == {"padding", "split", "training budget"}


def test_what_a_study_does_not_vary_still_confounds_its_arms(add_tested, tiny_config, settings):
    runs, study = finished_study(add_tested, tiny_config, {"model.cell=GRU": [0.8], "model.cell=LSTM": [0.7]})
    other = add_tested(tiny_config.model.direction, 42, np.ones(2_000), "model.cell=LSTM", "train.epochs=9")
    (confound,) = compare_runs([runs[0], other], settings.home, study=study).confounds
    assert confound.settings == ("train.epochs",)


def test_a_grid_over_direction_and_cell_makes_no_claim_about_direction_alone(add_tested, tiny_config, settings):
    arms = ("model.direction=forward model.cell=GRU", "model.direction=bidirectional model.cell=LSTM")
    runs, study = finished_study(add_tested, tiny_config, {arms[0]: [0.7] * 3, arms[1]: [0.8] * 3})
    (verdict,) = compare_runs(runs, settings.home, study=study).verdicts
    assert (verdict.subject_b, verdict.credits_direction) == ("both ways, LSTM", True)


def test_an_arm_of_directions_alone_is_credited_only_with_matched_capacity(add_tested, tiny_config, settings):
    arms = ("model.direction=forward", "model.direction=bidirectional")
    runs, study = finished_study(add_tested, tiny_config, {arms[0]: [0.7] * 3, arms[1]: [0.8] * 3})
    (verdict,) = compare_runs(runs, settings.home, study=study).verdicts
    assert (verdict.subject_b, verdict.differs_by_plan) == ("reading both ways", False)
