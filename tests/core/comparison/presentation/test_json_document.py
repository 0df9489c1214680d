import json

from core.comparison.comparison import compare_runs
from core.comparison.presentation.json_document import comparison_document, verdict_document
from core.comparison.presentation.verdict_wording import capacity_sentence, verdict_sentence
from core.evaluation.baselines.baseline_store import BASELINE, NAIVE_BAYES
from tests.support.comparisons.split_runs import runs_on_splits

NUM_ROWS = 2_000


def test_a_comparison_is_plain_json(with_baseline, settings):
    comparison = compare_runs(with_baseline, settings.home)
    document = json.loads(json.dumps(comparison_document(comparison), allow_nan=False))
    assert document["comparable"]
    assert document["fingerprint"] == "same"
    assert document["verdicts"][0]["estimate"]["num_seeds"] == 2
    assert document["metrics"][0]["name"] == BASELINE
    assert {arm["direction"]: arm["seeds"] for arm in document["arms"]} == {"forward": [1, 2], "bidirectional": [1, 2]}
    assert set(document["settings"]) == {"model.direction"}
    assert document["slices"][0]["slices"][0]["slice"] == "length"
    assert document["slices"][0]["sentence"].startswith("The interval ")
    assert "corrected for the " in document["slices"][0]["caption"]
    assert (document["environments"], document["verdicts"][0]["caution"]) == ([], None)


def test_both_baselines_are_in_the_document(with_baselines, settings):
    document = json.loads(json.dumps(comparison_document(compare_runs(with_baselines, settings.home))))
    assert document["baseline"].startswith("The Naive Bayes baseline ")
    assert document["baselines"] == [
        {"name": BASELINE, "test_accuracy": 0.9, "num_params": 7, "seconds": 3},
        {"name": NAIVE_BAYES, "test_accuracy": 0.95, "num_params": 9, "C": 10, "seconds": 5},
    ]
    assert [row["name"] for row in document["metrics"]][:2] == [BASELINE, NAIVE_BAYES]
    assert document["verdicts"][0]["best_baseline"] == NAIVE_BAYES


def test_a_confound_is_named_with_its_settings(add_tested, settings):
    runs = [add_tested("forward", 1, [1, 0, 1]), add_tested("bidirectional", 1, [1, 1], "text.maxlen=5")]
    document = comparison_document(compare_runs(runs, settings.home))
    assert not document["comparable"]
    assert document["unlike"] == [
        {"kind": "padding", "settings": ["text.maxlen"], "words": "text.maxlen is 8 or 5"}
    ]  # fmt: skip


def test_the_environments_of_the_runs_are_listed_once_each(pair, store, settings):
    environment = {"versions": {"keras": "3.15.1"}, "processor": "Xeon", "instructions": ["avx2"], "num_threads": 2}
    for run in pair[1:]:
        store.describe(run.run_id, data={**run.data, "environments": [environment]})
    document = comparison_document(compare_runs([store.get(run.run_id) for run in pair], settings.home))
    assert json.loads(json.dumps(document["environments"])) == [
        environment
        | {
            "sentence": "Trained with Keras 3.15.1 on Xeon (avx2), 2 threads.",
            "runs": [run.run_id for run in pair[1:]],
        }
    ]


def test_a_comparison_without_finished_runs_is_plain_json(store, tiny_config, settings):
    comparison = compare_runs([store.create(tiny_config), store.create(tiny_config)], settings.home)
    assert json.dumps(comparison_document(comparison), allow_nan=False)


def test_a_verdict_is_plain_json_with_its_sentence(verdicts_of):
    for shares in ({"forward": [0.7], "bidirectional": [0.8]}, {"forward": [0.7] * 2, "bidirectional": [0.8] * 2}):
        (verdict,) = verdicts_of(shares)
        document = json.loads(json.dumps(verdict_document(verdict), allow_nan=False))
        assert document["sentence"] == verdict_sentence(verdict)
        assert document["estimate"]["num_rows"] == NUM_ROWS
        assert document["capacity"] == {
            "units_a": 4, "units_b": 4, "recurrent_params_a": 36, "recurrent_params_b": 72, "matched": True,
            "credits_direction": True, "sentence": capacity_sentence(verdict),
        }  # fmt: skip


def test_the_gap_of_each_split_is_in_the_document(add_tested, settings):
    comparison = compare_runs(runs_on_splits(add_tested, [0.1, 0.1, 0.1], num_seeds=1, num_rows=100), settings.home)
    document = json.loads(json.dumps(comparison_document(comparison), allow_nan=False))
    (verdict,) = document["verdicts"]
    assert verdict["estimate"]["num_splits"] == 3
    assert [(one["split"], one["seeds"]) for one in verdict["splits"]] == [(0, [0]), (1, [1]), (2, [2])]
    assert verdict["splits"][0]["estimate"]["num_rows"] == 100
    assert document["splits"] == [0, 1, 2]
    assert document["arms"][0]["splits"] == [0, 1, 2]
