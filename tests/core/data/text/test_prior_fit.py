from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.text.prior_fit import Corpus, fit_priors, folds, held_out_features

NUM_WORDS = 8
FIRST_WORD = 2


def corpus_of(texts: Sequence[Sequence[int]], min_df: int = 1) -> Corpus:
    ids = np.array([word for text in texts for word in text], np.int32)
    return Corpus(ids, np.array([len(text) for text in texts]), NUM_WORDS, FIRST_WORD, min_df)


def padded(texts: Sequence[Sequence[int]]) -> np.ndarray:
    width = max(map(len, texts))
    return np.array([[*text, *[0] * (width - len(text))] for text in texts], np.int32)


def held_out(texts: Sequence[Sequence[int]], labels: Sequence[int], priors: str = "both") -> np.ndarray:
    return held_out_features(corpus_of(texts), np.array(labels), 2, priors, padded(texts), seed=3)


def test_naive_bayes_numbers_are_half_the_log_count_ratio_by_hand():
    texts, labels = [[2, 3], [2, 2], [3, 4], [4]], np.array([1, 1, 0, 0])
    tables = fit_priors(corpus_of(texts), labels, 2, "naive_bayes")
    # word 2 is in both texts of class 1 and in none of class 0: log(3/4) - log(1/4)
    assert tables.words[2, 0] == pytest.approx(0.5 * np.log(3))
    assert tables.words[4, 0] == pytest.approx(-0.5 * np.log(3))
    assert tables.words[3, 0] == 0
    assert tables.words[5, 0] == 0, "no text has it"


def test_pairs_within_a_text_get_numbers_and_pairs_across_texts_do_not():
    tables = fit_priors(corpus_of([[2, 3], [2, 3, 4], [5]]), np.array([1, 1, 0]), 2, "naive_bayes")
    assert tables.keys[0].tolist() == [2 * NUM_WORDS + 3, 3 * NUM_WORDS + 4]
    assert tables.keys[1].tolist() == [0 * NUM_WORDS + 4], "the first pair, and word 4"


def test_pairs_that_too_few_texts_have_get_no_numbers():
    corpus = corpus_of([[2, 3], [2, 3, 4], [3, 4, 4], [5]], min_df=2)
    tables = fit_priors(corpus, np.array([1, 1, 1, 0]), 2, "naive_bayes")
    assert tables.keys[0].tolist() == [2 * NUM_WORDS + 3, 3 * NUM_WORDS + 4]
    assert len(tables.keys[1]) == 0
    assert tables.words[5, 0] < 0, "single words always get numbers"


def test_unknown_words_and_the_start_of_texts_get_no_numbers():
    tables = fit_priors(corpus_of([[1, 2], [1, 2], [1, 3], [1, 3]]), np.array([1, 1, 0, 0]), 2, "both")
    assert not tables.words[:FIRST_WORD].any()
    assert [len(keys) for keys in tables.keys] == [0, 0]


def test_the_linear_numbers_point_to_the_class_of_the_word():
    tables = fit_priors(corpus_of([[2, 3], [2, 4], [5, 3], [5, 4]] * 3), np.array([1, 1, 0, 0] * 3), 2, "linear")
    assert tables.words[2, 0] > 0.3
    assert tables.words[5, 0] < -0.3
    assert abs(tables.words[3, 0]) < 0.1


def test_every_ngram_of_a_text_finds_its_own_numbers():
    """Against tables by hand: half the log-count ratio of each n-gram as a tuple of words."""
    texts, labels = [[2, 3, 4], [2, 3, 5], [3, 4, 2, 3, 4], [5, 5, 5]], np.array([1, 1, 0, 0])
    features = fit_priors(corpus_of(texts), labels, 2, "naive_bayes").features(padded(texts))
    for row, text in enumerate(texts):
        for end in range(1, len(text) + 1):
            for size in range(1, 4):
                ngram = tuple(text[end - size : end]) if end >= size else None
                counts = [sum(_has(texts[one], ngram) for one in np.flatnonzero(labels == label)) for label in (0, 1)]
                ratio = 0.5 * np.log((counts[1] + 1) / (counts[0] + 1)) if ngram else 0
                assert features[row, end - 1, size - 1] == pytest.approx(ratio, abs=1e-6), (text, ngram)


def _has(text: Sequence[int], ngram: tuple[int, ...] | None) -> bool:
    return ngram is not None and any(tuple(text[i : i + len(ngram)]) == ngram for i in range(len(text)))


def test_more_classes_have_numbers_each():
    texts = [[2], [2], [3], [3], [4], [4]]
    tables = fit_priors(corpus_of(texts), np.array([0, 0, 1, 1, 2, 2]), 3, "both")
    assert tables.words.shape == (NUM_WORDS, 6)
    assert tables.words[2, :3].argmax() == 0
    assert tables.words[4, 3:].argmax() == 2


def test_equal_texts_are_in_one_fold():
    texts = [[2, 3], [4], [2, 3], [5], [6], [7], [4, 4], [2, 3]]
    (fold,) = [rows.tolist() for rows in folds(corpus_of(texts), seed=0) if 0 in rows]
    assert {0, 2, 7} <= set(fold)


def test_every_row_is_in_exactly_one_fold():
    texts = [[2 + row % 6, 2 + row // 6] for row in range(30)]
    assert sorted(np.concatenate(folds(corpus_of(texts), seed=1))) == list(range(30))


TEXTS = st.lists(st.lists(st.integers(FIRST_WORD, NUM_WORDS - 1), min_size=1, max_size=4), min_size=9, max_size=14)


@settings(max_examples=25, deadline=None)
@given(texts=TEXTS, data=st.data())
def test_a_rows_own_label_never_reaches_its_own_numbers(texts, data):
    labels = data.draw(st.lists(st.integers(0, 1), min_size=len(texts), max_size=len(texts)))
    row = data.draw(st.integers(0, len(texts) - 1))
    others = list(labels)
    for number, text in enumerate(texts):  # an equal text is the same text
        if text == texts[row]:
            others[number] = 1 - others[number]
    first, second = held_out(texts, labels), held_out(texts, others)
    np.testing.assert_array_equal(first[row], second[row])


def test_numbers_of_the_tables_of_all_texts_would_give_the_label_away():
    """What the folds are for: a word that one text has gets that text's label."""
    texts = [[2 + row % 6] * (1 + row // 6) for row in range(8)]
    labels = np.array([0, 1, 1, 0, 1, 0, 1, 1])
    leaking = fit_priors(corpus_of(texts), labels, 2, "naive_bayes").features(padded(texts))
    changed = fit_priors(corpus_of(texts), 1 - labels, 2, "naive_bayes").features(padded(texts))
    assert (leaking[2] != changed[2]).any()


def test_shuffled_labels_give_chance_on_new_texts():
    """Of 400 new texts, the share that the sum of their numbers calls right is within 4 standard errors of 1/2."""
    random = np.random.default_rng(0)
    words = random.integers(FIRST_WORD, 400, (800, 12)).astype(np.int32)
    labels = random.integers(0, 2, 800)
    corpus = Corpus(words[:400].ravel(), np.full(400, 12), 400, FIRST_WORD)
    tables = fit_priors(corpus, labels[:400], 2, "both")
    predicted = tables.features(words[400:]).sum(axis=(1, 2)) > 0
    assert abs(np.mean(predicted == labels[400:]) - 0.5) < 4 * 0.5 / np.sqrt(400)
    held = held_out_features(corpus, labels[:400], 2, "both", words[:400], seed=0).sum(axis=(1, 2)) > 0
    assert abs(np.mean(held == labels[:400]) - 0.5) < 4 * 0.5 / np.sqrt(400)
    on_itself = tables.features(words[:400]).sum(axis=(1, 2)) > 0
    assert np.mean(on_itself == labels[:400]) > 0.8, "else the test could not tell a leak"
