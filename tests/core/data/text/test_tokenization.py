import subprocess
import sys
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.config import Normalization, RunConfig, Subwords, TextConfig, TextRules, Tokenizer
from core.data.text.tokenization import (
    DEFAULT_RULES,
    KERAS_RULES,
    Vocabulary,
    read_tokens,
    rules_of,
    text_rules,
    tokenize,
    typed_words,
    word_places,
)
from tests.support.examples.texts import text_configs, text_lists


@pytest.mark.parametrize("tokenizer", get_args(Tokenizer))
@settings(deadline=None)
@given(
    some_texts=text_lists,
    lower=st.booleans(),
    normalization=st.sampled_from(get_args(Normalization)),
    strip_html=st.booleans(),
)
def test_words_of_many_texts_are_those_of_each(tokenizer, some_texts, lower, normalization, strip_html):
    rules = TextRules(tokenizer, lower, normalization, strip_html=strip_html)
    tokens = read_tokens(some_texts, rules)
    of_each = [tokenize(text, rules) for text in some_texts]
    assert [tokens.words[code] for code in tokens.codes] == [word for words in of_each for word in words]
    assert tokens.lengths.tolist() == [len(words) for words in of_each]
    assert list(tokens.words) == list(dict.fromkeys(word for words in of_each for word in words))


def test_each_tokenizer_has_its_rules():
    text = "It isn't :)"
    assert tokenize(text, KERAS_RULES) == ["it", "isn't"]
    assert tokenize(text, TextRules("words")) == ["it", "is", "n't", ":)"]
    assert word_places(text, TextRules("words")) == ((0, 2), (3, 5), (5, 8), (9, 11))


def test_texts_whose_words_come_with_their_ids_are_cut_by_the_rules_of_keras():
    config = TextConfig(tokenizer="words", lower=False, num_words=50)
    assert text_rules(config, has_vocabulary=False) == config
    assert text_rules(config, has_vocabulary=True).rules == KERAS_RULES
    assert text_rules(config, has_vocabulary=True).num_words == 50
    assert rules_of(RunConfig().with_settings(["dataset.name=imdb"])) == KERAS_RULES
    assert rules_of(RunConfig()) == DEFAULT_RULES


def test_a_vocabulary_stored_without_rules_has_those_of_keras():
    stored = Vocabulary.fit(["isn't"], TextConfig()).to_dict()
    for key in ("tokenizer", "normalization", "language", "strip_html"):
        del stored[key]
    assert Vocabulary.from_dict(stored).rules == KERAS_RULES
    of_words = Vocabulary.fit(["isn’t IŞIK<br>"], TextConfig(language="tr"))
    assert of_words.words == ("is", "n't", "ışık")
    assert of_words.rules == TextRules(language="tr")
    assert Vocabulary.from_dict(of_words.to_dict()) == of_words


@pytest.mark.parametrize("subwords", get_args(Subwords))
def test_a_vocabulary_keeps_the_pieces_that_it_learned(tmp_path, subwords):
    texts = ["a good film", "good films", "\u5473\u9053\u592a\u5dee"] * 3
    vocabulary = Vocabulary.fit(texts, TextConfig(tokenizer="subwords", subwords=subwords, num_words=30))
    vocabulary.save(tmp_path / "vocabulary.json")
    loaded = Vocabulary.load(tmp_path / "vocabulary.json")
    assert loaded == vocabulary
    assert tokenize("good food", loaded.rules) == tokenize("good food", vocabulary.rules) != []
    assert len(vocabulary.words) <= 28
    assert typed_words("GOOD \u5473", loaded.rules)[-1] == "\u5473"


def test_the_vocabulary_of_other_tokenizers_is_stored_without_pieces():
    assert "subword_model" not in Vocabulary.fit(["a"], TextConfig(tokenizer="characters")).to_dict()


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
