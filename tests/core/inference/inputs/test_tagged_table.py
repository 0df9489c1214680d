"""Labels of a file's tokens by a scorer that is made up, so that no network is needed."""

from types import SimpleNamespace

import numpy as np
import pytest

from core.data.formats.tagged.tagged_file import read_tagged
from core.data.text.tokenization import Vocabulary
from core.inference.inputs import tagged_table as module
from core.inference.inputs.tagged_table import summarize_tags, tagged_table

NAMES = ("O", "B-per", "I-per")
FILE = "Anna B-per\nwent O\n\nBen B-per\nSmith I-per\nleft O\nnow X\n"


@pytest.fixture
def tagged(tmp_path):
    (tmp_path / "test.conll").write_text(FILE, encoding="utf-8")
    return read_tagged(tmp_path / "test.conll")


class MadeUp:
    """Says B-per of each word that begins with a capital."""

    class_names = NAMES
    vocabulary = Vocabulary(("went", "Anna", "Ben"), 9, lower=False, oov=True, tokenizer="words")

    def check_kind(self, *kinds):
        assert kinds == ("tokens",)

    def encode(self, tokens):
        rows = np.zeros((len(tokens.lengths), tokens.lengths.max()), bool)
        rows[np.arange(rows.shape[1]) < tokens.lengths[:, None]] = [
            tokens.words[code][0].isupper() for code in tokens.codes
        ]
        return SimpleNamespace(capitals=rows)

    def tags_of(self, encoded):
        return np.where(encoded.capitals[..., None], [0.2, 0.7, 0.1], [0.9, 0.1, 0.0]), None


def test_a_row_for_each_token_has_its_place_its_tag_and_the_predicted_label(tagged, monkeypatch):
    table = tagged_table(MadeUp(), tagged)
    assert table["row"].tolist() == [1, 1, 4, 4, 4, 4]
    assert table["sentence"].tolist() == [1, 1, 2, 2, 2, 2]
    assert table["token"].tolist() == [1, 2, 1, 2, 3, 4]
    assert table["word"].tolist() == ["Anna", "went", "Ben", "Smith", "left", "now"]
    assert table["tag"].tolist() == ["B-per", "O", "B-per", "I-per", "O", "X"]
    assert table["label"].tolist() == ["B-per", "O", "B-per", "B-per", "O", "O"]
    assert table["probability"].tolist() == [0.7, 0.9, 0.7, 0.7, 0.9, 0.9]
    assert table["is_known"].tolist() == [True, True, True, False, False, False]
    monkeypatch.setattr(module, "_SENTENCES_AT_ONCE", 1)
    assert tagged_table(MadeUp(), tagged).equals(table)


def test_the_summary_leaves_out_tags_that_are_no_class(tagged):
    summary = summarize_tags(tagged_table(MadeUp(), tagged), NAMES)
    assert (summary["num_sentences"], summary["num_tokens"], summary["num_unknown_words"]) == (2, 6, 3)
    assert summary["unmatched"] == {"X": 1}
    assert summary["accuracy"] == 4 / 5
    assert summary["accuracy_of_unknown_words"] == 1 / 2
    assert summary["macro_f1"] == pytest.approx((1 + 4 / 5 + 0) / 3)
    assert summary["spans"] is None  # X is of no scheme


def test_spans_of_a_file_are_those_of_conlleval(tagged):
    table = tagged_table(MadeUp(), tagged)
    table["tag"] = table["tag"].replace("X", "O")
    spans = summarize_tags(table, NAMES)["spans"]
    assert (spans["predicted"], spans["actual"]) == (3, 2)
    assert spans["precision"] == 1 / 3
    assert spans["recall"] == 1 / 2
