import numpy as np

from core.evaluation.tagging.coded_sentences import CodedSentences
from core.evaluation.tagging.simple_taggers import SIMPLE_TAGGERS, simple_tagger_results

WORDS = ("the", "a", "Rome", "Paris", "in", "new")
NAMES = ("O", "B-LOC", "I-LOC")


def sentences(num_sentences, seed):
    """`in Rome` and the like are places, and the same names after other words are none."""
    words = np.random.default_rng(seed).integers(0, 5, (num_sentences, 6))
    is_name = np.isin(words, (2, 3))
    is_after_in = np.pad(words, ((0, 0), (1, 0)))[:, :-1] == 4
    return CodedSentences(words.ravel(), (is_name & is_after_in).astype(np.int32).ravel(), np.full(num_sentences, 6))


def results(**options):
    training, test = sentences(300, seed=0), sentences(50, seed=1)
    return {result.name: result for result in simple_tagger_results(training, test, WORDS, NAMES, "IOB2", **options)}


def test_each_tagger_sees_more_than_the_one_before():
    steps = []
    scores = results(begin=steps.append)
    assert tuple(scores) == SIMPLE_TAGGERS
    assert len(set(steps)) == len(SIMPLE_TAGGERS)
    assert scores["majority"].predicted.tolist() == [0] * 300
    assert scores["past"].tokens.accuracy > 0.99 > scores["future"].tokens.accuracy
    assert scores["past"].spans.overall.f1 > 0.99
    assert scores["majority"].spans.overall.f1 == 0


def test_only_the_taggers_that_are_named_are_fitted():
    assert list(results(names=("unigram",))) == ["unigram"]


def test_without_a_scheme_there_are_no_spans():
    part = sentences(5, seed=0)
    (result,) = simple_tagger_results(part, part, WORDS, NAMES, names=("majority",))
    assert result.spans is None
    assert result.tokens.num_tokens == 30
