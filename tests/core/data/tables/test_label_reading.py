import json
from dataclasses import replace

from core.data.reading import Reading

READING = Reading(
    text_column="review",
    label_column="stars",
    text_reason="longest",
    label_reason="name",
    other_columns={"id": "id", "posted": "date", "set": "split"},
    label_choices={
        "stars": {"num_classes": 5, "num_conflicts": 0},
        "verified": {"num_classes": 2, "num_conflicts": 3},
    },
    missing_labels={"nan": 4},
    spellings={"good": {"Good": 2, "GOOD": 1}},
    rare_classes={"x": 1},
)


def test_a_reading_of_labels_comes_back_from_json_unchanged():
    reading = replace(READING, joined_columns=("a", "b"), split_column="set", parts={"training": 9, "test": 1})
    assert Reading.from_dict(json.loads(json.dumps(reading.to_dict()))) == reading


def test_a_guess_says_why_and_which_columns_are_left():
    assert list(READING.column_notes()) == [
        "Texts come from the column 'review' (the longest texts), labels from the column 'stars' (by its name).",
        "Other columns that may hold labels: 'verified' (2 classes, 3 texts with different labels).",
        "Columns that are not read: 'id' (ids), 'posted' (dates), 'set' (names of sets).",
        "The column 'set' seems to name the set of each row. Set dataset.split_column to it to keep these sets; they "
        "are split at random otherwise.",
    ]


def test_columns_that_were_chosen_need_no_reason():
    notes = list(replace(READING, text_reason="", label_reason="", other_columns={}).column_notes())
    assert notes == ["Texts come from the column 'review', labels from the column 'stars'."]


def test_columns_and_sets_are_named():
    reading = replace(
        READING, joined_columns=("title", "body"), parts={"training": 1_200, "test": 30}, other_columns={}
    )
    first, *_, last = reading.column_notes()
    assert first.startswith("Texts are the columns 'title' and 'body', joined (the longest texts), labels from the")
    assert last == "Rows of the sets, from their own files: 1,200 for training, 30 for test."
    last = list(replace(reading, split_column="set").column_notes())[-1]
    assert last.startswith("Rows of the sets, from the column 'set':")


def test_what_was_decided_about_labels_is_said_with_its_setting():
    assert list(READING.label_notes()) == [
        "Labels read as missing: 'nan' (4). Set dataset.drop_missing_labels=false if one of them is a class.",
        "Spellings that differ by case or space are one class: 'good' also as 'Good' (2), 'GOOD' (1). Set "
        "dataset.merge_spellings=false if they are different classes.",
        "Classes with fewer rows than dataset.min_class_rows: 'x' (1).",
    ]


def test_long_lists_are_cut():
    reading = Reading(rare_classes={str(number): 1 for number in range(1_007)})
    assert next(iter(reading.label_notes())).endswith("'4' (1) and 1,002 more.")
