"""Charset: which characters the bytes of a text file stand for."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import AnyStr

from core.data.formats.delimiter import delimiter_names
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
_NOT_CP1252 = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")


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
            _check_marked(path, name)
            return Encoding(name)
    return _detect_unmarked(path)


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


def _check_marked(path: Path, name: str) -> None:
    decoder, num_lines = codecs.getincrementaldecoder(name)(), 0
    try:
        for chunk in _chunks(path):
            num_lines += _count_lines(path, decoder.decode(chunk, final=not chunk), "\0", "\n", num_lines)
    except UnicodeError:
        raise DatasetError(
            f"{path.name} says that it is {name.upper()} but holds bytes that are not.",
            "All of a file must be in one encoding.",
            "Save it again as CSV in UTF-8.",
        ) from None


def _detect_unmarked(path: Path) -> Encoding:
    """UTF-8 as long as every byte fits; from the first that does not, its damage is counted."""
    utf8 = codecs.getincrementaldecoder("utf-8")
    decoder, is_utf8, is_cp1252 = utf8(), True, True
    num_lines = num_foreign = num_replaced = 0
    for chunk in _chunks(path):
        num_lines += _count_lines(path, chunk, b"\0", b"\n", num_lines)
        is_cp1252 = is_cp1252 and not any(byte in chunk for byte in _NOT_CP1252)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            is_utf8, pending = False, decoder.getstate()[0]
            decoder = utf8("replace")
            text = decoder.decode(pending + chunk, final=not chunk)
        if not text.isascii():
            num_foreign += len(text) - len(text.encode("ascii", "ignore"))
            num_replaced += 0 if is_utf8 else text.count("\N{REPLACEMENT CHARACTER}")
    if is_utf8:
        return Encoding("utf-8")
    if num_foreign > 2 * num_replaced:
        return Encoding("utf-8", "replace")
    return Encoding("cp1252" if is_cp1252 else "latin-1")


def _count_lines(path: Path, piece: AnyStr, nul: AnyStr, newline: AnyStr, num_before: int) -> int:
    """The lines that end in a piece of a file, unless there is a NUL character in it."""
    position = piece.find(nul)
    if position >= 0:
        line = num_before + piece.count(newline, 0, position) + 1
        raise _not_a_text(path, f"holds a NUL character in line {line:,}")
    return piece.count(newline)


def _chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file in pieces, the last one empty."""
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk
    yield b""


def _not_a_text(path: Path, what: str) -> DatasetError:
    return DatasetError(
        f"{path.name} {what}.",
        f"A CSV file is plain text with columns separated by a {delimiter_names()}.",
        "Save the table as CSV in UTF-8 and choose that file.",
    )
