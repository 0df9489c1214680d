import pytest

from core.data.formats.tagged.column_choice import (
    TAG_NAMES,
    check_different,
    numbered,
    place_of,
    tag_doubts,
    usual_place,
)
from core.errors import DatasetError


@pytest.mark.parametrize(
    ("column", "place"), [("Tag", 1), ("tag", 1), ("TAG ", 1), ("1", 0), ("2", 2), ("column 3", 2)]
)
def test_a_column_is_named_in_any_case_or_numbered_unless_a_name_is_that_number(column, place):
    assert place_of(column, ("Word", "Tag", "2"), "a.csv", "label_column") == place


def test_a_column_without_such_a_name_is_refused():
    with pytest.raises(
        DatasetError, match=r"a.csv has no column 'POS'. Its columns are 'Word', 'Tag'. Set dataset.label"
    ):
        place_of("POS", ("Word", "Tag"), "a.csv", "label_column")


def test_the_most_usual_name_wins():
    assert usual_place(("pos_tags", "NER_tags"), TAG_NAMES) == 1
    assert usual_place(("a", "b"), TAG_NAMES) is None


def test_tokens_and_tags_are_different_columns():
    check_different(0, 1, numbered(2), "a")
    with pytest.raises(DatasetError, match="'column 2' is the column of both"):
        check_different(1, 1, numbered(2), "a")


def test_several_candidates_are_a_doubt_and_one_is_none():
    assert tag_doubts("ner", ["ner"]) == ()
    assert tag_doubts("ner", ["pos", "ner"])[0].note == (
        "Several columns may hold the tags; 'ner' was read. Set dataset.label_column to pos if this is wrong."
    )
