import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.inference.confidence import confidence_of, confidence_sentence
from core.inference.similar_rows import ObservedConfidence


def observed(*groups, num_words=None, length_matters=False):
    """Test rows in groups of a probability, the number of right rows, and the number of rows."""
    confidence = np.repeat([group[0] for group in groups], [group[2] for group in groups])
    right = np.concatenate([np.repeat([1.0, 0.0], [right, number - right]) for _, right, number in groups])
    words = None if num_words is None else np.repeat(num_words, [group[2] for group in groups])
    return ObservedConfidence(confidence, right, words, length_matters)


MEASURED = observed((0.55, 168, 300), (0.75, 5, 7), (0.96, 350, 412))
OWN = "The percentage is the network's own estimate, which no test confirms."
SIMILAR = "of test texts with a similar probability"


@pytest.mark.parametrize(
    ("probability", "sentence"),
    [
        (0.97, f"Moderate confidence: {SIMILAR} (96.0 %), 85 % were right (95 % interval 81 to 88 %, N = 412)."),
        (0.51, f"Close to chance: {SIMILAR} (55.0 %), 56 % were right (95 % interval 50 to 62 %, N = 300)."),
        (0.73, f"Confidence unknown: only 7 test texts had a similar probability. {OWN}"),
        (0.85, f"Confidence unknown: no test text had a similar probability. {OWN}"),
    ],
)
def test_the_words_follow_the_accuracy_on_the_test_set_not_the_probability(probability, sentence):
    assert confidence_sentence(probability, 2, MEASURED).replace("\u00a0", " ") == sentence


def test_the_lower_end_of_the_interval_chooses_the_level():
    assert confidence_sentence(0.97, 2, observed((0.97, 19, 20))).startswith("Low confidence")  # Wilson 76 to 99 %
    assert confidence_sentence(0.97, 2, observed((0.97, 475, 500))).startswith("Moderate confidence")  # 93 to 97 %
    assert confidence_sentence(0.97, 2, observed((0.97, 490, 500))).startswith("High confidence")  # 96 to 99 %


def test_without_measured_accuracy_the_confidence_is_unknown():
    assert confidence_sentence(0.99, 2) == (
        f"Confidence unknown: its accuracy at this probability was not measured. {OWN}"
    )


def test_the_same_accuracy_is_more_confidence_among_more_classes():
    rows = observed((0.5, 250, 500))
    assert confidence_sentence(0.5, 2, rows).startswith("Close to chance")
    assert confidence_sentence(0.5, 10, rows).startswith("Low confidence")


def test_a_text_shorter_than_all_test_texts_has_no_known_confidence():
    reviews = observed((0.97, 495, 500), num_words=[200])
    assert confidence_sentence(0.97, 2, reviews, 200).startswith("High confidence")
    assert confidence_sentence(0.97, 2, reviews, 3) == (
        "Confidence unknown: the network reads 3 words of this text, and none of 500 test texts has a similar length "
        f"(2 to 6 words). {OWN}"
    )


def test_short_texts_are_not_trusted_on_the_strength_of_long_ones():
    mixed = observed((0.97, 500, 500), (0.97, 70, 100), num_words=[200, 10], length_matters=True)
    assert confidence_sentence(0.97, 2, mixed, 150).startswith("High confidence")
    sentence = confidence_sentence(0.97, 2, mixed, 9).replace("\u00a0", " ")
    assert sentence.startswith("Close to chance: of test texts of similar length (10 words) with")
    assert "70 % were right" in sentence


def test_a_text_is_compared_with_texts_of_any_length_where_lengths_are_not_stored():
    assert "of test texts of any length with" in confidence_sentence(0.97, 2, observed((0.97, 495, 500)), 3)


def test_the_document_has_the_numbers_of_the_sentence():
    document = confidence_of(0.97, 2, observed((0.97, 475, 500))).document
    assert list(document) == ["level", "sentence", "accuracy", "low", "high", "num_rows"]
    assert (document["level"], document["accuracy"]) == ("Moderate confidence", pytest.approx(0.95, abs=0.2))
    assert document["low"] < document["accuracy"] < document["high"]
    unknown = confidence_of(0.97, 2, None).document
    assert (unknown["level"], unknown["accuracy"], unknown["num_rows"]) == ("Confidence unknown", None, 0)


@given(st.floats(0, 1), st.integers(2, 20), st.one_of(st.none(), st.integers(0, 10_000)))
def test_any_probability_has_a_sentence(probability, num_classes, num_words):
    with_lengths = observed((0.55, 20, 30), (0.96, 40, 40), num_words=[5, 300], length_matters=True)
    for rows in (None, MEASURED, with_lengths):
        assert confidence_sentence(probability, num_classes, rows, num_words).endswith(".")


def test_a_sentence_loads_neither_scikit_learn_nor_scipy():
    code = "import sys, core.inference.confidence; sys.exit(bool({'sklearn', 'scipy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_a_test_set_too_small_to_tell_is_said_to_be_small():
    sentence = f"Confidence unknown: the test set has only 7 texts. {OWN}"
    assert confidence_sentence(0.97, 2, observed((0.97, 6, 7), num_words=[4]), 4) == sentence
    assert confidence_sentence(0.97, 2, observed((0.97, 6, 7))) == sentence
