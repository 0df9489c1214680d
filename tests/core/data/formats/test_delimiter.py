import pytest

from core.data.formats.delimiter import delimiter_names, detect_delimiter


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
def test_the_delimiter_separates_most_rows_like_the_header(sample, delimiter):
    assert detect_delimiter(sample, is_whole=True) == delimiter


def test_a_row_cut_by_the_end_of_the_sample_does_not_count():
    assert detect_delimiter("text,label\na,1\nb", is_whole=False) == ","
    assert detect_delimiter('text,label\n"a very long', is_whole=False) == ","


def test_blank_lines_before_the_header_do_not_count():
    assert detect_delimiter("\r\n\n\r \ntext,label\na,1\n", is_whole=True) == ","


def test_the_delimiters_can_be_named_in_a_sentence():
    assert delimiter_names() == "comma, semicolon, tab or pipe"
