import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.inference.confidence import confidence_sentence, observed_confidence


def frame(*rows):
    return pd.DataFrame(rows, columns=["confidence", "accuracy", "count"])


MEASURED = frame((0.55, 0.56, 300), (0.75, 0.70, 7), (0.95, 0.84, 412))


MUCH = "of test texts scored with so much confidence"


@pytest.mark.parametrize(
    ("probability", "told"),
    [
        (0.97, f"Fairly sure: {MUCH}, 84 % were right (N = 412)."),
        (0.51, f"Hardly more than a guess: {MUCH}, 56 % were right (N = 300)."),
        (0.73, "Not very sure by its own account; only 7 test texts were scored with so much confidence."),
        (0.85, "Fairly sure by its own account; no test text was scored so."),
    ],
)
def test_the_words_follow_what_was_right_on_the_test_part_not_what_the_network_claims(probability, told):
    assert confidence_sentence(probability, 2, MEASURED).replace("\u00a0", " ") == told


def test_without_measured_numbers_the_words_say_that_they_are_the_networks_own():
    assert confidence_sentence(0.99, 2) == "Very sure by its own account; how often that is right was not measured."


def test_more_classes_leave_less_to_chance():
    assert confidence_sentence(0.5, 2).startswith("Hardly more than a guess")
    assert confidence_sentence(0.5, 10).startswith("Not very sure")


def test_predictions_are_counted_by_tenths_with_their_upper_edge(tmp_path):
    top = np.array([0.6, 0.61, 0.7, 0.99], np.float64)
    rows = pd.DataFrame({"row": range(4), "label": [1, 1, 0, 1], "p0": 1 - top, "p1": top, "length": 3})
    rows.to_parquet(tmp_path / "predictions.parquet")
    found = observed_confidence(tmp_path)
    assert found["confidence"].tolist() == pytest.approx([0.6, 0.655, 0.99])
    assert found["accuracy"].tolist() == [1.0, 0.5, 1.0]
    assert found["count"].tolist() == [1, 2, 1]


def test_without_readable_predictions_there_is_nothing_to_hold_against(tmp_path):
    assert observed_confidence(tmp_path) is None
    (tmp_path / "predictions.parquet").write_bytes(b"no parquet")
    assert observed_confidence(tmp_path) is None
    pd.DataFrame({"other": [1]}).to_parquet(tmp_path / "predictions.parquet")
    assert observed_confidence(tmp_path) is None


@given(st.floats(0, 1), st.integers(2, 20))
def test_any_probability_gets_words(probability, num_classes):
    for observed in (None, MEASURED, MEASURED.iloc[:0]):
        assert confidence_sentence(probability, num_classes, observed).endswith(".")
