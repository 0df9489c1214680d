import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.inference.explain import word_spans
from core.inference.explain.incremental import Curve, incremental_predictions
from tests.support.networks import random_scorer

TEXT = "The film was not bad, but a long film"
TOKENS = ["the", "film", "was", "not", "bad", "but", "a", "long", "film"]


@pytest.mark.parametrize("batching", ["padded", "by_length"])
@pytest.mark.parametrize("names", [("bad", "good"), ("bad", "fair", "good")])
def test_the_curves_are_the_scores_of_beginnings_and_endings(tmp_path, batching, names):
    head = "sigmoid" if len(names) == 2 else "softmax"
    scorer = random_scorer(tmp_path, names, batching=batching, maxlen=12, head=head)
    trace = incremental_predictions(scorer, TEXT)
    counts = range(1, len(TOKENS) + 1)
    beginnings = [" ".join(TOKENS[:count]) for count in counts]
    endings = [" ".join(TOKENS[-count:]) for count in counts]
    assert [word.token for word in trace.words] == TOKENS
    assert trace.label == ("good" if len(names) == 2 else scorer.score([TEXT])[0].label)
    for curve, texts in ((trace.forward, beginnings), (trace.backward, endings)):
        scores = [scorer.score([text])[0] for text in texts]
        assert curve.counts == tuple(counts)
        expected = [score.probabilities[trace.label] for score in scores]
        assert curve.probabilities == pytest.approx(expected, abs=1e-6)
        assert curve.labels == tuple(score.label for score in scores)
    assert trace.forward.probabilities[-1] == pytest.approx(trace.backward.probabilities[-1], abs=1e-6)
    assert trace.method.startswith("Exact: ")


def test_only_the_part_that_is_read_is_traced(tmp_path):
    scorer = random_scorer(tmp_path, maxlen=4)
    trace = incremental_predictions(scorer, TEXT)
    assert [word.token for word in trace.words] == TOKENS[-4:]
    assert trace.forward.probabilities[0] == pytest.approx(scorer.probabilities(["but"])[0, 1], abs=1e-6)
    assert trace.forward.probabilities[-1] == pytest.approx(scorer.probabilities([TEXT])[0, 1], abs=1e-6)


def test_a_start_id_stays_before_every_part(tmp_path):
    scorer = random_scorer(tmp_path, maxlen=12, start=True)
    trace = incremental_predictions(scorer, TEXT)
    assert trace.backward.probabilities[0] == pytest.approx(scorer.probabilities(["film"])[0, 1], abs=1e-6)


@pytest.mark.parametrize(
    ("labels", "flips", "settled_at"),
    [("aaaa", (), 1), ("abbb", (1,), 2), ("abab", (1, 2, 3), 4), ("a", (), 1), ("aaba", (2, 3), 4)],
)
def test_a_prediction_settles_where_it_changes_last(labels, flips, settled_at):
    curve = Curve(tuple(range(1, len(labels) + 1)), (0.5,) * len(labels), tuple(labels))
    assert (curve.flips, curve.settled_at) == (flips, settled_at)
    assert curve.settled_share == settled_at / len(labels)


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=30))
def test_a_settled_prediction_never_changes(labels):
    curve = Curve(tuple(range(1, len(labels) + 1)), (0.5,) * len(labels), tuple(labels))
    assert set(labels[curve.settled_at - 1 :]) == {labels[-1]}
    assert curve.settled_at == 1 or labels[curve.settled_at - 2] != labels[-1]


def test_a_long_text_is_traced_in_steps_from_its_first_word_to_its_last(tmp_path, monkeypatch):
    monkeypatch.setattr(word_spans, "MAX_STEPS", 0)
    trace = incremental_predictions(random_scorer(tmp_path, maxlen=60), "good film " * 40)
    assert (trace.forward.counts[0], trace.forward.counts[-1], len(trace.forward.counts)) == (1, 60, 20)
    assert "after 20 of the 60 words" in trace.method
