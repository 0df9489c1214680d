import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.data.reading import Reading
from core.data.tables import text_table
from core.data.tables.columns import TableError
from core.data.tables.text_table import TO_SCORE, read_beginning, read_csv, read_lines
from core.errors import DatasetError, InputError


@pytest.fixture
def write(tmp_path: Path):
    def write(content: str | bytes) -> Path:
        path = tmp_path / "texts.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_pasted_lines_are_rows_and_blank_ones_between_are_told():
    table = read_lines("\n\nfirst\n\nthird\n\n")
    assert table.frame["text"].to_dict() == {1: "first", 2: "", 3: "third"}
    assert table.problems == {2: "The text is empty."}


@pytest.mark.parametrize("text", ["", "\n \n\t\n"])
def test_nothing_pasted_is_a_sentence(text):
    with pytest.raises(InputError, match="There is no text"):
        read_lines(text)


def test_half_a_surrogate_pair_can_be_written_afterwards():
    read_lines("a \ud83d b").frame["text"].iloc[0].encode("utf-8")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_encoding_and_delimiter_is_read(write, encoding, delimiter):
    lines = [["id", "text"], ["1", "très bien, ma foi"], ["2", "pas mal; du tout"]]
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(lines)
    table = read_csv(write(stream.getvalue().encode(encoding)), "text")
    assert table.frame["text"].tolist() == ["très bien, ma foi", "pas mal; du tout"]
    assert table.problems == {}


def test_a_file_of_one_column_needs_no_other(write):
    table = read_csv(write("review\na good film\n\nan awful one\n"))
    assert table.text_column == "review"
    assert table.frame["review"].tolist() == ["a good film", "", "an awful one"]
    assert table.problems == {2: "The text is empty."}


def test_every_row_is_kept_and_what_is_wrong_is_told_by_its_number(write):
    table = read_csv(write('id,text\n1,good\n2,a, b, c\n3\n4,""\n5,' + "x" * 100_001 + "\n6,bad\n\n"), "text")
    assert table.frame["id"].tolist() == ["1", "2", "3", "4", "5", "6"]
    assert table.frame["text"].iloc[1] == "a, b, c"
    assert table.problems == {
        2: "The row has 4 cells; there are 2 columns.",
        3: "The text is empty.",
        4: "The text is empty.",
        5: "The text has 100,001 characters; up to 100,000 are scored.",
    }


def test_a_first_row_with_cells_too_many_does_not_stop_the_others(write):
    table = read_csv(write("id,text\n1,a,b\n2,good\n"), "text")
    assert list(table.problems) == [1]
    assert table.frame["text"].tolist() == ["a,b", "good"]


def test_a_quote_that_is_never_closed_costs_its_own_row_only(write):
    table = read_csv(write('id,text\n1,"well, good"\n2,"open\n3,bad\n4,fine\n'), "text")
    assert table.frame["text"].tolist() == ["well, good", '"open', "bad", "fine"]
    assert table.problems == {2: "A quote opened in this row is never closed."}


def test_a_text_of_several_lines_is_one_row(write):
    assert read_csv(write('id,text\n1,"two\nlines"\n'), "text").frame["text"].tolist() == ["two\nlines"]


def test_a_cell_longer_than_the_csv_modules_limit_is_read(write):
    table = read_csv(write(f"id,text\n1,{'x' * 200_000}\n2,b\n"), "text")
    assert [len(text) for text in table.frame["text"]] == [200_000, 1]
    assert list(table.problems) == [1]


def test_columns_without_a_name_or_with_the_same_get_names_of_their_own(write):
    assert list(read_csv(write("a,a,,a\n1,2,3,4\n"), "a").frame.columns) == ["a", "a (2)", "column 3", "a (4)"]


@pytest.mark.parametrize(
    ("columns", "message"), [(("nope", None), "no column 'nope'"), (("text", "text"), "both texts and labels")]
)
def test_impossible_columns_are_refused(write, columns, message):
    with pytest.raises(InputError, match=message):
        read_csv(write("id,text\n1,a\n"), *columns)


@pytest.mark.parametrize("content", ["id,text\n", "id,text\n\n\n"])
def test_a_file_without_rows_is_refused(write, content):
    with pytest.raises(InputError, match="no row below its header"):
        read_csv(write(content))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04xx", b"a,b\n\0,1\n"])
def test_what_is_no_text_is_refused(write, content):
    with pytest.raises(DatasetError):
        read_csv(write(content))


def test_more_than_a_million_rows_are_refused_with_the_number(write, monkeypatch):
    monkeypatch.setattr(text_table, "MOST_ROWS", 3)
    with pytest.raises(InputError, match="more than 3 rows"):
        read_csv(write("id,text\n" + "1,a\n" * 4))
    with pytest.raises(InputError, match=r"4 lines were pasted\. Up to 3 texts"):
        read_lines("a\n" * 4)


def test_labels_are_guessed_only_where_they_are_classes_of_every_network(write):
    rows = "".join(f"{n},{'good' if n % 2 else 'bad'},{'uk' if n % 2 else 'us'},a long text {n}\n" for n in range(9))
    path = write("id,label,country,text\n" + rows)
    guess = read_beginning(path, [("bad", "good")])
    assert (guess.text_column, guess.label_column) == ("text", "label")
    assert guess.columns == ("id", "label", "country", "text")
    assert read_beginning(path, [("bad", "good"), ("x", "y")]).label_column is None
    path = write(path.read_text(encoding="utf-8") + "9,neutral,uk,a long text 9\n10,,us,a long text 10\n")
    assert read_beginning(path, [("bad", "good")]).label_column == "label"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(*[st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)] * 2),
        min_size=1,
        max_size=6,
    )
)
def test_every_row_that_was_written_is_read(tmp_path: Path, rows):
    path = tmp_path / "any.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([("first", "second"), *rows, ("an", "end")])
    frame = read_csv(path, "first").frame
    assert list(frame.itertuples(index=False, name=None)) == [*rows, ("an", "end")]


def test_the_column_of_the_training_comes_first_and_what_was_chosen_is_said(write):
    path = write(
        "id,text,link\n1,good film,https://example.org/a-very-long-address/of-a-bad-page\n2,bad,https://b.org\n"
    )
    guessed = read_csv(path)
    assert guessed.text_column == "text"
    table = read_csv(path, trained=[Reading(text_column="link"), Reading(text_column="link")])
    assert (table.text_column, table.reading.text_reason) == ("link", "trained")
    assert table.notes[-1] == "Texts come from the column 'link' (as in training)."
    for trained in ([Reading(text_column="body")], [Reading(text_column="link"), Reading(text_column="id")]):
        assert read_csv(path, trained=trained).text_column == "text"
    assert read_csv(path, "id", trained=[Reading(text_column="link")]).text_column == "id"


def test_columns_that_were_joined_in_training_are_joined(write):
    path = write("title,body\nGood,a film\nBad,\n")
    table = read_csv(path, trained=[Reading(text_column="title", joined_columns=("title", "body"))])
    assert table.texts.tolist() == ["Good a film", "Bad"]
    assert list(table.frame.columns) == ["title", "body"]


def test_the_beginning_shows_what_is_detected_and_what_is_in_doubt(write):
    path = write("text;good,x\n" + "".join(f"a long text {row};{'good' if row % 2 else 'bad'}\n" for row in range(40)))
    reading = read_beginning(path, [("bad", "good")])
    assert (reading.delimiter, reading.columns) == (";", ("text", "good,x"))
    assert (reading.label_column, reading.num_read) == ("good,x", None)
    reading = read_beginning(path, [("bad", "good")], settings=TO_SCORE.model_copy(update={"delimiter": ","}))
    assert reading.columns == ("text;good", "x")
    path = write("a film to see,good\n" + "".join(f"a film {row},good\n" for row in range(9)))
    assert read_beginning(path, []).has_header is False
    path = write("a,b\nc,d\ne,f\n")
    assert [doubt.setting for doubt in read_beginning(path, []).doubts] == ["dataset.header"]
    path.write_text("text,label\n", encoding="utf-8")
    assert read_beginning(path, []).columns == ("text", "label")


def test_the_beginning_joins_the_columns_of_the_training_which_hold_no_labels(write):
    path = write("title,body,label\n" + "".join(f"t,{'good' if row % 2 else 'bad'},good\n" for row in range(40)))
    trained = [Reading(text_column="title", joined_columns=("title", "body"))]
    reading = read_beginning(path, [("bad", "good")], trained)
    assert (reading.joined_columns, reading.text_reason) == (("title", "body"), "trained")
    assert reading.label_column != "body"
    with pytest.raises(InputError, match="'body' is chosen for both"):
        read_csv(path, label_column="body", trained=trained)


def test_bad_rows_refuse_a_table_to_score_only_where_the_settings_say_so(write, monkeypatch, tmp_path):
    monkeypatch.setenv("BOTHWAYS_HOME", str(tmp_path))
    path = write("a,b\n" + "".join(f"c{row},d{row}\n" for row in range(20)) + "e,f,g\n")
    assert list(read_csv(path, "a").problems) == [21]
    few = TO_SCORE.model_copy(update={"max_bad_rows": 0.01})
    with pytest.raises(TableError, match="has 1 bad row among 21; row 21 is the first") as refused:
        read_csv(path, "a", settings=few)
    assert [doubt.setting for doubt in refused.value.reading.doubts] == ["dataset.header"]
    with pytest.raises(TableError, match="row 21 has 3 cells"):
        read_beginning(path, [], settings=TO_SCORE.model_copy(update={"on_bad_rows": "refuse"}))


def test_an_error_about_columns_comes_with_what_is_in_doubt(write):
    with pytest.raises(InputError, match="has no column 'text'") as refused:
        read_csv(write("a,b\nc,d\ne,f\n"), "text")
    assert [note for note in refused.value.__notes__ if "dataset.header" in note]
