import json

import numpy as np
import pandas as pd
import pytest

from core.comparison.comparison import BASELINE, compare_runs
from core.evaluation import linear_baseline
from core.evaluation.linear_baseline import Baseline, data_key
from core.evaluation.predictions import read_predictions

NUM_ROWS = 200


@pytest.fixture
def pair(add_tested):
    """Two arms with two seeds: both ways gets the first 80 texts right more often."""
    draw = np.random.default_rng(0)
    forward = [(draw.random(NUM_ROWS) < 0.6).astype(float) for _ in range(2)]
    both = [np.where(np.arange(NUM_ROWS) < 80, 1.0, one) for one in forward]
    return [
        add_tested(direction, seed, right)
        for direction, rights in (("forward", forward), ("bidirectional", both))
        for seed, right in enumerate(rights, start=1)
    ]


@pytest.fixture
def with_baseline(pair, settings):
    """The same, with a linear baseline and what is known of the test texts."""
    run = pair[0]
    rows = read_predictions(run.folder).rows
    frame = pd.DataFrame(
        {
            "row": rows[::-1],
            "text": [f"text {row}" for row in rows[::-1]],
            "label": 0,
            "num_words": np.repeat([30, 10], [NUM_ROWS - 80, 80]),
            "negation": False,
            "decisive_word": "good",
            "decisive_position": 0.5,
            "unknown_share": 0.0,
        }
    )
    baseline = Baseline({"test_accuracy": 0.9, "num_params": 7}, 3.0, read_predictions(run.folder))
    key = data_key(run.config, "same")
    linear_baseline._keep(baseline, frame, settings.home / "baselines" / key)
    return pair


def test_arms_verdicts_and_metrics_of_a_selection(pair, settings):
    found = compare_runs(pair, settings.home)
    assert [arm.direction for arm in found.arms] == ["forward", "bidirectional"]
    (verdict,) = found.verdicts
    assert verdict.estimate.num_rows == found.num_test == NUM_ROWS
    assert list(found.metrics["name"]) == [arm.name for arm in found.arms]
    forward = found.metrics.iloc[0]
    accuracies = [run.metrics["test_accuracy"] for run in pair[:2]]
    assert forward["test_accuracy"] == pytest.approx(np.mean(accuracies))
    assert forward["test_accuracy_se"] == pytest.approx(np.std(accuracies, ddof=1) / 2**0.5)
    assert forward["test_accuracy_n"] == 2
    assert found.baseline is None
    assert found.slices == {}


def test_the_linear_baseline_of_the_same_split_is_the_first_row(with_baseline, settings):
    found = compare_runs(with_baseline, settings.home)
    assert found.metrics.iloc[0]["name"] == BASELINE
    assert found.metrics.iloc[0]["test_accuracy"] == 0.9
    points = 100 * (0.9 - found.metrics.iloc[2]["test_accuracy"])
    assert found.baseline_sentence.endswith(f"{points:.1f} points more than bidirectional SimpleRNN 4, the best arm.")
    assert list(found.tidy[found.tidy["arm"] == BASELINE]["metric"]) == ["num_params", "test_accuracy"]


def test_what_is_known_of_the_test_texts_goes_with_the_right_rows(with_baseline, settings):
    found = compare_runs(with_baseline, settings.home)
    (frame,) = found.slices.values()
    by_group = frame[frame["slice"] == "length"].set_index("num_rows")["gap"]
    assert by_group[80] > 0.2  # the short texts are the first 80, where both ways is better
    assert by_group[NUM_ROWS - 80] == 0


def test_runs_that_differ_in_more_get_no_verdict_but_their_numbers(add_tested, settings):
    runs = [add_tested("forward", 1, [1, 0, 1]), add_tested("bidirectional", 1, [1, 1], "text.maxlen=5")]
    found = compare_runs(runs, settings.home)
    assert [one.kind for one in found.confounds] == ["padding"]
    assert found.verdicts == ()
    assert list(found.metrics["test_accuracy"]) == [pytest.approx(2 / 3), 1]
    assert not found.to_dict()["comparable"]


def test_runs_without_results_are_left_out_and_said_so(pair, store, tiny_config, settings):
    waiting = store.create(tiny_config, "waiting")
    (pair[0].folder / "predictions.parquet").unlink()
    found = compare_runs([*pair, waiting], settings.home)
    assert len(found.arms[0].runs) == 1
    assert any("waiting" in note and "queued" in note for note in found.notes)
    assert any("cannot be read" in note for note in found.notes)


def test_an_older_run_of_the_same_seed_is_left_out_and_said_so(pair, add_tested, settings):
    newer = add_tested("forward", 1, np.ones(NUM_ROWS))
    found = compare_runs([*pair, newer], settings.home)
    assert newer in found.arms[0].runs
    assert any(pair[0].run_id in note for note in found.notes)


def test_calibration_and_confusion_are_those_of_all_seeds(pair, settings):
    found = compare_runs(pair, settings.home)
    counts = found.confusion(found.arms[0].name)
    assert counts.sum() == NUM_ROWS
    assert np.trace(counts) == pytest.approx(found.right(found.arms[0].name).sum() / 2)
    assert found.reliability(found.arms[0].name)["count"].sum() == 2 * NUM_ROWS
    assert found.class_names(found.arms[0].name) == ("0", "1")


def test_findings_are_plain_json(with_baseline, settings):
    found = compare_runs(with_baseline, settings.home)
    document = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert document["verdicts"][0]["estimate"]["num_seeds"] == 2
    assert document["metrics"][0]["name"] == BASELINE
    assert {arm["direction"]: arm["seeds"] for arm in document["arms"]} == {"forward": [1, 2], "bidirectional": [1, 2]}
    assert set(document["settings"]) == {"model.direction"}
    assert document["slices"][0]["slices"][0]["slice"] == "length"


def test_no_finished_run_is_no_error(store, tiny_config, settings):
    found = compare_runs([store.create(tiny_config), store.create(tiny_config)], settings.home)
    assert (found.arms, found.verdicts, found.num_test) == ((), (), 0)
    assert json.dumps(found.to_dict(), allow_nan=False)
    assert found.tidy.empty


def test_two_runs_of_one_architecture_that_read_otherwise_are_not_put_together(add_tested, settings):
    runs = [
        add_tested("forward", 1, [1, 0, 1]),
        add_tested("forward", 1, [1, 1, 1], "text.padding=post"),
        add_tested("bidirectional", 1, [1, 1, 1], "text.padding=post"),
    ]
    found = compare_runs(runs, settings.home)
    assert [one.kind for one in found.confounds] == ["padding"]
    assert found.notes == ()
    assert sorted(found.metrics["test_accuracy"]) == [pytest.approx(2 / 3), 1, 1]


def test_the_same_rows_with_other_labels_are_other_data(pair, settings):
    path = pair[0].folder / "predictions.parquet"
    frame = pd.read_parquet(path)
    frame.assign(label=1 - frame["label"]).to_parquet(path)
    found = compare_runs(pair, settings.home)
    assert [one.kind for one in found.confounds] == ["data"]
    assert found.verdicts == ()


def test_what_cannot_be_checked_is_said(pair, store, settings):
    store.describe(pair[0].run_id, data={"name": "reviews.csv"})
    found = compare_runs([store.get(pair[0].run_id), *pair[1:]], settings.home)
    assert any("cannot be checked" in note for note in found.notes)


def test_a_failed_first_run_does_not_stand_for_the_data(pair, store, tiny_config, settings):
    failed = store.create(tiny_config)
    store.fail(failed.run_id, "The file was gone.")
    found = compare_runs([store.get(failed.run_id), *pair], settings.home)
    assert found.to_dict()["fingerprint"] == "same"


def test_a_run_called_like_a_formula_is_text_in_the_csv(pair, store, settings):
    store.edit(pair[0].run_id, name="=1+1")
    found = compare_runs([store.get(pair[0].run_id), *pair[1:]], settings.home)
    assert "'=1+1" in found.csv
    assert ",=1+1" not in found.csv
    assert found.tidy["name"].tolist().count("=1+1") > 0
