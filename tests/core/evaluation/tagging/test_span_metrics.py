import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.text.tokens import number_words
from core.evaluation.tagging.span_metrics import SpanScore, span_metrics
from core.evaluation.tagging.tag_spans import spans_of_sentences

# The output example of conlleval: https://www.clips.uantwerpen.be/conll2000/chunking/output.html. By type: precision,
# recall and F1 in percent as published, and correct, predicted and actual spans, which follow from these.
CONLLEVAL = {
    "ADJP": ((0.00, 0.00, 0.00), (0, 1, 6)),
    "ADVP": ((45.45, 62.50, 52.63), (5, 11, 8)),
    "NP": ((64.98, 78.63, 71.16), (206, 317, 262)),
    "PP": ((83.18, 98.89, 90.36), (89, 107, 90)),
    "SBAR": ((66.67, 33.33, 44.44), (2, 3, 6)),
    "VP": ((69.00, 79.31, 73.80), (69, 100, 87)),
}


def metrics(*pairs):
    actual, predicted = zip(*((actual.split(), predicted.split()) for actual, predicted in pairs), strict=True)
    return span_metrics(number_words(actual), number_words(predicted))


def percentages(score):
    return tuple(round(100 * share, 2) for share in (score.precision, score.recall, score.f1))


def test_counts_of_the_example_of_conlleval_give_its_published_figures():
    pairs = []
    for kind, (_, (correct, predicted, actual)) in CONLLEVAL.items():
        pairs += [(f"B-{kind} I-{kind} O", f"B-{kind} I-{kind} O")] * correct
        pairs += [("O O", f"B-{kind} O")] * (predicted - correct) + [(f"O I-{kind}", "O O")] * (actual - correct)
    result = metrics(*pairs)
    assert result.overall == SpanScore(correct=371, predicted=539, actual=459)
    assert percentages(result.overall) == (68.83, 80.83, 74.35)
    assert {kind: percentages(score) for kind, score in result.by_type.items()} == {
        kind: published for kind, (published, _) in CONLLEVAL.items()
    }


def test_both_ends_and_the_type_must_be_right():
    result = metrics(("B-X I-X O B-Y", "B-X O O B-Y"), ("B-X O", "B-Y O"), ("O O", "O O"), ("I-X B-X", "B-X B-X"))
    assert result.overall == SpanScore(correct=3, predicted=5, actual=5)
    assert result.by_type == {"X": SpanScore(2, 3, 4), "Y": SpanScore(1, 2, 1)}
    assert result.boundaries == SpanScore(correct=4, predicted=5, actual=5)
    assert result.counts.tolist() == [[1, 2, 2], [0, 1, 1], [0, 0, 0], [2, 2, 2]]


def test_without_spans_all_shares_are_zero():
    result = metrics(("O O", "O O"))
    assert (percentages(result.overall), result.by_type) == ((0, 0, 0), {})


def test_sentences_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="different lengths"):
        metrics(("O O", "O"))


TAGS = st.sampled_from(["O", "B-X", "I-X", "B-Y", "I-Y"])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.tuples(TAGS, TAGS), max_size=7), min_size=1, max_size=3))
def test_scores_are_those_of_sets_of_spans(sentences):
    actual, predicted = ([[pair[side] for pair in sentence] for sentence in sentences] for side in (0, 1))
    result = span_metrics(number_words(actual), number_words(predicted))
    sides = (spans_of_sentences(number_words(tags)) for tags in (actual, predicted))
    sets = [(set(a), set(p)) for a, p in zip(*sides, strict=True)]
    assert result.counts.tolist() == [[len(a & p), len(p), len(a)] for a, p in sets]
    by_type = np.array([(score.correct, score.predicted, score.actual) for score in result.by_type.values()])
    assert by_type.reshape(-1, 3).sum(axis=0).tolist() == result.counts.sum(axis=0).tolist()
