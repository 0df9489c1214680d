import csv
import io

from core.comparison.comparison import compare_runs
from core.comparison.presentation.results_csv import results_csv, results_frame
from core.evaluation.baselines.baseline_store import BASELINE
from tests.support.comparisons.split_runs import runs_on_splits


def test_the_linear_baseline_has_its_own_rows(with_baseline, settings):
    frame = results_frame(compare_runs(with_baseline, settings.home))
    assert list(frame[frame["arm"] == BASELINE]["metric"]) == ["num_params", "seconds", "test_accuracy"]


def test_a_comparison_without_finished_runs_has_no_rows(store, tiny_config, settings):
    comparison = compare_runs([store.create(tiny_config), store.create(tiny_config)], settings.home)
    assert results_frame(comparison).empty


def test_a_run_named_like_a_formula_is_text_in_the_csv(pair, store, settings):
    store.edit(pair[0].run_id, name="=1+1")
    comparison = compare_runs([store.get(pair[0].run_id), *pair[1:]], settings.home)
    assert "'=1+1" in results_csv(comparison)
    assert ",=1+1" not in results_csv(comparison)
    assert results_frame(comparison)["name"].tolist().count("=1+1") > 0


def test_counts_seeds_units_and_splits_are_whole_numbers_beside_a_baseline(with_baseline, settings):
    lines = list(csv.DictReader(io.StringIO(results_csv(compare_runs(with_baseline, settings.home)))))
    assert {line["seed"] for line in lines} == {"1", "2", ""}
    assert {line["units"] for line in lines} == {"4", ""}
    assert {line["value"] for line in lines if line["metric"] == "num_params"} == {"99", "7"}
    assert {line["split"] for line in lines} == {"0"}


def test_each_row_names_the_split_of_its_run(add_tested, settings):
    frame = results_frame(compare_runs(runs_on_splits(add_tested, [0.1, 0.1], num_rows=20), settings.home))
    assert frame.groupby("split")["run_id"].nunique().tolist() == [4, 4]
