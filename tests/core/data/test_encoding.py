import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.config import RunConfig, TextConfig
from core.data.dataset import NO_LABEL
from core.data.encoding import Encoded, encode, encode_parts, kept_places, num_head, shuffled
from core.data.sources import Dataset, Split
from core.data.text.augmentation.clauses import make_clauses
from core.data.text.augmentation.strong_words import StrongWords
from core.data.text.tokenization import START_ID, Vocabulary, first_id, keras_imdb_vocabulary
from core.data.text.tokens import number_words
from core.errors import DatasetError
from tests.support.examples.texts import any_text, keras_sequences, text_configs, text_lists, wordy_text

TEXTS = ["a b", "a c d", "b", "a unseen b a a", "d e"]


def dataset_of_texts(**changes) -> Dataset:
    return Dataset("texts", TEXTS, np.array([0, 1, 0, 1, 0], np.int32), ("x", "y"), np.arange(1, 6), **changes)


PARTS = Split(np.array([0, 1]), np.array([2]), np.array([3, 4]))


def config(*settings: str) -> RunConfig:
    return RunConfig().with_settings(["text.num_words=20", *settings])


def test_the_vocabulary_and_the_longest_text_come_from_the_training_part():
    parts = encode_parts(dataset_of_texts(), PARTS, config("text.maxlen=none"))
    assert set(parts.vocabulary.words) == {"a", "b", "c", "d"}
    assert parts.maxlen == 3
    assert [rows.encoded.inputs.shape for rows in (parts.training, parts.validation, parts.test)] == [
        (2, 3),
        (1, 3),
        (2, 3),
    ]
    assert parts.test.labels.tolist() == [1, 0]


def test_batches_of_equal_length_have_no_common_length():
    parts = encode_parts(dataset_of_texts(), PARTS, config("train.batching=by_length", "text.maxlen=4"))
    assert parts.maxlen is None
    assert parts.test.encoded.lengths.tolist() == [4, 2]


def test_a_vocabulary_that_the_source_brings_is_not_fitted():
    parts = encode_parts(
        dataset_of_texts(word_index=("e", "d", "a")), PARTS, config("text.maxlen=3", "text.padding=post")
    )
    assert parts.vocabulary.words == ("e", "d", "a")
    assert parts.test.encoded.inputs.tolist() == [[2, 6, 6], [1, 5, 4]]


def test_images_and_sequences_go_in_as_they_are():
    values = np.random.default_rng(0).random((5, 28, 28), dtype=np.float32)
    dataset = Dataset("images", [], np.arange(5, dtype=np.int32), tuple("01234"), np.arange(1, 6), values=values)
    parts = encode_parts(
        dataset, PARTS, RunConfig.from_dict({"dataset": {"name": "digits"}, "model": {"head": "logits"}})
    )
    np.testing.assert_array_equal(parts.test.encoded.inputs, values[3:])
    assert parts.test.encoded.lengths.tolist() == [28, 28]
    assert (parts.vocabulary, parts.maxlen) == (None, None)


def test_an_empty_validation_part_stays_empty():
    parts = encode_parts(dataset_of_texts(), Split(np.array([0, 1, 2]), np.array([], int), np.array([3, 4])), config())
    assert len(parts.validation.encoded.lengths) == 0


@settings(max_examples=300, deadline=None)
@given(text_lists, text_lists, text_configs)
def test_padded_ids_are_those_of_keras(train_texts, new_texts, config):
    vocabulary = Vocabulary.fit(train_texts, config)
    encoded = encode(new_texts, vocabulary, config, masked=False)
    sequences = keras_sequences(train_texts, new_texts, config)
    expected = keras.utils.pad_sequences(
        sequences, config.maxlen, padding=config.padding, truncating=config.truncating
    ).reshape(len(new_texts), config.maxlen)
    np.testing.assert_array_equal(encoded.inputs, expected)
    assert encoded.inputs.dtype == encoded.lengths.dtype == np.int32
    assert encoded.lengths.tolist() == [config.maxlen] * len(new_texts)


@settings(deadline=None)
@given(text_lists, text_lists, text_configs)
def test_masked_ids_are_those_of_keras_with_the_padding_after_them(train_texts, new_texts, config):
    encoded = encode(new_texts, Vocabulary.fit(train_texts, config), config, masked=True)
    sequences = keras_sequences(train_texts, new_texts, config)
    kept = [ids[-config.maxlen :] if config.truncating == "pre" else ids[: config.maxlen] for ids in sequences]
    assert encoded.lengths.tolist() == [max(1, len(ids)) for ids in kept]
    assert encoded.inputs.shape == (len(new_texts), max([1, *map(len, kept)]))
    assert encoded.inputs.tolist() == [ids + [0] * (encoded.inputs.shape[1] - len(ids)) for ids in kept]


@settings(deadline=None)
@given(text_lists, text_lists, text_configs)
def test_every_id_is_below_num_words(train_texts, new_texts, config):
    vocabulary = Vocabulary.fit(train_texts, config)
    ids = encode(new_texts, vocabulary, config, masked=False).inputs
    assert ids.max(initial=0) < max(config.num_words, first_id(config.oov))
    assert all(index < config.num_words for index in vocabulary.word_index.values())


@settings(deadline=None)
@given(text_lists, st.lists(any_text | wordy_text, min_size=1, max_size=5), text_configs, st.booleans())
def test_a_text_is_encoded_alone_as_among_others(train_texts, new_texts, config, masked):
    vocabulary = Vocabulary.fit(train_texts, config)
    together = encode(new_texts, vocabulary, config, masked=masked)
    for row, text in enumerate(new_texts):
        alone = encode([text], vocabulary, config, masked=masked)
        width = alone.inputs.shape[1]
        assert alone.lengths[0] == together.lengths[row]
        assert alone.inputs[0].tolist() == together.inputs[row, :width].tolist()
        assert not together.inputs[row, width:].any()


def test_unknown_words_are_dropped_without_oov_and_marked_with_it():
    config = TextConfig(num_words=10, maxlen=3, oov=False)
    assert encode(["a z b"], Vocabulary.fit(["a b"], config), config, masked=False).inputs.tolist() == [[0, 1, 2]]
    config = TextConfig(num_words=10, maxlen=3, oov=True)
    assert encode(["a z b"], Vocabulary.fit(["a b"], config), config, masked=False).inputs.tolist() == [[2, 1, 3]]


def test_a_text_without_words_is_one_step_of_padding_when_masked():
    config = TextConfig(oov=False)
    encoded = encode(["", "!?"], Vocabulary.fit([], config), config, masked=True)
    assert encoded.inputs.tolist() == [[0], [0]]
    assert encoded.lengths.tolist() == [1, 1]


@settings(deadline=None)
@given(text_lists, text_lists, text_configs, st.booleans(), st.integers(0, 2**31 - 1))
def test_a_shuffled_text_has_the_same_words_in_the_places_of_its_words(train_texts, new_texts, config, masked, seed):
    encoded = encode(new_texts, Vocabulary.fit(train_texts, config), config, masked=masked)
    before = encoded.inputs.copy()
    after = shuffled(encoded, seed)
    np.testing.assert_array_equal(encoded.inputs, before)
    np.testing.assert_array_equal(after.inputs == 0, before == 0)
    np.testing.assert_array_equal(np.sort(after.inputs), np.sort(before))
    np.testing.assert_array_equal(after.lengths, encoded.lengths)
    assert after.inputs.dtype == np.int32


def test_words_move_within_their_text_as_the_seed_says():
    ids = np.arange(1, 61, dtype=np.int32).reshape(2, 30)
    encoded = Encoded(ids, np.full(2, 30, np.int32))
    first, again, other = (shuffled(encoded, seed).inputs for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    assert (first != ids).mean() > 0.8
    assert not np.array_equal(first[0], first[1] - 30), "each text has an order of its own"


def test_every_order_of_the_words_is_as_likely():
    ids = np.tile(np.array([0, 1, 2, 3], np.int32), (6000, 1))
    orders, counts = np.unique(shuffled(Encoded(ids, np.full(6000, 4, np.int32)), 0).inputs, axis=0, return_counts=True)
    assert len(orders) == 6
    assert np.abs(counts - 1000).max() < 150  # five standard deviations


@pytest.mark.parametrize(("padding", "masked"), [("pre", False), ("post", False), ("pre", True)])
def test_the_id_that_starts_keras_imdb_texts_stays_first(padding, masked):
    config = TextConfig(maxlen=8, padding=padding)
    vocabulary = keras_imdb_vocabulary(["a", "b", "c", "d"], 8)
    encoded = encode(["a b c d b", "c"], vocabulary, config, masked=masked)
    after = shuffled(encoded, 3, start=vocabulary.start).inputs
    np.testing.assert_array_equal(after == START_ID, encoded.inputs == START_ID)
    assert not np.array_equal(after[0], encoded.inputs[0])
    np.testing.assert_array_equal(after[1], encoded.inputs[1])


@settings(deadline=None)
@given(text_lists, text_lists, text_configs, st.booleans())
def test_head_and_tail_are_the_first_35_percent_and_the_last_words(train_texts, new_texts, config, masked):
    config = config.model_copy(update={"truncating": "head_tail"})
    vocabulary = Vocabulary.fit(train_texts, config)
    encoded = encode(new_texts, vocabulary, config, masked=masked)
    head = int(0.35 * config.maxlen)
    for row, ids in zip(encoded.inputs, keras_sequences(train_texts, new_texts, config), strict=True):
        is_cut = len(ids) > config.maxlen
        kept = [*ids[:head], *ids[len(ids) - config.maxlen + head :]] if is_cut else ids
        assert row[row != 0].tolist() == kept
        assert [ids[place] for place in kept_places(len(ids), config)] == kept
    assert num_head(config) == head


@pytest.mark.parametrize("padding", ["pre", "post"])
def test_head_and_tail_keep_the_id_that_starts_keras_imdb_texts(padding):
    config = TextConfig(maxlen=6, padding=padding, truncating="head_tail")
    vocabulary = keras_imdb_vocabulary(["a", "b", "c", "d"], 8)
    ids = dict(vocabulary.word_index)
    encoded = encode(["a b c d b a d c"], vocabulary, config, masked=False)
    assert encoded.inputs.tolist() == [[START_ID, ids["a"], ids["b"], ids["a"], ids["d"], ids["c"]]]
    (short,) = encode(["a b"], vocabulary, config, masked=False).inputs
    assert short[short != 0].tolist() == [START_ID, ids["a"], ids["b"]]
    assert (short[0] == 0) == (padding == "pre")


def test_priors_of_new_texts_are_those_of_the_tables_and_training_texts_have_others():
    texts = [f"{word} film {number}" for number in range(12) for word in ("good", "bad")]
    dataset = Dataset("texts", texts, np.arange(24, dtype=np.int32) % 2, ("bad", "good"), np.arange(1, 25))
    rows = np.arange(24)
    parts = encode_parts(
        dataset, Split(rows[:16], rows[16:20], rows[20:]), config("text.priors=both", "train.batching=by_length")
    )
    for part in (parts.validation, parts.test):
        np.testing.assert_array_equal(part.encoded.priors, parts.priors.features(part.encoded.inputs))
        assert part.encoded.priors.shape == (*part.encoded.inputs.shape, 6)
    training = parts.training.encoded
    assert training.priors.shape == (*training.inputs.shape, 6)
    assert not np.array_equal(training.priors, parts.priors.features(training.inputs)), "a row's own label is not in it"


GOOD, BAD = ("good", "great", "funny", "lovely", "warm"), ("bad", "dull", "boring", "weak", "awful")
REVIEWS = [
    f"it was very {word} number{number}" for number in range(8) for pair in zip(GOOD, BAD, strict=True) for word in pair
]


def encoded_reviews(*assignments: str):
    """The parts of 80 reviews with and without clauses."""
    labels = np.arange(len(REVIEWS), dtype=np.int32) % 2
    dataset = Dataset("reviews", REVIEWS, labels, ("positive", "negative"), np.arange(len(REVIEWS)) + 1)
    rows = np.arange(len(REVIEWS))
    parts = Split(rows[:60], rows[60:70], rows[70:])
    settings = ("text.num_words=200", "text.augmentation_share=2.5", *assignments)
    return [
        encode_parts(dataset, parts, config(*settings, f"text.augmentation={augmentation}"))
        for augmentation in ("none", "negation")
    ]


@pytest.mark.parametrize("tokenizer", ["words", "keras"])
@pytest.mark.parametrize("batching", ["padded", "by_length"])
@pytest.mark.parametrize("priors", ["none", "both"])
def test_clauses_come_after_the_training_texts_and_change_nothing_else(tokenizer, batching, priors):
    plain, augmented = encoded_reviews(f"text.tokenizer={tokenizer}", f"train.batching={batching}",
                                       f"text.priors={priors}", "text.maxlen=7")  # fmt: skip
    assert (plain.num_clauses, augmented.num_clauses) == (0, 150)
    assert augmented.vocabulary == plain.vocabulary
    assert augmented.maxlen == plain.maxlen
    for part in ("validation", "test"):
        for mine, other in zip(
            getattr(augmented, part).encoded.arrays, getattr(plain, part).encoded.arrays, strict=True
        ):
            np.testing.assert_array_equal(mine, other)
    texts, rows = plain.training, augmented.training
    assert len(rows.labels) == len(rows.encoded.inputs) == len(rows.encoded.lengths) == 210
    width = texts.encoded.inputs.shape[1]
    assert rows.labels[:60].tolist() == texts.labels.tolist()
    assert rows.labels.dtype == texts.labels.dtype
    assert 0.3 < rows.labels[60:].mean() < 0.7
    for mine, other in zip(rows.encoded.arrays, texts.encoded.arrays, strict=True):
        np.testing.assert_array_equal(mine[:60, :width], other)
        assert not mine[:60, width:].any()
    assert rows.encoded.lengths.max() <= 7
    if priors == "both":
        np.testing.assert_array_equal(rows.encoded.priors[60:], plain.priors.features(rows.encoded.inputs[60:]))
        for mine, other in zip(augmented.priors.numbers, plain.priors.numbers, strict=True):
            np.testing.assert_array_equal(mine, other)


def test_clauses_are_labelled_with_the_class_that_is_positive_by_its_name():
    _, augmented = encoded_reviews("train.seed=4")
    _, are_positive = make_clauses(StrongWords(GOOD, BAD), 150, 0.5, 4)  # whether they are is drawn before their words
    assert augmented.training.labels[60:].tolist() == np.where(are_positive, 0, 1).tolist()


def test_clauses_depend_on_the_seed_of_the_training_alone():
    inputs = [encoded_reviews(f"train.seed={seed}", f"dataset.seed={data}")[1].training.encoded.inputs
              for seed, data in ((1, 1), (1, 2), (2, 1))]  # fmt: skip
    np.testing.assert_array_equal(inputs[0], inputs[1])
    assert inputs[0].shape != inputs[2].shape or (inputs[0] != inputs[2]).any()


def test_data_without_a_sentiment_have_no_clauses():
    with pytest.raises(DatasetError, match="The classes of the data are x, y"):
        encode_parts(dataset_of_texts(), PARTS, config("text.augmentation=negation"))


def test_training_sentences_are_cut_at_their_end_and_all_others_are_whole():
    words = [["a", "b", "a", "c"], ["b"], ["a", "b", "x", "a", "b"], ["y", "a"]]
    labels = np.full((4, 5), NO_LABEL, np.int32)
    for row, some in enumerate(words):
        labels[row, : len(some)] = range(len(some))
    names = tuple("01234")
    dataset = Dataset("s", [" ".join(some) for some in words], labels, names, np.arange(4), tokens=number_words(words))
    settings = ["dataset.name=punctuation", "model.head=per_step", "train.batching=by_length", "text.maxlen=3"]
    parts = encode_parts(
        dataset, Split(np.array([0, 1]), np.array([3]), np.array([2])), RunConfig().with_settings(settings)
    )
    assert parts.vocabulary.words == ("a", "b", "c")  # the words of whole training sentences, and of no others
    assert parts.training.encoded.inputs.tolist() == [[2, 3, 2], [3, 0, 0]]
    assert parts.training.labels.tolist() == [[0, 1, 2], [0, -1, -1]]
    assert parts.test.encoded.inputs.tolist() == [[2, 3, 1, 2, 3]]  # an unknown word keeps its place
    assert parts.test.labels.tolist() == [[0, 1, 2, 3, 4]]
    assert parts.validation.encoded.lengths.tolist() == [2]
    assert all(part.has_token_labels for part in (parts.training, parts.validation, parts.test))
