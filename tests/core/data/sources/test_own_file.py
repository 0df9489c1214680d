import csv
import io
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.config import DatasetConfig, FileSettings
from core.data.sources import own_file, split
from core.errors import DatasetError

# Words of a language that each encoding is used for.
WORDS = {
    "utf-8": "a good film 日本 это été 😀 well",
    "utf-8-sig": "a good film это été well",
    "utf-16": "a good film это été 日本 well",
    "utf-32": "a good это été film well",
    "cp1252": "une été à Noël déjà très bien garçon où était ce film",
    "cp1251": "этот товар совсем плохой и не работает очень хороший номер",
    "koi8-r": "этот товар совсем плохой и не работает очень хороший номер",
    "gbk": "这家酒店的服务 态度很差 房间也不干净 不推荐大家来住 好",
    "big5": "這家酒店的服務 態度很差 房間也不乾淨 不推薦大家來住",
    "shift_jis": "この映画は とても面白かったです また見たいと 思います",
    "euc_kr": "이 영화는 정말 재미있었고 배우들의 연기도 좋았습니다",
    "cp1250": "Ten film był bardzo zły nudny i źle zagrany Żałuję że go obejrzałem",
}
SIGNS = ["", "", ",", " ,", ";", "!", "'s", '"', "|", "\n", "\t", " \\o/", "'", "…"]
NUM_EXAMPLES = int(os.environ.get("BOTHWAYS_NUM_TABLES", "200"))  # of tables; more for a long run by hand


@st.composite
def written_tables(draw):
    """The rows of a table, the encoding and bytes of a file of it, and whether it has a header."""
    encoding = draw(st.sampled_from(list(WORDS)))
    delimiter = draw(st.sampled_from(",;\t|"))
    doublequote = draw(st.booleans())
    words = st.tuples(st.sampled_from(WORDS[encoding].split()), st.sampled_from(SIGNS)).map("".join)
    quoted = st.one_of(words, words, words, words.map('"{}"'.format), words.map("'{}'".format), words.map('"{}'.format))
    texts = draw(st.lists(st.lists(quoted, min_size=2, max_size=8).map(" ".join), min_size=3, max_size=12))
    texts = [f"t{number} {text}" for number, text in enumerate([WORDS[encoding], *texts])]  # enough to know a language
    if not doublequote:  # whether a backslash is a plain character cannot be known then
        texts = [text.replace("\\", "") for text in texts]
    if delimiter == "\t":  # texts hold line breaks or tabs, not both
        texts = [text.replace("\t", " ") for text in texts]
    texts = [text.encode(encoding, "ignore").decode(encoding) for text in texts]
    labels = [draw(st.sampled_from(["no", "yes", "per,haps"])) for _ in texts]
    rows = [[str(number), label, text] for number, (label, text) in enumerate(zip(labels, texts, strict=True))]
    stream = io.StringIO(newline="")
    if draw(st.integers(0, 9)) == 0:
        stream.write(f"sep={delimiter}\n")
    writer = csv.writer(
        stream,
        delimiter=delimiter,
        quotechar=draw(st.sampled_from('""\'')),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        lineterminator=draw(st.sampled_from(["\n", "\r\n"])),
        doublequote=doublequote,
        escapechar=None if doublequote else "\\",
    )
    has_header = draw(st.booleans())
    writer.writerows([["id", "label", "text"]] * has_header + rows)
    return rows, encoding, stream.getvalue().encode(encoding), has_header


@settings(deadline=None, max_examples=NUM_EXAMPLES)
@given(written_tables())
def test_a_table_in_any_encoding_and_dialect_is_read_back(written):
    rows, encoding, content, has_header = written
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "own.csv"
        path.write_bytes(content)
        frame, reading = own_file.read_table(path)
        doubts = {doubt.setting for doubt in reading.doubts}
        if "dataset.encoding" in doubts:
            frame, reading = own_file.read_table(path, FileSettings(encoding=encoding))
        if "dataset.header" in doubts:
            header = "yes" if has_header else "no"
            frame, reading = own_file.read_table(path, FileSettings(encoding=reading.encoding, header=header))
    assert frame.to_numpy().tolist() == rows
    assert reading.has_header == has_header
    assert frame.index.tolist() == list(range(1, len(rows) + 1))


def test_columns_are_guessed_and_what_was_found_is_said(load):
    dataset = load("id;polarity;tweet\n7;4.0;good, very good\n8;0.0;bad\n")
    assert dataset.name == "own.csv"
    assert dataset.texts == ["good, very good", "bad"]
    assert dataset.class_names == ("0", "4")
    assert dataset.labels.tolist() == [1, 0]
    assert dataset.notes == (
        "Read as UTF-8, columns separated by semicolons, 2 rows.",
        "Texts come from the column 'tweet' (the longest texts), labels from the column 'polarity' (the only one that "
        "fits).",
        "Columns that are not read: 'id' (ids).",
    )


def test_labels_with_a_decimal_comma_are_numbers(load):
    dataset = load("text;label\none;4,5\ntwo;3,0\nthree;3\n")
    assert dataset.class_names == ("3", "4.5")
    assert "Labels have a decimal comma; it was read as a point." in dataset.notes
    assert load("text;label\none;4,5\ntwo;3,0\nthree;3\n", decimal=".").class_names == ("3", "3,0", "4,5")


def test_bad_rows_are_skipped_and_listed_up_to_a_share(load):
    content = "text,label\n" + "".join(f"text {number},{number % 2}\n" for number in range(40)) + "well, no,1\n"
    with pytest.raises(DatasetError, match=r"row 41 has 3 cells.*set dataset\.on_bad_rows to skip"):
        load(content)
    dataset = load(content, on_bad_rows="skip")
    assert (len(dataset.texts), dataset.reading.dropped["bad_row"]) == (40, 1)
    assert dataset.reading.bad_rows == ((41, "The row has 3 cells; there are 2 columns."),)
    assert "Row 41 was skipped. The row has 3 cells; there are 2 columns." in dataset.notes
    with pytest.raises(DatasetError, match=r"1 bad row among 41; row 41 is the first.*up to 1 %"):
        load(content, on_bad_rows="skip", max_bad_rows=0.01)


@pytest.mark.parametrize(
    "content",
    [
        "text,label\na b,0\nc d,1\n",
        "\r\rtext,label\ra b,0\rc d,1\r",
        "sep=;\r\ntext;label\r\na b;0\r\nc d;1\r\n",
        "text,label,\na b,0,\nc d,1,\n",
        'text, label\n"a b", 0\n"c d", 1\n',
        ",text,label\n0,a b,0\n1,c d,1\n",
        '"text","label"\n"1","a b","0"\n"2","c d","1"\n',
        '"text" "label"\n"1" "a b" "0"\n"2" "c d" "1"\n',
        "text\tlabel\na b\t0\n\\N\t1\nc d\t1\n",
        "'text','label'\n'a b','0'\n'c d','1'\n",
    ],
)
def test_files_of_many_programs_give_the_same_data_set(load, content):
    dataset = load(content, label_column="label", text_column="text")
    assert (dataset.texts, dataset.class_names, dataset.labels.tolist()) == (["a b", "c d"], ("0", "1"), [0, 1])


def test_columns_can_be_chosen(load):
    dataset = load(
        "title,body,label,stars\nA,long text,0,5\nB,other text,1,3\n", text_column="title", label_column="stars"
    )
    assert dataset.texts == ["A", "B"]
    assert dataset.class_names == ("3", "5")


def test_rows_keep_their_number_past_blank_and_dropped_rows(load):
    dataset = load('\ntext,label\none,0\n\n,1\n"two\nlines",1\none,1\nthree,\nfour,0\n')
    assert dict(zip(dataset.rows.tolist(), dataset.texts, strict=True)) == {1: "one", 4: "two\nlines", 7: "four"}
    assert dataset.notes[2:] == (
        "2 rows with an empty text were removed.",
        "1 row with an empty label was removed.",
        "1 duplicate text was removed.",
        "1 text has different labels in different rows; the first label was kept.",
    )


def test_words_that_pandas_takes_for_missing_stay_words_where_the_config_says_so(load):
    dataset = load("text,label\nNA,null\nnull,NaN\nNone,null\n", drop_missing_labels=False)
    assert dataset.texts == ["NA", "null", "None"]
    assert dataset.class_names == ("NaN", "null")


def test_rows_are_drawn_with_the_seed(load):
    content = "text,label\n" + "".join(f"text {i},{i % 2}\n" for i in range(200))
    first, again, other = (load(content, num_rows=50, seed=seed) for seed in (1, 1, 2))
    assert len(first.texts) == 50
    assert first.rows.tolist() == again.rows.tolist() != other.rows.tolist()
    assert all(text == f"text {row - 1}" for row, text in zip(first.rows, first.texts, strict=True))


def test_the_classes_of_the_whole_file_stay_when_rows_are_drawn(load):
    dataset = load("text,label\nrare,z\n" + "".join(f"text {i},{i % 2}\n" for i in range(200)), num_rows=10)
    assert dataset.class_names == ("0", "1", "z")
    with pytest.raises(DatasetError, match=r"raise dataset\.num_rows"):
        split(dataset, DatasetConfig(test_size=0.4), 0.5)


def test_very_long_cells_are_read(load):
    dataset = load(f"text,label\n{'long ' * 400_000},0\nshort,1\n")
    assert [len(text) for text in dataset.texts] == [2_000_000, 5]


def test_a_file_without_a_header_keeps_its_first_row(load):
    dataset = load("0,good film\n1,bad film\n0,fine film\n")
    assert dataset.texts == ["good film", "bad film", "fine film"]
    assert dataset.notes[1] == "The file has no header row, so its columns are called column 1, column 2."


def test_damaged_utf8_is_read_with_a_note(load):
    dataset = load("text,label\nété à la plage,0\nça et là,1\n".encode() + b"caf\xe9,1\n")
    assert dataset.texts == ["été à la plage", "ça et là", "caf\N{REPLACEMENT CHARACTER}"]
    assert "Some bytes are not valid UTF-8" in dataset.notes[1]


def test_headers_that_differ_by_space_only_stay_different(load):
    assert load("a, a\ntext one,0\ntext two,1\n").texts == ["text one", "text two"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "own.csv is empty"),
        ("\n\n", "only one column"),
        ("text\nhello\n", "own.csv has only one column; its first row is 'text'"),
        ("text,label\n", r"has a header row \('text', 'label'\) and no data row"),
        ("text,label\na,0,x\nb,1\n", "row 1 has 3 cells"),
        ('text,label\n"a\nb",0\n\nb,1,2,3\n', "row 3 has 4 cells"),
        ('\n\ntext,label\n"a,b",0\n"b,1\nc,1\n', "quote opened in row 2 is never closed"),
        ("text,label\na,1\nb,1\n", "every usable row has the label '1' in the column 'label'"),
        ("text,label\n ,1\nb,\n", "no row with both a text"),
        (b"\x89PNG\r\n\x1a\n\0\0", "own.csv is a PNG image"),
        (b"PK\x03\x04\x14\0", "own.csv is a zip file that is damaged"),
        ("text,label\na,1\0\n", "holds a NUL character in line 2"),
        ("text,label\na\0,1\0\n", "holds a NUL character in line 2"),
        (b"\xff\xfet\0e\0x", "says that it is UTF-16 but holds bytes that are not"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(load, content, message):
    with pytest.raises(DatasetError, match=message) as raised:
        load(content)
    assert all(part.endswith(".") for part in (raised.value.problem, raised.value.expected, raised.value.hint))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"text_column": "tweet"}, "no column 'tweet'. Its columns are 'text', 'id', 'kind'. Set dataset.text_column"),
        ({"label_column": "y"}, "no column 'y'. Its columns are 'text', 'id', 'kind'. Set dataset.label_column"),
        ({"text_column": "id", "label_column": "id"}, "'id' is chosen for both texts and labels"),
        (
            {"label_column": "id"},
            "the column 'id' has 30 different labels.* probably the wrong column.* 'kind' would fit",
        ),
    ],
)
def test_a_column_that_cannot_be_used_says_which_can(load, settings, message):
    content = "text,id,kind\n" + "".join(f"some text {i},{i},{i % 3}\n" for i in range(30))
    with pytest.raises(DatasetError, match=message):
        load(content, **settings)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DatasetError, match=r"There is no file .*gone\.csv"):
        own_file.read_table(tmp_path / "gone.csv")


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(DatasetError, match="is a folder"):
        own_file.read_table(tmp_path)


SETS = "text;tags\ngoal at the bank;sport| money\nsoup;food\nnothing;\nteam;sport|sport\n"


def test_a_text_may_have_several_labels_or_none(load):
    dataset = load(SETS, label_separator="|")
    assert dataset.class_names == ("food", "money", "sport")
    assert dataset.labels.tolist() == [[0, 1, 1], [1, 0, 0], [0, 0, 0], [0, 0, 1]]
    assert dataset.has_label_sets
    assert dataset.notes[-2:] == (
        "A text may have several labels, separated by '|'; on average it has 1.",
        "1 text has none of the labels; it was kept.",
    )


def test_a_separator_is_proposed_and_not_applied(load):
    rows = [f"text {number};{tags}" for number, tags in enumerate(["a|b", "b", "a", "a|c", "c", "b|c"] * 3)]
    dataset = load("\n".join(["text;tags", *rows]))
    assert dataset.num_classes == 6
    assert not dataset.has_label_sets
    assert "Set dataset.label_separator to '|' and model.head to multi_label" in dataset.notes[-1]
    assert load("text;tags\na;b\nc;d\n").reading.proposed_separator == ""


@pytest.mark.parametrize("rules", ["1 and 2: all", "1: drop"])
def test_rules_that_leave_too_few_classes_are_named_in_the_error(load, rules):
    with pytest.raises(DatasetError) as error:
        load("text,label\na,1\nb,2\nc,1\nd,2\n", classes=rules)
    assert error.value.hint.startswith("Leave at least two classes in dataset.classes")


@pytest.mark.parametrize(
    ("labels", "settings", "removed", "hint"),
    [
        ("ab", {"classes": "a and b: drop"}, "8 rows whose label dataset.classes drops", "Leave at least two classes"),
        ("ab", {"min_class_rows": 9}, "8 rows of rare classes", "Lower dataset.min_class_rows"),
        (("NA", "nan"), {}, "8 rows with a missing label", "Set dataset.drop_missing_labels=false if 'NA' is a class"),
        (("NA", "EU"), {}, "", "Set dataset.drop_missing_labels=false if 'NA' is a class"),
        ("ab", {"classes": "a: drop", "min_class_rows": 5}, "4 rows of rare classes", "Leave at least two classes"),
    ],
)
def test_settings_that_removed_the_classes_are_named_and_not_the_columns(load, labels, settings, removed, hint):
    rows = "".join(f"text {row} {label},{label}\n" for row in range(4) for label in labels)
    with pytest.raises(DatasetError) as error:
        load(f"text,label\n{rows}", **settings)
    assert removed in error.value.problem
    assert error.value.hint.startswith(hint)
    assert "Choose others of its columns" not in error.value.hint


def test_one_label_in_all_cells_is_refused(load):
    with pytest.raises(DatasetError, match="every usable row has the label 'a'"):
        load("text;tags\none;a\ntwo;\nthree;a|a\n", label_separator="|", label_column="tags")
    with pytest.raises(DatasetError, match="no row has a label in the column 'tags'"):
        load("text;tags\none;\ntwo;|\n", label_separator="|", label_column="tags")
