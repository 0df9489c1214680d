"""Bounded lines: the lines of a text file, none of which may fill the memory."""

from collections.abc import Generator
from functools import partial
from pathlib import Path

from core.data.formats.encodings.charset import Encoding
from core.errors import DatasetError

LONGEST_LINE = 10_000_000  # characters: hundreds of times the longest sentence of any corpus


def bounded_lines(path: Path, encoding: Encoding) -> Generator[tuple[int, str], None, None]:
    """The lines of a file with their numbers, from 1.

    Raises:
        DatasetError: for a line with more than ten million characters.
    """
    with path.open(encoding=encoding.name, errors=encoding.errors) as stream:
        for number, line in enumerate(iter(partial(stream.readline, LONGEST_LINE + 1), ""), start=1):
            if len(line) > LONGEST_LINE:
                raise DatasetError(
                    f"{path.name}: line {number:,} has more than {LONGEST_LINE:,} characters.",
                    "A line has one token, or one sentence of JSON.",
                    "Check that it is the right file, and that its lines end where they should.",
                )
            yield number, line


def damage_remarks(path: Path, encoding: Encoding) -> tuple[str, ...]:
    """Where the first bytes are that do not fit the encoding of a file, as a sentence; none where all fit."""
    if encoding.errors == "strict":
        return ()
    line = next((number for number, line in bounded_lines(path, encoding) if "\N{REPLACEMENT CHARACTER}" in line), None)
    if line is None:
        return ()
    return (f"Line {line:,} is the first with bytes that are not valid {encoding.name.upper()}.",)
