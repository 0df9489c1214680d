import pandas as pd
import pytest

from core.config import FileSettings
from core.data.formats.delimited import dialect_detection
from core.data.formats.delimited.dialect import Dialect
from core.data.formats.delimited.dialect_detection import detect_dialect
from core.system.table_writer import write_csv


def detect(sample, is_whole=True, **settings):
    return detect_dialect(sample, is_whole, FileSettings(**settings))


@pytest.mark.parametrize(
    ("sample", "delimiter"),
    [
        ("text,label\na;b|c,1\n", ","),
        ("text;label\nwell, yes, no;1\nwell, no;0\n", ";"),
        ("text\tlabel\nwell, yes; no\t1\n", "\t"),
        ("text|label\na, b|1\n", "|"),
        ('"text, raw";label\none, two;1\nthree;0\n', ";"),
        ('text,label\n"one; two\nthree; four",1\n', ","),
        ("a,b,c;d\n1,2,3;4\n", ","),
        ("\r\n\n\r \ntext,label\na,1\n", ","),
        ("\r\rtext;label\ra;1\r", ";"),
    ],
)
def test_the_delimiter_separates_most_rows_like_the_header(sample, delimiter):
    assert detect(sample).dialect == Dialect(delimiter)


def test_a_row_cut_by_the_end_of_the_sample_does_not_count():
    assert detect("text,label\na,1\nb", is_whole=False).dialect == Dialect()
    assert detect('text,label\n"a very long', is_whole=False).dialect == Dialect()


@pytest.mark.parametrize(
    ("sample", "dialect"),
    [
        ('text,label\n"so \\"bad, bad\\"",0\nfine,1\n', Dialect(escapechar="\\")),
        ("text,label\n'well, it''s bad',0\n'fine',1\n", Dialect(quotechar="'")),
        ("text,label\n'a ''b''',0\nfine,1\n", Dialect(quotechar="'")),
        ("text,label\n'well, it\\'s bad',0\n'fine',1\n", Dialect(quotechar="'", escapechar="\\")),
        ('label, text\n0, "bad, bad"\n1, fine\n', Dialect(skipinitialspace=True)),
        ('label, text\n0, "bad"\n1, "fine"\n', Dialect(skipinitialspace=True)),
        ('label\ttext\n0\t"hollow\n1\tfine\n0\t"bad" film\n', Dialect("\t", quotechar="")),
        ('label\ttext\n0\t"hollow\n1\tfine"\n', Dialect("\t", quotechar="")),
        ("sep=;\r\ntext;label\r\nbad;0\r\n", Dialect(";", skiprows=1)),
        ("id\ttext\tlabel\n1\t\\N\t0\n2\tone\\\ttwo\t1\n", Dialect("\t", escapechar="\\")),
        ('"text" "label"\n"1" "good film" "pos"\n"2" "bad film" "neg"\n', Dialect(" ")),
        ('"text" "label"\n"1" "a \\"good\\" film" "pos"\n"2" "bad" "neg"\n', Dialect(" ", escapechar="\\")),
    ],
)
def test_quotes_escapes_and_first_lines_are_detected(sample, dialect):
    assert detect(sample).dialect == dialect


@pytest.mark.parametrize(
    "sample",
    [
        "text,label\n'tis fine,0\ndon't,1\n'twas bad',1\n",
        "text,label\nC:\\folder,0\n\\o/ yes,1\n",
        'text,label\n"C:\\folder\\",0\n"no, no",1\n',
        "text,label\n so so,0\n well,1\n",
    ],
)
def test_apostrophes_backslashes_and_spaces_in_texts_change_nothing(sample):
    assert detect(sample).dialect == Dialect()


def test_what_the_settings_say_is_not_detected():
    sample = 'text;label\n"a, b";0\n'
    assert detect(sample, delimiter=",").dialect.delimiter == ","
    assert detect(sample, quotechar="none").dialect == Dialect(";", quotechar="")
    assert detect(sample, escapechar="\\").dialect == Dialect(";", escapechar="\\")
    assert detect("sep=;\ntext|label\na;b|0\n", delimiter="|").dialect == Dialect("|", skiprows=1)


def test_row_names_are_a_cell_that_the_header_lacks():
    sample = detect('"text","label"\n"1","good film","pos"\n"2","bad film","neg"\n')
    assert (sample.has_row_names, sample.width) == (True, 3)
    assert not detect("text,label\nwell, good,pos\nso, bad,neg\n").has_row_names
    assert not detect("text,label\na,pos,\nb,neg,\n").has_row_names
    assert detect("text;label\none;4,5\ntwo;3,0\n").dialect.delimiter == ";"


def test_a_last_column_that_is_always_blank_is_none():
    assert detect("text,label,\na,0,\nb,1,\n").width == 2
    assert detect("text,label\na,0,\nb,1,,\n").width == 2
    assert detect("text,label,\na,0,\nb,1,x\n").width == 3


@pytest.mark.parametrize("line", ['a","b""\n', '"a\n', '"\n'])
def test_quotes_that_never_close_do_not_make_detection_slow(line, monkeypatch):
    num_parsed = 0
    rows = Dialect.rows

    def counting(self, lines, strict=False):
        def counted():
            nonlocal num_parsed
            for line in lines:
                num_parsed += 1
                yield line

        return rows(self, counted(), strict)

    monkeypatch.setattr(Dialect, "rows", counting)
    monkeypatch.setattr(dialect_detection, "_MOST_MALFORMED", 100)
    detect("text,label\n" + line * 1_000)
    assert num_parsed < 200_000  # each line to the end again would be 500,000 in each of many ways


@pytest.mark.parametrize("cell", ["\\N", 'a \\"b\\" c', "it\\'s", ' "spaced"', "'it''s'"])
def test_a_file_that_bothways_wrote_is_plain_whatever_its_cells_look_like(cell, tmp_path):
    write_csv(pd.DataFrame({"text": [cell, "x"], f"n{cell}": [1, 2]}), tmp_path / "a.csv")
    sample = detect((tmp_path / "a.csv").read_text(encoding="utf-8-sig"))
    assert sample.dialect == Dialect()
    assert [row[:2] for row in sample.rows] == [["text", f"n{cell}"], [cell, "1"], ["x", "2"]]
