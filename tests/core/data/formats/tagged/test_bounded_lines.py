import pytest

from core.data.formats.encodings.charset import Encoding
from core.data.formats.tagged import bounded_lines as module
from core.data.formats.tagged.bounded_lines import bounded_lines, damage_remarks
from core.errors import DatasetError


def test_lines_are_numbered_and_a_last_one_without_an_end_counts(write):
    assert list(bounded_lines(write("a\r\nb\n\nc"), Encoding("utf-8"))) == [(1, "a\n"), (2, "b\n"), (3, "\n"), (4, "c")]


def test_a_line_too_long_is_refused_with_its_number(write, monkeypatch):
    monkeypatch.setattr(module, "LONGEST_LINE", 5)
    assert len(list(bounded_lines(write("abcd\nabcd\n"), Encoding("utf-8")))) == 2
    with pytest.raises(DatasetError, match=r"own.csv: line 2 has more than 5 characters"):
        list(bounded_lines(write("abcd\nabcdef\n"), Encoding("utf-8")))


def test_the_first_line_with_other_bytes_is_named(write):
    path = write("ä\nö\n".encode() + b"\xff\nok\n\xff\n")
    assert damage_remarks(path, Encoding("utf-8", "replace")) == (
        "Line 3 is the first with bytes that are not valid UTF-8.",
    )
    assert damage_remarks(write("ä\n"), Encoding("utf-8")) == ()
