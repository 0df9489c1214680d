import subprocess
import sys

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras.src.legacy.preprocessing.text import Tokenizer, text_to_word_sequence

from core.config import TextConfig
from core.data.tokenization import (
    START_ID,
    Encoded,
    Vocabulary,
    encode,
    first_id,
    keras_imdb_vocabulary,
    read_tokens,
    shuffled,
    tokenize,
)

any_text = st.text(max_size=60)
wordy_text = st.text(alphabet="aAbBcÉéß '.\t\n\r\x0b\xa0!<>", max_size=60)  # few letters, so that words repeat
texts = st.lists(any_text | wordy_text, max_size=8)
text_configs = st.builds(
    TextConfig,
    num_words=st.integers(2, 12),
    maxlen=st.integers(1, 9),
    padding=st.sampled_from(["pre", "post"]),
    truncating=st.sampled_from(["pre", "post"]),
    lower=st.booleans(),
    oov=st.booleans(),
)


def keras_sequences(train_texts, new_texts, config):
    tokenizer = Tokenizer(config.num_words, lower=config.lower, oov_token="<OOV>" if config.oov else None)
    tokenizer.fit_on_texts(train_texts)
    return tokenizer.texts_to_sequences(new_texts)


@settings(deadline=None)
@given(any_text | wordy_text, st.booleans())
def test_words_are_those_of_keras(text, lower):
    assert tokenize(text, lower) == text_to_word_sequence(text, lower=lower)


@pytest.mark.parametrize("long", [0, 10_000], ids=["with Arrow", "without"])
@settings(deadline=None)
@given(some_texts=texts, lower=st.booleans())
def test_words_of_many_texts_are_those_of_each(long, some_texts, lower):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.data.tokenization._LONG", long)
        tokens = read_tokens(some_texts, lower)
    of_each = [tokenize(text, lower) for text in some_texts]
    assert [tokens.words[code] for code in tokens.codes] == [word for words in of_each for word in words]
    assert tokens.lengths.tolist() == [len(words) for words in of_each]
    assert list(tokens.words) == list(dict.fromkeys(word for words in of_each for word in words))


def test_texts_are_kept_apart_across_the_portions_they_are_read_in(monkeypatch):
    monkeypatch.setattr("core.data.tokenization._TEXTS_AT_ONCE", 2)
    tokens = read_tokens(["b a", "", "a \x00 ΑΣ", "\x01ΑΣ c", "c"])
    assert tokens.words == ("b", "a", "\x00", "ας", "\x01ας", "c")
    assert tokens.codes.tolist() == [0, 1, 1, 2, 3, 4, 5, 5]
    assert tokens.lengths.tolist() == [2, 0, 3, 2, 1]


def test_apostrophes_stay_and_only_spaces_divide_words():
    assert tokenize("It's GOOD<br />(so)very\u00a0good") == ["it's", "good", "br", "so", "very\u00a0good"]


@settings(max_examples=300, deadline=None)
@given(texts, texts, text_configs)
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
@given(texts, texts, text_configs)
def test_masked_ids_are_those_of_keras_with_the_padding_after_them(train_texts, new_texts, config):
    encoded = encode(new_texts, Vocabulary.fit(train_texts, config), config, masked=True)
    sequences = keras_sequences(train_texts, new_texts, config)
    kept = [ids[-config.maxlen :] if config.truncating == "pre" else ids[: config.maxlen] for ids in sequences]
    assert encoded.lengths.tolist() == [max(1, len(ids)) for ids in kept]
    assert encoded.inputs.shape == (len(new_texts), max([1, *map(len, kept)]))
    assert encoded.inputs.tolist() == [ids + [0] * (encoded.inputs.shape[1] - len(ids)) for ids in kept]


@settings(deadline=None)
@given(texts, texts, text_configs)
def test_every_id_is_below_num_words(train_texts, new_texts, config):
    vocabulary = Vocabulary.fit(train_texts, config)
    ids = encode(new_texts, vocabulary, config, masked=False).inputs
    assert ids.max(initial=0) < max(config.num_words, first_id(config.oov))
    assert all(index < config.num_words for index in vocabulary.word_index.values())


@settings(deadline=None)
@given(texts, st.lists(any_text | wordy_text, min_size=1, max_size=5), text_configs, st.booleans())
def test_a_text_is_encoded_alone_as_among_others(train_texts, new_texts, config, masked):
    vocabulary = Vocabulary.fit(train_texts, config)
    together = encode(new_texts, vocabulary, config, masked=masked)
    for row, text in enumerate(new_texts):
        alone = encode([text], vocabulary, config, masked=masked)
        width = alone.inputs.shape[1]
        assert alone.lengths[0] == together.lengths[row]
        assert alone.inputs[0].tolist() == together.inputs[row, :width].tolist()
        assert not together.inputs[row, width:].any()


def test_frequent_words_come_first_and_ties_in_order_of_appearance():
    vocabulary = Vocabulary.fit(["b a c", "c d"], TextConfig(num_words=5, oov=True))
    assert vocabulary.words == ("c", "b", "a")
    assert vocabulary.word_index == {"c": 2, "b": 3, "a": 4}


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
@given(texts, text_configs)
def test_a_vocabulary_survives_plain_types(train_texts, config):
    vocabulary = Vocabulary.fit(train_texts, config)
    assert Vocabulary.from_dict(vocabulary.to_dict()) == vocabulary


@pytest.mark.parametrize("word", ["naïve", "日本語", "\u2028", "\ud83d", "😀", "\ud83d\ude00"])
def test_a_saved_vocabulary_is_loaded_unchanged(tmp_path, word):
    vocabulary = Vocabulary.fit([f"{word} plain"], TextConfig())
    vocabulary.save(tmp_path / "vocabulary.json")
    assert Vocabulary.load(tmp_path / "vocabulary.json") == vocabulary
    assert [path.name for path in tmp_path.iterdir()] == ["vocabulary.json"]


def test_a_save_that_fails_leaves_the_old_vocabulary(tmp_path, monkeypatch):
    path = tmp_path / "vocabulary.json"
    old = Vocabulary.fit(["old"], TextConfig())
    old.save(path)

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(OSError, match="disk full"):
        Vocabulary.fit(["new"], TextConfig()).save(path)
    assert Vocabulary.load(path) == old


@settings(deadline=None)
@given(texts, texts, text_configs, st.booleans(), st.integers(0, 2**31 - 1))
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


def test_importing_text_and_data_loads_neither_tensorflow_nor_keras():
    script = (
        "import sys, core.data.tokenization, core.data.sources, core.data.text_profile; "
        "print(sorted({'tensorflow', 'keras', 'torch', 'streamlit'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
