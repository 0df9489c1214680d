import pytest

from core.data.tables.delimiter import detect_delimiter
from core.errors import DatasetError


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
    ],
)
def test_the_delimiter_divides_most_rows_like_the_header(sample, delimiter):
    assert detect_delimiter(sample, True, "own.csv") == (delimiter, 0)


def test_a_row_cut_by_the_end_of_the_sample_does_not_count():
    assert detect_delimiter("text,label\na,1\nb", False, "own.csv") == (",", 0)
    assert detect_delimiter('text,label\n"a very long', False, "own.csv") == (",", 0)


def test_blank_lines_before_the_header_are_counted():
    assert detect_delimiter("\r\n\n\rtext,label\na,1\n", True, "own.csv") == (",", 3)


def test_one_column_is_refused_with_its_first_row():
    with pytest.raises(DatasetError, match="only one column; its first row is 'text label'"):
        detect_delimiter("text label\na 1\n", True, "own.csv")
