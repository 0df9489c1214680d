"""Standard input: `-` in place of inputs or of a file."""

import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from core.errors import InputError

DASH = "-"
STANDARD_INPUT = "Standard input"  # as errors call it


def with_lines(inputs: Iterable[str]) -> Iterator[str]:
    """The inputs, with the lines of standard input in place of `-`, as they come; a blank line is an input, too.

    Raises:
        InputError: when standard input is closed, has no line or is not UTF-8.
    """
    for text in inputs:
        if text == DASH:
            yield from _lines()
        else:
            yield text


@contextmanager
def readable_file(path: Path) -> Iterator[Path]:
    """The file that was named; for `-`, standard input as a temporary file, which can be read more than once.

    Raises:
        InputError: when standard input is closed.
    """
    if str(path) != DASH:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="bothways-") as folder:
        file = Path(folder) / STANDARD_INPUT
        with file.open("wb") as copy:
            shutil.copyfileobj(_stream(), copy)
        yield file


def _lines() -> Iterator[str]:
    number = 0
    for number, line in enumerate(_stream(), start=1):
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise InputError(
                f"Line {number:,} of standard input is not UTF-8.",
                "Inputs that are read line by line are text in UTF-8.",
                "Convert it, or score it as a file with --file, which detects the encoding.",
            ) from None
        yield text.rstrip("\r\n")
    if not number:
        raise InputError("Standard input is empty.", "Each of its lines is an input.", "Write at least one line to it.")


def _stream() -> BinaryIO:
    if sys.stdin is None:
        raise InputError("Standard input is closed.", "`-` reads from it.", "Name a file, or pipe something into it.")
    return sys.stdin.buffer
