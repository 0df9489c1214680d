import numpy as np
import pytest
from hypothesis import given

from core.data.formats.tagged.span_schemes import illegal_tags, legal_transitions
from core.data.text.tokens import Tokens
from core.evaluation.tagging import viterbi
from core.evaluation.tagging.transition_scores import TransitionScores
from core.evaluation.tagging.viterbi import best_tags
from tests.support.tag_chains import best_path, chains, score_of

NAMES = ("O", "B-X", "I-X", "B-Y", "I-Y")


def scores(*shape, seed=0):
    values = np.random.default_rng(seed).normal(size=shape)
    return values - np.log(np.exp(values).sum(axis=-1, keepdims=True))


@given(chains())
def test_the_best_tags_are_those_of_trying_all_paths(chain):
    emissions, lengths, transitions = chain
    decoded = best_tags(emissions, lengths, transitions)
    for row, length in enumerate(lengths):
        tags = decoded[row, :length]
        best = best_path(emissions[row, :length], transitions)
        assert score_of(emissions[row], tags, transitions) == pytest.approx(score_of(emissions[row], best, transitions))
        assert (decoded[row, length:] == -1).all()


@pytest.mark.parametrize(
    ("scheme", "names"),
    [("IOB2", NAMES), ("IOB1", NAMES), ("BIOES", ("O", "B-X", "I-X", "E-X", "S-X")), ("IO", ("O", "I-X", "I-Y"))],
)
def test_the_best_legal_sequence_is_that_of_trying_all(scheme, names):
    legal = TransitionScores.of_scheme(legal_transitions(names, scheme))
    log_probabilities, lengths = scores(6, 4, len(names)), np.array([4, 1, 3, 4, 2, 4])
    decoded = best_tags(log_probabilities, lengths, legal)
    for row, length in enumerate(lengths):
        assert decoded[row, :length].tolist() == list(best_path(log_probabilities[row, :length], legal))
        assert (decoded[row, length:] == -1).all()


def test_batches_change_nothing_and_padding_counts_for_nothing(monkeypatch):
    legal, lengths = TransitionScores.of_scheme(legal_transitions(NAMES, "IOB2")), np.array([5, 2, 0, 3])
    log_probabilities = scores(4, 5, 5)
    together = best_tags(log_probabilities, lengths, legal)
    assert (together[2] == -1).all()
    log_probabilities[1, 2:] = np.nan_to_num(np.inf)
    monkeypatch.setattr(viterbi, "_MOST_SCORES", 1)
    assert (best_tags(log_probabilities, lengths, legal) == together).all()


def test_decoded_tags_are_legal_and_the_best_where_those_are_legal():
    legal, lengths = TransitionScores.of_scheme(legal_transitions(NAMES, "IOB2")), np.full(30, 7)
    log_probabilities = scores(30, 7, 5, seed=1)
    decoded = best_tags(log_probabilities, lengths, legal)
    assert illegal_tags(Tokens(NAMES, decoded.ravel(), lengths), "IOB2").num_transitions == 0
    greedy = log_probabilities.argmax(axis=2)
    illegal = [illegal_tags(Tokens(NAMES, row, np.array([7])), "IOB2").num_transitions > 0 for row in greedy]
    assert any(illegal)
    assert ((decoded == greedy).all(axis=1) == ~np.array(illegal)).all()


def test_a_sentence_without_a_legal_sequence_gets_the_least_illegal_one():
    legal = TransitionScores.of_scheme(legal_transitions(("B-X", "E-X"), "BIOES"))
    assert best_tags(np.log([[[0.9, 0.1]]]), np.array([1]), legal).tolist() == [[0]]


def test_a_probability_of_zero_forbids_nothing_that_must_be():
    legal = TransitionScores.of_scheme(legal_transitions(("O", "B-X", "I-X"), "IOB2"))
    with np.errstate(divide="ignore"):
        certain = np.log(np.array([[[0.6, 0.4, 0.0], [0.0, 0.0, 1.0]]]))
    assert best_tags(certain, np.array([2]), legal).tolist() == [[1, 2]]
