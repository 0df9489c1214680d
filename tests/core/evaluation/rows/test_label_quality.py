import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.evaluation.rows.label_quality import confident_classes, disputed_labels, normalized_margin, self_confidence

LABELS = np.array([0, 0, 0, 1, 1, 1])
# The mean probability of class 0 over its rows is 0.6, that of class 1 over its rows 0.5.
PROBABILITIES = np.array([[0.9, 0.1], [0.7, 0.3], [0.2, 0.8], [0.1, 0.9], [0.5, 0.5], [0.9, 0.1]])


@st.composite
def networks(draw, num_networks=3):
    num_rows, num_classes = draw(st.integers(1, 12)), draw(st.integers(2, 4))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    labels = random.integers(num_classes, size=num_rows)
    return labels, [random.dirichlet(np.ones(num_classes), num_rows) for _ in range(num_networks)]


def test_the_scores_are_those_of_the_label():
    labels, probabilities = np.array([0, 2]), np.array([[0.5, 0.3, 0.2], [0.7, 0.2, 0.1]])
    np.testing.assert_allclose(self_confidence(labels, probabilities), [0.5, 0.1])
    np.testing.assert_allclose(normalized_margin(labels, probabilities), [(0.5 - 0.3 + 1) / 2, (0.1 - 0.7 + 1) / 2])


@given(networks())
def test_a_margin_below_half_means_that_another_class_is_more_probable(drawn):
    labels, (probabilities, *_) = drawn
    margin = normalized_margin(labels, probabilities)
    assert ((margin >= 0) & (margin <= 1)).all()
    np.testing.assert_array_equal(margin < 0.5, probabilities.argmax(axis=1) != labels)


def test_a_class_is_predicted_confidently_from_its_mean_probability_on():
    assert confident_classes(LABELS, PROBABILITIES).tolist() == [0, 0, 1, 1, 1, 0]


def test_a_class_that_no_row_is_labelled_with_is_never_confident():
    assert confident_classes(np.zeros(2, int), np.array([[0.4, 0.6], [0.3, 0.7]])).tolist() == [0, -1]


def test_labels_are_disputed_where_networks_confidently_predict_another_class():
    assert disputed_labels(LABELS, [PROBABILITIES]).tolist() == [False, False, True, False, False, True]
    other = PROBABILITIES.copy()
    other[5] = [0.4, 0.6]
    assert disputed_labels(LABELS, [PROBABILITIES, other]).tolist() == [False, False, True, False, False, False]


@given(networks())
def test_more_networks_dispute_fewer_labels_and_all_are_wrong_on_them(drawn):
    labels, probabilities = drawn
    disputed = disputed_labels(labels, probabilities)
    assert not (disputed & ~disputed_labels(labels, probabilities[:1])).any()
    for one in probabilities:
        assert (confident_classes(labels, one)[disputed] != labels[disputed]).all()
        assert (normalized_margin(labels, one)[disputed] <= 1).all()
