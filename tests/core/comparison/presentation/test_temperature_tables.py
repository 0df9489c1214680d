import json
from dataclasses import replace

from core.comparison.comparison import compare_runs
from core.comparison.presentation.temperature_tables import (
    temperature_documents,
    temperature_table,
    uncalibrated_note,
)

NUMBERS = {
    "temperature": 1.5, "test_loss": 0.5, "test_calibration_error": 0.1, "test_calibrated_loss": 0.4,
    "test_calibrated_error": 0.02,
}  # fmt: skip


def calibrated_runs(runs):
    return [replace(run, metrics={**run.metrics, **NUMBERS}) for run in runs]


def test_the_table_has_the_numbers_before_and_after(pair, settings):
    table = temperature_table(compare_runs(calibrated_runs(pair[:2]) + pair[2:], settings.home))
    assert table.iloc[0].tolist() == [
        "forward SimpleRNN 4", "1.50 ± 0.00", "0.500", "0.400", "10.0 %", "2.0 %", "2 of 2",
    ]  # fmt: skip
    assert table.iloc[1].tolist() == ["bidirectional SimpleRNN 4", "–", "–", "–", "–", "–", "0 of 2"]


def test_the_note_is_there_only_for_runs_without_a_temperature(pair, settings):
    assert "validation set" in uncalibrated_note(compare_runs(pair, settings.home))
    assert uncalibrated_note(compare_runs(calibrated_runs(pair), settings.home)) == ""


def test_the_documents_are_json_without_nan(pair, settings):
    documents = temperature_documents(compare_runs(calibrated_runs(pair[:1]) + pair[2:], settings.home))
    assert json.loads(json.dumps(documents, allow_nan=False))[0]["temperature"] == 1.5
    assert documents[0]["temperature_se"] is None
    assert documents[1]["loss_after"] is None
