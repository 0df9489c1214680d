import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.inference.confidence import confidence_sentence, observed_confidence


def frame(*rows):
    return pd.DataFrame(rows, columns=["confidence", "accuracy", "count"])


MEASURED = frame((0.55, 0.56, 300), (0.75, 0.70, 7), (0.95, 0.84, 412))


SIMILAR = "of test texts with a similar probability"


@pytest.mark.parametrize(
    ("probability", "sentence"),
    [
        (0.97, f"Moderate confidence: {SIMILAR}, 84 % were right (N = 412)."),
        (0.51, f"Close to chance: {SIMILAR}, 56 % were right (N = 300)."),
        (0.73, "Low confidence according to the network alone; only 7 test texts had a similar probability."),
        (0.85, "Moderate confidence according to the network alone; no test text had a similar probability."),
    ],
)
def test_the_words_follow_the_accuracy_on_the_test_set_not_the_probability(probability, sentence):
    assert confidence_sentence(probability, 2, MEASURED).replace("\u00a0", " ") == sentence


def test_without_measured_accuracy_the_sentence_says_so():
    assert confidence_sentence(0.99, 2) == (
        "High confidence according to the network alone; its accuracy at this probability was not measured."
    )


def test_the_same_probability_is_more_confidence_among_more_classes():
    assert confidence_sentence(0.5, 2).startswith("Close to chance")
    assert confidence_sentence(0.5, 10).startswith("Low confidence")


def test_accuracy_is_observed_in_tenths_that_include_their_upper_end(tmp_path):
    top = np.array([0.6, 0.61, 0.7, 0.99], np.float64)
    rows = pd.DataFrame({"row": range(4), "label": [1, 1, 0, 1], "p0": 1 - top, "p1": top, "length": 3})
    rows.to_parquet(tmp_path / "predictions.parquet")
    observed = observed_confidence(tmp_path)
    assert observed["confidence"].tolist() == pytest.approx([0.6, 0.655, 0.99])
    assert observed["accuracy"].tolist() == [1.0, 0.5, 1.0]
    assert observed["count"].tolist() == [1, 2, 1]


def test_without_readable_predictions_nothing_is_observed(tmp_path):
    assert observed_confidence(tmp_path) is None
    (tmp_path / "predictions.parquet").write_bytes(b"no parquet")
    assert observed_confidence(tmp_path) is None
    pd.DataFrame({"other": [1]}).to_parquet(tmp_path / "predictions.parquet")
    assert observed_confidence(tmp_path) is None


@given(st.floats(0, 1), st.integers(2, 20))
def test_any_probability_has_a_sentence(probability, num_classes):
    for observed in (None, MEASURED, MEASURED.iloc[:0]):
        assert confidence_sentence(probability, num_classes, observed).endswith(".")
