"""Encoding: which characters the bytes of a text file stand for."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.errors import DatasetError
from core.system.paths import check_regular

_CHUNK = 1 << 20
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_BINARY = {
    b"PK\x03\x04": "an Excel workbook or a zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a gzip archive",
    b"PAR1": "a Parquet file",
}


@dataclass(frozen=True)
class Encoding:
    """How to open a file: a codec of Python, and what to do with bytes it does not know (`strict` or `replace`)."""

    name: str
    errors: str = "strict"


def detect_encoding(path: Path) -> Encoding:
    """Read the whole file once, in pieces, to know its encoding for certain rather than from its beginning.

    A byte order mark decides; else UTF-8 if every byte fits, else cp1252, else latin-1. A file that is UTF-8 but for a
    few bytes is UTF-8 with those bytes replaced.

    Raises:
        DatasetError: when the file cannot be opened, is empty, or is not a text.
    """
    check_regular(path)
    start = _start(path)
    for mark, name in _MARKS.items():
        if start.startswith(mark):
            if not _fits(path, name):
                raise DatasetError(
                    f"{path.name} says that it is {name.upper()} but holds bytes that are not.",
                    "All of a file must be in one encoding.",
                    "Save it again as CSV in UTF-8.",
                )
            return Encoding(name)
    if _fits(path, "utf-8"):
        return Encoding("utf-8")
    if _is_damaged_utf8(path):
        return Encoding("utf-8", "replace")
    return Encoding("cp1252" if _fits(path, "cp1252") else "latin-1")


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            start = stream.read(8)
    except FileNotFoundError:
        raise DatasetError(
            f"There is no file {path}.", "dataset.path must name a CSV file.", "Correct the path or upload the file."
        ) from None
    except OSError as error:
        raise DatasetError(
            f"{path} cannot be read: {error.strerror}.", "dataset.path must name a CSV file.", "Choose another file."
        ) from None
    if not start:
        raise DatasetError(
            f"{path.name} is empty.", "A CSV file has a header row and data rows.", "Choose another file."
        )
    for magic, kind in _BINARY.items():
        if start.startswith(magic):
            raise _not_a_text(path, f"is {kind}")
    return start


def _fits(path: Path, name: str) -> bool:
    num_lines = 1
    try:
        for chunk in _chunks(path, name, "strict"):
            position = chunk.find("\0")
            if position >= 0:
                line = num_lines + chunk.count("\n", 0, position)
                raise _not_a_text(path, f"holds a NUL character in line {line:,}")
            num_lines += chunk.count("\n")
    except UnicodeError:
        return False
    return True


def _is_damaged_utf8(path: Path) -> bool:
    num_replaced = num_foreign = 0
    for chunk in _chunks(path, "utf-8", "replace"):
        num_replaced += chunk.count("\N{REPLACEMENT CHARACTER}")
        num_foreign += len(chunk) - len(chunk.encode("ascii", "ignore"))
        if "\0" in chunk:
            return False
    return num_foreign > 2 * num_replaced


def _chunks(path: Path, name: str, errors: str) -> Iterator[str]:
    with path.open(encoding=name, errors=errors, newline="") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _not_a_text(path: Path, what: str) -> DatasetError:
    return DatasetError(
        f"{path.name} {what}.",
        "A CSV file is plain text with columns divided by a comma, semicolon, tab or pipe.",
        "Save the table as CSV in UTF-8 and choose that file.",
    )
