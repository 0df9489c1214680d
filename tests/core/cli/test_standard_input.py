import io
import sys
from pathlib import Path

import pytest

from core.cli.standard_input import readable_file, with_lines
from core.errors import InputError


@pytest.fixture
def standard_input(monkeypatch):
    def standard_input(content: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    return standard_input


def test_a_dash_stands_for_the_lines_and_other_inputs_stay(standard_input):
    standard_input("\ufeffé\r\n\n-\nlast".encode())
    assert list(with_lines(["a", "-", "b"])) == ["a", "é", "", "-", "last", "b"]


def test_lines_are_read_as_they_are_needed(standard_input):
    standard_input(b"one\n\xff\n")
    lines = with_lines(["-"])
    assert next(lines) == "one"
    with pytest.raises(InputError, match=r"^Line 2 of standard input is not UTF-8\."):
        next(lines)


def test_empty_and_closed_standard_input_are_refused(standard_input, monkeypatch):
    standard_input(b"")
    with pytest.raises(InputError, match=r"^Standard input is empty\."):
        list(with_lines(["-"]))
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(InputError, match=r"^Standard input is closed\."):
        list(with_lines(["-"]))


def test_a_dash_is_a_file_that_can_be_read_twice(standard_input):
    standard_input(b"a,b\n\xff")
    with readable_file(Path("-")) as file:
        assert file.read_bytes() == file.read_bytes() == b"a,b\n\xff"
        assert file.name == "Standard input"
    assert not file.exists()


def test_another_file_is_itself(tmp_path: Path):
    with readable_file(tmp_path / "a.csv") as file:
        assert file == tmp_path / "a.csv"
