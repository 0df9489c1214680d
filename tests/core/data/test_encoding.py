import numpy as np

from core.config import RunConfig
from core.data.encoding import encode_parts
from core.data.sources import Dataset, Split

TEXTS = ["a b", "a c d", "b", "a unseen b a a", "d e"]


def texts(**changes) -> Dataset:
    return Dataset("texts", TEXTS, np.array([0, 1, 0, 1, 0], np.int32), ("x", "y"), np.arange(1, 6), **changes)


PARTS = Split(np.array([0, 1]), np.array([2]), np.array([3, 4]))


def config(*settings: str) -> RunConfig:
    return RunConfig().with_settings(["text.num_words=20", *settings])


def test_the_vocabulary_and_the_longest_text_come_from_the_training_part():
    parts = encode_parts(texts(), PARTS, config("text.maxlen=none"))
    assert set(parts.vocabulary.words) == {"a", "b", "c", "d"}
    assert parts.maxlen == 3
    assert [rows.encoded.inputs.shape for rows in (parts.training, parts.validation, parts.test)] == [
        (2, 3),
        (1, 3),
        (2, 3),
    ]
    assert parts.test.labels.tolist() == [1, 0]


def test_batches_of_equal_length_have_no_common_length():
    parts = encode_parts(texts(), PARTS, config("train.batching=by_length", "text.maxlen=4"))
    assert parts.maxlen is None
    assert parts.test.encoded.lengths.tolist() == [4, 2]


def test_a_vocabulary_that_the_source_brings_is_not_fitted():
    parts = encode_parts(texts(word_index=("e", "d", "a")), PARTS, config("text.maxlen=3", "text.padding=post"))
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
    parts = encode_parts(texts(), Split(np.array([0, 1, 2]), np.array([], int), np.array([3, 4])), config())
    assert len(parts.validation.encoded.lengths) == 0
