import numpy as np

from benchmarks import calibration
from benchmarks.calibration import (
    arms,
    confidence_coverage,
    difference_coverage,
    error_coverage,
    networks,
    reliability_coverage,
    tables,
)
from benchmarks.document import replace_measured

RESULT = {"rows": 300, "seeds": 3, "mean": 0.951}


def test_simulated_seeds_are_right_on_much_the_same_rows():
    (a, b), chances = networks(np.random.default_rng(0), 4_000, 2)
    assert chances.shape == (2, 4_000, 1)
    assert np.corrcoef(a.right, b.right)[0, 1] > 0.5
    assert a.right.mean() < a.confidence.mean() - 0.02  # overconfident


def test_a_perfectly_calibrated_network_is_as_right_as_it_is_confident():
    (one,), _ = networks(np.random.default_rng(0), 20_000, 1, overconfidence=1)
    assert abs(one.right.mean() - one.confidence.mean()) < 0.01


def test_the_second_arm_is_more_accurate_and_both_are_tested_on_shuffled_words():
    a, b = arms(np.random.default_rng(0), 4_000, 3)
    assert np.mean([one.right.mean() for one in b]) > np.mean([one.right.mean() for one in a])
    assert all((one.shuffled_predicted == one.labels).mean() < one.right.mean() for one in (*a, *b))


def test_intervals_of_the_reliability_diagram_hold_the_truth_with_many_seeds():
    result = reliability_coverage(300, 10, 1, 60)
    assert result["mean"] >= 0.92
    assert result["pooled"] < 0.8  # as if seeds were rows


def test_intervals_of_sequences_count_each_sequence_once():
    result = reliability_coverage(300, 2, 20, 40)
    assert result["mean"] >= 0.9
    assert result["pooled"] < 0.8


def test_intervals_behind_the_words_for_confidence_hold_the_truth():
    result = confidence_coverage(2_000, 40)
    assert result["mean"] >= 0.92
    assert result["too_high"] < 0.05 < result["one_bin"]


def test_intervals_of_the_calibration_error_hold_the_truth():
    result = error_coverage(300, 1.0, 80)
    assert result["truth"] < 0.003
    assert result["error"] > 0.04
    assert result["debiased"] < 0.02
    assert result["mean"] >= 0.93


def test_intervals_of_differences_hold_the_truth(monkeypatch):
    monkeypatch.setattr(calibration, "_MANY", 40_000)
    calibration._true_differences.cache_clear()
    result = difference_coverage(300, 3, 60)
    calibration._true_differences.cache_clear()
    assert all(result[name] >= 0.9 for name in ("F1", "calibration error", "loss on shuffled words"))


def test_a_table_has_a_line_for_each_cell_and_titles_in_words():
    lines = tables({"confidence": [RESULT, RESULT]})["confidence"].splitlines()
    assert lines[0] == "| test rows | seeds | coverage |"
    assert lines[2] == "| 300 | 3 | 95.1 % |"
    assert len(lines) == 4


def test_every_table_has_its_place_in_the_document(tmp_path):
    copy = tmp_path / "statistics.md"
    copy.write_text(calibration.DOCUMENT.read_text(encoding="utf-8"), encoding="utf-8")
    names = ("reliability", "confidence", "calibration-error", "metric-differences")
    replace_measured(copy, {name: f"| new {name} |" for name in names})
    assert all(f"| new {name} |" in copy.read_text(encoding="utf-8") for name in names)
