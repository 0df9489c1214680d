"""What is said of sentences whose tokens have labels, against counts by hand."""

import numpy as np
import pytest

from core.config import RunConfig
from core.data import preview
from core.data.dataset import NO_LABEL, Dataset, Split
from core.data.profiles.sentence_profile import profile_sentences
from core.data.text.text_profile import profile
from core.data.text.tokens import number_words
from tests.support.examples.tagged_files import name_sentences, write_conll

NAMES = ("O", "B-X", "I-X")
SENTENCES = (
    ("the old man", (0, 0, 0)),
    ("the man ran", (0, 1, 0)),
    ("ran", (0,)),
    ("old Rome", (2, 1)),  # I-X does not begin a sentence
    ("the old ran", (0, 0, 0)),
)


def dataset() -> Dataset:
    labels = np.full((len(SENTENCES), 3), NO_LABEL, np.int32)
    for row, (_, numbers) in enumerate(SENTENCES):
        labels[row, : len(numbers)] = numbers
    texts = [text for text, _ in SENTENCES]
    return Dataset("mine", texts, labels, NAMES, np.arange(1, 6), tokens=number_words(map(str.split, texts)))


def test_labels_spans_and_words_are_counted():
    known = profile_sentences(dataset(), Split(np.array([0, 1, 2]), np.array([], int), np.array([4, 3])))
    assert known.num_tokens == 12
    assert (known.scheme, known.span_types, known.num_illegal) == ("IOB2", ("X",), 1)
    training = known.class_balance[known.class_balance["part"] == "train"]
    assert training["num_rows"].tolist() == [6, 1, 0]
    assert known.num_sentences == {"train": 3, "validation": 0, "test": 2}
    assert known.examples[1] == ("the", "man", "ran")
    assert known.example_labels[3] == ("I-X", "B-X")
    assert known.share_ambiguous == pytest.approx(1 / 5)  # Rome is unknown; man has two labels, and no test token is it
    assert known.shapes(2) == {"train": "(3, ≤ 2)", "validation": "(0, ≤ 0)", "test": "(2, ≤ 3)"}
    text = " ".join(known.warnings)
    assert "only 5 sentences" in text
    assert "85.7 % of the training tokens have the label 'O'" in text
    assert "the rarest is 'I-X' with 0" in text


def test_a_preview_of_sentences_has_both_profiles(tmp_path):
    path = write_conll(tmp_path / "names.conll", name_sentences())
    values = {
        "dataset": {"name": "file", "task": "tokens", "path": str(path)},
        "text": {"num_words": 20, "maxlen": 6},
        "model": {"head": "per_step"},
        "train": {"batching": "by_length"},
    }
    config = RunConfig.from_dict(values)
    known = preview.read(config)
    assert known.error is None
    of_words = profile(known.dataset, config, known.corpus)
    assert of_words.num_distinct_words > 70  # each sentence has a word of its own
    assert of_words.max_length == 7
    assert 0 < of_words.share_cut < 1
    assert 0.5 < of_words.chosen_coverage["test"] < 1
    assert known.sentences_profile.share_ambiguous == pytest.approx(1 - of_words.coverage["test"].iloc[-1], abs=0.02)
    assert not any("is right as often" in warning for warning in of_words.warnings)
