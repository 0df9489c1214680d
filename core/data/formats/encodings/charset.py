"""Charset: which characters the bytes of a text file stand for."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import AnyStr

from core.data.formats.doubt import Doubt
from core.data.formats.packed.magic import NUM_BYTES, binary_kind
from core.errors import DatasetError
from core.system.paths import read_beginning

_CHUNK = 1 << 20
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_SAMPLE = 1 << 13  # bytes of lines from which an encoding is detected that is not UTF-8
_LINE = re.compile(rb"[^\r\n]+")
_MANY_ZEROS, _LEAST_ZEROS = 0.1, 5  # characters of ASCII, which have a zero byte each in UTF-16: share and number


@dataclass(frozen=True)
class Encoding:
    """How to open a file: a codec of Python, and what to do with bytes it does not know (`strict` or `replace`).

    Args:
        rivals: other encodings that fit about as well.
    """

    name: str
    errors: str = "strict"
    rivals: tuple[str, ...] = ()

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """What is not certain about it."""
        if not self.rivals:
            return ()
        problem = f"The encoding is not certain: the file was read as {self.name.upper()}, but others fit as well."
        return (Doubt("dataset.encoding", problem, (self.name, *self.rivals)),)


def detect_encoding(path: Path, name: str | None = None) -> Encoding:
    """Read the whole file once, in pieces, to know its encoding for certain rather than from its beginning.

    A byte order mark decides; else UTF-8 if every byte fits, else the encoding with which the text looks most like a
    language. A file that is of its encoding but for a few bytes is read with those bytes replaced.

    Args:
        name: of the encoding; detected unless given.

    Raises:
        DatasetError: when the file cannot be opened, is empty, is not a text or not of this encoding.
    """
    start = read_beginning(path, NUM_BYTES)
    if not start:
        raise DatasetError(f"{path.name} is empty.", "A file has a table or texts in it.", "Choose another file.")
    if kind := binary_kind(start):
        raise _not_a_text(path, f"is {kind}")
    if name is not None:
        return _check_chosen(path, _with_byte_order(name, start))
    if marked := marked_encoding(start):
        _check_marked(path, marked)
        return Encoding(marked)
    return _detect_unmarked(path)


def marked_encoding(start: bytes) -> str | None:
    """The encoding that a byte order mark names, or UTF-16 where zero bytes show it; None for all other files."""
    return next((name for mark, name in _MARKS.items() if start.startswith(mark)), None) or _unmarked_utf16(start)


def _unmarked_utf16(start: bytes) -> str | None:
    """UTF-16 without a mark, as some databases export it: one byte of many characters is zero, always the same."""
    first, second = start[::2].count(0), start[1::2].count(0)
    if min(first, second) or max(first, second) < max(_LEAST_ZEROS, _MANY_ZEROS * len(start) / 2):
        return None
    return "utf-16-be" if first else "utf-16-le"


def _with_byte_order(name: str, start: bytes) -> str:
    """A name for which Python needs no byte order mark where there is none: then Windows' order is the usual one."""
    needs_mark = codecs.lookup(name).name in ("utf-16", "utf-32")
    if not needs_mark or any(start.startswith(mark) for mark in _MARKS):
        return name
    return _unmarked_utf16(start) or f"{name}-le"


def _check_chosen(path: Path, name: str) -> Encoding:
    """The encoding that was chosen, unless too much of the file does not fit it."""
    damage = _Damage(name)
    num_lines = 0
    try:
        for chunk in _chunks(path):
            num_lines += _count_lines(path, damage.decode(chunk), "\0", "\n", num_lines)
    except UnicodeError:  # of UTF-16 and UTF-32, where another mark stands first
        raise _other_encoding(path, name, "it begins with the byte order mark of another encoding") from None
    if damage.is_slight:
        return Encoding(name, "replace" if damage.num_replaced else "strict")
    raise _other_encoding(path, name, f"{damage.num_replaced:,} characters do not fit it")


def _other_encoding(path: Path, name: str, reason: str) -> DatasetError:
    return DatasetError(
        f"{path.name} is not {name.upper()}: {reason}.",
        "dataset.encoding must be the encoding of the file.",
        "Choose another encoding, or leave dataset.encoding empty to detect it.",
    )


def _check_marked(path: Path, name: str) -> None:
    decoder, num_lines = codecs.getincrementaldecoder(name)(), 0
    try:
        for chunk in _chunks(path):
            num_lines += _count_lines(path, decoder.decode(chunk, final=not chunk), "\0", "\n", num_lines)
    except UnicodeError:
        raise DatasetError(
            f"{path.name} says that it is {name.upper()} but holds bytes that are not.",
            "All of a file must be in one encoding.",
            "Save it again in UTF-8.",
        ) from None


class _Damage:
    """Decodes a text in pieces and counts what does not fit its encoding."""

    def __init__(self, name: str) -> None:
        self._decoder_type = codecs.getincrementaldecoder(name)
        self._decoder = self._decoder_type()
        self._is_strict = True
        self._num_foreign = 0
        self.num_replaced = 0

    @property
    def is_slight(self) -> bool:
        """Whether far more characters beyond ASCII fit than do not; some of any other encoding fit UTF-8 by chance."""
        return not self.num_replaced or self._num_foreign - self.num_replaced > 2 * self.num_replaced

    def decode(self, chunk: bytes) -> str:
        """The characters of a piece; an empty one ends the text."""
        if self._is_strict:
            state = self._decoder.getstate()
            try:
                text = self._decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError:
                self._is_strict = False
                self._decoder = self._decoder_type("replace")
                self._decoder.setstate(state)
        if not self._is_strict:
            text = self._decoder.decode(chunk, final=not chunk)
            self.num_replaced += text.count("\N{REPLACEMENT CHARACTER}")
        if not text.isascii():
            self._num_foreign += len(text) - len(text.encode("ascii", "ignore"))
        return text


def _detect_unmarked(path: Path) -> Encoding:
    """UTF-8, unless too many bytes do not fit it."""
    utf8, num_lines = _Damage("utf-8"), 0
    for chunk in _chunks(path):
        num_lines += _count_lines(path, chunk, b"\0", b"\n", num_lines)
        utf8.decode(chunk)
    if utf8.is_slight:
        return Encoding("utf-8", "replace" if utf8.num_replaced else "strict")
    from core.data.formats.encodings.encoding_ranking import rank_encodings, rivals  # few files need it

    ranked = rank_encodings(foreign_lines(path))
    names = tuple(rival.name for rival in rivals(ranked))
    for encoding in ranked:
        damage = _Damage(encoding.name)
        for chunk in _chunks(path):
            damage.decode(chunk)
        if damage.num_replaced and encoding.name == "cp1252":  # latin-1 knows every byte
            return Encoding("latin-1", rivals=names)
        if damage.is_slight:
            others = tuple(name for name in names if name != encoding.name)
            return Encoding(encoding.name, "replace" if damage.num_replaced else "strict", others)
    return Encoding("latin-1", rivals=names)


def foreign_lines(path: Path) -> bytes:
    """The first lines of a file with bytes beyond ASCII."""
    lines: list[bytes] = []
    size = 0
    for chunk in _chunks(path):
        for line in _LINE.findall(chunk):
            if not line.isascii():
                lines.append(line[:_SAMPLE])
                size += len(lines[-1])
                if size >= _SAMPLE:
                    return b"\n".join(lines)
    return b"\n".join(lines)


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
        "CSV, JSON and lines of text are plain text.",
        "Save the table again in UTF-8, or as Excel or Parquet, and choose that file.",
    )
