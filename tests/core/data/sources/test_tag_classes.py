import numpy as np
import pandas as pd
import pytest

from core.config import DatasetConfig
from core.data.reading import Reading
from core.data.sources.tag_classes import class_order, with_classes, without_rare_tags
from core.data.text.tokens import number_words, word_lists
from core.errors import DatasetError

TAGS = number_words([["O", "B-PER"], ["O"], ["B-LOC", "O"], ["O", "b-per"]])
ROWS = pd.DataFrame({"text": list("abcd"), "place": np.arange(4)}, index=[1, 4, 6, 9])


def read(**settings):
    return with_classes(ROWS, TAGS, Reading(), DatasetConfig(**settings), "a.conll")


def test_tags_are_renamed_and_merged_and_case_makes_a_difference():
    rows, tags, reading = read(classes="b-per: B-PER; B-LOC: O")
    assert list(word_lists(tags)) == [["O", "B-PER"], ["O"], ["O", "O"], ["O", "B-PER"]]
    assert rows.index.tolist() == [1, 4, 6, 9]
    assert dict(reading.label_counts) == {"B-LOC": 1, "B-PER": 1, "b-per": 1, "O": 4}
    assert read()[1].words == TAGS.words


def test_sentences_with_a_tag_that_is_dropped_are_left_out_and_counted():
    rows, _, reading = read(classes="B-LOC: drop")
    assert rows.index.tolist() == [1, 4, 9]
    assert "1 row whose label dataset.classes drops was removed." in reading.notes


def test_a_rule_for_a_tag_that_there_is_not_is_refused():
    with pytest.raises(DatasetError, match=r"names the tag 'B-ORG', which no token of a\.conll has"):
        read(classes="B-ORG: O")


def test_sentences_with_rare_tags_are_left_out_until_none_is_rare():
    tags = number_words([["a", "b"], ["b", "c"], ["c"], ["d"], ["d"], ["c", "d"]])
    rows = pd.DataFrame({"place": np.arange(6)}, index=range(1, 7))
    left, reading = without_rare_tags(rows, tags, Reading(), DatasetConfig(min_class_rows=2))
    assert left.index.tolist() == [3, 4, 5, 6]  # `b` is rare once the sentence with `a` is left out
    assert dict(reading.rare_classes) == {"a": 1, "b": 1}
    assert reading.dropped["rare_class"] == 2
    assert without_rare_tags(rows, tags, Reading(), DatasetConfig())[0] is rows


def test_classes_are_in_the_order_of_the_file_or_else_of_numbers_and_words():
    assert class_order(["10", "2", "b", "A"]) == ("A", "b", "2", "10")
    assert class_order(["B-PER", "O", "I-PER"], ["O", "B-PER", "B-LOC", "I-PER"]) == ("O", "B-PER", "I-PER")
