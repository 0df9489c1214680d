import numpy as np

from core.data.formats.tagged.span_schemes import legal_transitions
from core.evaluation.tagging.marginals import marginals
from core.evaluation.tagging.tag_decoder import TagDecoder
from core.evaluation.tagging.transition_scores import TransitionScores

LEGAL = TransitionScores.of_scheme(legal_transitions(("O", "B-X", "I-X"), "IOB2"))
OUTPUTS = np.array([[[0.1, 0.3, 0.6], [0.0, 0.3, 0.7]], [[1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]], np.float32)
LENGTHS = np.array([2, 1])


def test_without_transitions_each_token_is_decided_by_itself():
    decoder = TagDecoder()
    assert decoder.output == "probabilities"
    assert decoder.probabilities(OUTPUTS, LENGTHS) is OUTPUTS
    assert decoder.decoded(OUTPUTS, LENGTHS) is None


def test_a_scheme_decides_tokens_together_and_keeps_their_probabilities():
    decoder = TagDecoder(LEGAL)
    assert decoder.output == "probabilities"
    assert decoder.probabilities(OUTPUTS, LENGTHS) is OUTPUTS
    assert decoder.decoded(OUTPUTS, LENGTHS).tolist() == [[1, 2], [0, -1]]  # I-X may not come first


def test_a_crf_gives_marginal_probabilities_of_emissions():
    learned = TransitionScores(np.array([[0.0, 3.0], [3.0, 0.0]]), np.zeros(2), np.zeros(2))
    decoder = TagDecoder(learned, has_crf=True)
    emissions, lengths = np.array([[[1.0, 0.0], [0.4, 0.0]]]), np.array([2])
    assert decoder.output == "logits"
    np.testing.assert_array_equal(decoder.probabilities(emissions, lengths), marginals(emissions, lengths, learned))
    assert decoder.decoded(emissions, lengths).tolist() == [[0, 1]]
