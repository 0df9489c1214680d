"""Whatever is typed gets a score, and nothing that is scored beside it changes it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.inference.scorer import Scorer
from tests.support.networks import KNOWN_WORDS, random_scorer

CHARACTERS = st.characters() | st.characters(categories=["Cs"]) | st.sampled_from("\0\u202e\u200f\u0301\ufeff\u2028😀")
SHORT = st.text(CHARACTERS, max_size=40)
KNOWN = st.lists(st.sampled_from(KNOWN_WORDS), max_size=30).map(" ".join)
LONGEST = 100_000
KINDS = {
    "padded": {},
    "by_length": {"batching": "by_length", "maxlen": None},
    "post": {"padding": "post", "oov": False},
}


@pytest.fixture(scope="module", params=KINDS)
def scorer(request, tmp_path_factory) -> Scorer:
    return random_scorer(tmp_path_factory.mktemp(request.param), **KINDS[request.param])


@settings(max_examples=40)
@given(piece=SHORT.filter(bool), size=st.integers(0, LONGEST))
def test_any_text_of_up_to_100_000_characters_gets_a_score(scorer: Scorer, piece, size):
    text = (piece * (size // len(piece) + 1))[:size]
    (score,) = scorer.score([text])
    assert score.text == text
    assert sum(score.probabilities.values()) == pytest.approx(1, abs=1e-5)
    assert score.label in score.probabilities
    assert score.num_cut >= 0
    assert score.num_tokens >= 0


@settings(max_examples=60)
@given(
    texts=st.lists(SHORT | KNOWN, min_size=2, max_size=70), order=st.randoms(use_true_random=False), long=st.booleans()
)
def test_a_score_depends_neither_on_the_rest_of_the_batch_nor_on_the_order(scorer: Scorer, texts, order, long):
    if long:
        texts = [*texts, "good film " * 300]  # makes every row of its batch wide
    alone = np.concatenate([scorer.probabilities([text]) for text in texts])
    rows = order.sample(range(len(texts)), order.randint(1, len(texts)))
    np.testing.assert_allclose(scorer.probabilities([texts[row] for row in rows]), alone[rows], atol=1e-6)


def test_one_sentence_is_scored_in_a_few_milliseconds(tmp_path, record_property):
    scorer = random_scorer(tmp_path, maxlen=200, units=32, embedding_dim=64, num_words=10_000)
    times = [scorer.score(["not a bad film and not a boring one"])[0].milliseconds for _ in range(50)]
    record_property("median of one sentence, ms", round(float(np.median(times)), 3))
    assert np.median(times) < 5


@pytest.mark.training
def test_one_sentence_is_scored_ten_times_as_fast_as_by_keras(record_property):
    from benchmarks.scoring import measure

    one, _ = measure("padded", 64, rounds=1)
    record_property("one sentence, times as fast as model.predict", round(one.ratio))
    assert one.ratio > 10
