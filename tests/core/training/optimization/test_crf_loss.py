"""The loss of a CRF against trying all paths, and its gradient against differences."""

import numpy as np
import pytest
import tensorflow as tf

from core.evaluation.tagging.transition_scores import TransitionScores
from core.models.crf_layer import LinearChainCRF
from core.training.optimization.crf_loss import crf_loss
from tests.support.tag_chains import chances_of, score_of

pytestmark = pytest.mark.training

LENGTHS = np.array([4, 1, 3], np.int32)
EMISSIONS = np.random.default_rng(0).normal(0, 2, (3, 5, 3)).astype(np.float32)  # a step longer than any sentence
LABELS = np.random.default_rng(1).integers(0, 3, (3, 5)).astype(np.int32)
LABELS[np.arange(5) >= LENGTHS[:, None]] = -1


@pytest.fixture
def crf() -> LinearChainCRF:
    layer = LinearChainCRF()
    layer.build((None, None, 3))
    draw = np.random.default_rng(2)
    layer.set_weights([draw.normal(size=weight.shape) for weight in layer.get_weights()])
    return layer


def test_the_loss_is_the_negative_log_likelihood_divided_by_tokens(crf):
    loss, chances = crf_loss(crf, tf.constant(LABELS), tf.constant(EMISSIONS), tf.constant(LENGTHS))
    transitions, expected = TransitionScores(*crf.get_weights()), 0.0
    for row, length in enumerate(LENGTHS):
        of_all, log_sum = chances_of(EMISSIONS[row, :length], transitions)
        expected += log_sum - score_of(EMISSIONS[row], LABELS[row, :length], transitions)
        np.testing.assert_allclose(chances[row, :length], of_all, atol=1e-5)
    assert float(loss) == pytest.approx(expected / LENGTHS.sum(), rel=1e-5)


def test_its_gradient_is_that_of_small_differences(crf):
    emissions = tf.Variable(EMISSIONS)
    variables = [emissions, *(weight.value for weight in (crf.between, crf.first, crf.last))]

    def loss() -> tf.Tensor:
        return crf_loss(crf, tf.constant(LABELS), emissions, tf.constant(LENGTHS))[0]

    with tf.GradientTape() as tape:
        value = loss()
    draw = np.random.default_rng(3)
    for variable, gradient in zip(variables, tape.gradient(value, variables), strict=True):
        direction, before = draw.normal(size=variable.shape).astype(np.float32), variable.numpy()
        variable.assign(before + 0.01 * direction)
        above = float(loss())
        variable.assign(before - 0.01 * direction)
        below = float(loss())
        variable.assign(before)
        along = float(np.sum(tf.convert_to_tensor(gradient).numpy() * direction))
        assert along == pytest.approx((above - below) / 0.02, abs=2e-3)
        assert abs(along) > 1e-3


def test_emissions_after_the_end_of_a_sentence_change_nothing(crf):
    other = EMISSIONS.copy()
    other[np.arange(5) >= LENGTHS[:, None]] = 99
    losses = [crf_loss(crf, LABELS, tf.constant(values), tf.constant(LENGTHS))[0] for values in (EMISSIONS, other)]
    assert float(losses[0]) == float(losses[1])
