import numpy as np
from hypothesis import given

from core.evaluation.tagging import viterbi
from core.evaluation.tagging.marginals import marginals
from core.evaluation.tagging.transition_scores import TransitionScores
from tests.support.tag_chains import chains, chances_of


@given(chains())
def test_marginals_are_those_of_summing_over_all_paths(chain):
    emissions, lengths, transitions = chain
    chances = marginals(emissions, lengths, transitions)
    for row, length in enumerate(lengths):
        expected, _ = chances_of(emissions[row, :length], transitions)
        np.testing.assert_allclose(chances[row, :length], expected, atol=1e-6)
        assert not chances[row, length:].any()


def test_batches_change_nothing_and_a_long_sentence_does_not_underflow(monkeypatch):
    draw = np.random.default_rng(0)
    emissions, lengths = draw.normal(0, 30, (4, 400, 5)), np.array([400, 1, 0, 37])
    transitions = TransitionScores(draw.normal(0, 30, (5, 5)), draw.normal(size=5), draw.normal(size=5))
    together = marginals(emissions, lengths, transitions)
    sums = together.sum(axis=2)
    np.testing.assert_allclose(sums[np.arange(400) < lengths[:, None]], 1, atol=1e-5)
    monkeypatch.setattr(viterbi, "_MOST_SCORES", 1)
    np.testing.assert_array_equal(marginals(emissions, lengths, transitions), together)


def test_without_transitions_a_marginal_is_the_softmax_of_its_token():
    emissions = np.random.default_rng(0).normal(size=(1, 3, 4))
    nothing = TransitionScores(np.zeros((4, 4)), np.zeros(4), np.zeros(4))
    powers = np.exp(emissions)
    expected = powers / powers.sum(axis=2, keepdims=True)
    np.testing.assert_allclose(marginals(emissions, np.array([3]), nothing), expected, atol=1e-6)
