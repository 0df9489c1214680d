import csv

import pytest

from core.data.formats.delimited.dialect import Dialect


@pytest.mark.parametrize(
    ("dialect", "lines", "rows"),
    [
        (Dialect(), ['a,"b, ""c"""\n', 'd,"e\n', 'f"\n'], [["a", 'b, "c"'], ["d", "e\nf"]]),
        (Dialect(";", quotechar="'"), ["'a;b';\"c\n"], [["a;b", '"c']]),
        (Dialect("\t", quotechar=""), ['"a\tb"\n'], [['"a', 'b"']]),
        (Dialect(escapechar="\\"), ['"a \\"b\\"",c\\,d\n'], [['a "b"', "c,d"]]),
        (Dialect(skipinitialspace=True), ['a, "b, c"\n'], [["a", "b, c"]]),
    ],
)
def test_cells_are_divided_and_quoted_as_the_dialect_says(dialect, lines, rows):
    assert list(dialect.rows(lines)) == rows


def test_a_missing_value_of_a_database_is_an_empty_cell():
    lines = ["\\N,a\\\\N,\\N\n", "b,\\N\n"]
    assert list(Dialect(escapechar="\\").rows(lines)) == [["", "a\\N", ""], ["b", ""]]
    assert list(Dialect().rows(["\\N,a\n"])) == [["\\N", "a"]]


def test_letters_after_a_backslash_are_line_breaks_and_tabs_without_quotes():
    lines = ["one\\ntwo\\tthree\\0,a\\,b\n"]
    assert list(Dialect(quotechar="", escapechar="\\").rows(lines)) == [["one\ntwo\tthree", "a,b"]]


def test_a_quote_in_a_wrong_place_is_an_error_where_it_is_asked_for():
    assert list(Dialect().rows(['"a"b,c\n'])) == [["ab", "c"]]
    with pytest.raises(csv.Error):
        list(Dialect().rows(['"a"b,c\n'], strict=True))
