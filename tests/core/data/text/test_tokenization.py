import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras.src.legacy.preprocessing.text import text_to_word_sequence

from core.config import TextConfig
from core.data.text.tokenization import Vocabulary, read_tokens, tokenize
from tests.support.texts import any_text, text_configs, text_lists, wordy_text


@settings(deadline=None)
@given(any_text | wordy_text, st.booleans())
def test_words_are_those_of_keras(text, lower):
    assert tokenize(text, lower) == text_to_word_sequence(text, lower=lower)


@pytest.mark.parametrize("long", [0, 10_000], ids=["with Arrow", "without"])
@settings(deadline=None)
@given(some_texts=text_lists, lower=st.booleans())
def test_words_of_many_texts_are_those_of_each(long, some_texts, lower):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.data.text.tokenization._LONG", long)
        tokens = read_tokens(some_texts, lower)
    of_each = [tokenize(text, lower) for text in some_texts]
    assert [tokens.words[code] for code in tokens.codes] == [word for words in of_each for word in words]
    assert tokens.lengths.tolist() == [len(words) for words in of_each]
    assert list(tokens.words) == list(dict.fromkeys(word for words in of_each for word in words))


def test_texts_are_kept_apart_across_the_portions_they_are_read_in(monkeypatch):
    monkeypatch.setattr("core.data.text.tokenization._TEXTS_AT_ONCE", 2)
    tokens = read_tokens(["b a", "", "a \x00 ΑΣ", "\x01ΑΣ c", "c"])
    assert tokens.words == ("b", "a", "\x00", "ας", "\x01ας", "c")
    assert tokens.codes.tolist() == [0, 1, 1, 2, 3, 4, 5, 5]
    assert tokens.lengths.tolist() == [2, 0, 3, 2, 1]


def test_apostrophes_stay_and_only_spaces_divide_words():
    assert tokenize("It's GOOD<br />(so)very\u00a0good") == ["it's", "good", "br", "so", "very\u00a0good"]


def test_frequent_words_come_first_and_ties_in_order_of_appearance():
    vocabulary = Vocabulary.fit(["b a c", "c d"], TextConfig(num_words=5, oov=True))
    assert vocabulary.words == ("c", "b", "a")
    assert vocabulary.word_index == {"c": 2, "b": 3, "a": 4}


@settings(deadline=None)
@given(text_lists, text_configs)
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


def test_importing_text_and_data_loads_neither_tensorflow_nor_keras():
    script = (
        "import sys, core.data.text.tokenization, core.data.sources, core.data.text.text_profile; "
        "print(sorted({'tensorflow', 'keras', 'torch', 'streamlit'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
