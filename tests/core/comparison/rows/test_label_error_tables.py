import json

import pytest

from core.comparison.comparison import compare_runs
from core.comparison.rows.label_error_tables import (
    gap_change_table,
    label_error_document,
    label_error_sentences,
    label_error_table,
    metric_change_table,
)
from core.comparison.rows.label_errors import label_errors, without_rows
from tests.support.comparisons.wrong_labels import WRONG_ROWS, runs_with_wrong_labels


@pytest.fixture
def comparison(add_tested, settings):
    return compare_runs(runs_with_wrong_labels(add_tested), settings.home)


def test_the_table_names_classes_and_has_no_texts_before_the_baselines(comparison):
    table = label_error_table(comparison, label_errors(comparison))
    assert list(table) == ["label", "predicted", "confidence", "margin", "row"]
    assert table["confidence"].tolist() == pytest.approx([80] * 3)
    assert set(table["label"]) <= {"0", "1"}


def test_texts_are_in_the_table_once_they_are_known(with_baseline, settings):
    comparison = compare_runs(with_baseline, settings.home)
    assert "text" in label_error_table(comparison, label_errors(comparison))


def test_numbers_with_all_rows_and_without_are_side_by_side(comparison):
    recomputed = without_rows(comparison, WRONG_ROWS)
    metrics = metric_change_table(recomputed).iloc[0]
    assert (metrics["Accuracy, all rows"], metrics["Accuracy, without"]) == ("80.8 %", "82.9 %")
    gap = gap_change_table(recomputed).iloc[0]
    assert gap["Gap, all rows"].startswith("+1.7 (")
    assert (gap["Seeds"], gap["Rows"]) == (2, "120 and 117")


def test_sentences_give_the_share_and_the_gaps(comparison):
    first, second = label_error_sentences(comparison)
    assert first.startswith("3 of 120 test labels are likely errors (2.5 %)")
    assert second.startswith("bidirectional SimpleRNN 4 against forward SimpleRNN 4: +1.7 (")


def test_the_document_is_json_without_nan(comparison):
    document = json.loads(json.dumps(label_error_document(comparison), allow_nan=False))
    assert (document["num_test"], document["num_left"]) == (120, 117)
    assert sorted(row["row"] for row in document["rows"]) == list(WRONG_ROWS)
    assert document["rows"][0]["text"] is None
    assert document["gaps"][0]["without"]["num_rows"] == 117
