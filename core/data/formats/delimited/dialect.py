"""Dialect: how the cells of delimited text are divided and quoted."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

NULL = r"\N"  # a missing value of MySQL and PostgreSQL
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_LETTERS = {"n": "\\\n", "r": "\\\r", "t": "\\\t", "0": ""}  # as databases write them


@dataclass(frozen=True)
class Dialect:
    """How cells are divided and quoted, in pandas' words.

    Args:
        quotechar: empty where quotes are plain characters.
        escapechar: empty where a backslash is a plain character.
        skiprows: lines before the table.
    """

    delimiter: str = ","
    quotechar: str = '"'
    escapechar: str = ""
    skipinitialspace: bool = False
    skiprows: int = 0

    def rows(self, lines: Iterable[str], strict: bool = False) -> Iterator[list[str]]:
        """The rows of the lines of a table.

        Args:
            strict: whether a quote in the wrong place is a `csv.Error`.
        """
        return csv.reader(
            self._unescaped(lines) if self.escapechar else lines,
            delimiter=self.delimiter,
            quotechar=self.quotechar or None,
            quoting=csv.QUOTE_MINIMAL if self.quotechar else csv.QUOTE_NONE,
            escapechar=self.escapechar or None,
            skipinitialspace=self.skipinitialspace,
            strict=strict,
        )

    def _unescaped(self, lines: Iterable[str]) -> Iterator[str]:
        r"""The lines with empty cells for `\N`; without quotes, databases also write `\n` for a line break."""
        null = _null_cell(self.delimiter)
        for line in lines:
            if "\\" in line:
                line = null.sub("", line)
                if not self.quotechar:
                    line = _ESCAPE.sub(_escaped_character, line)
            yield line


@lru_cache
def _null_cell(delimiter: str) -> re.Pattern[str]:
    between = re.escape(delimiter)
    return re.compile(rf"(?:^|(?<={between}))\\N(?={between}|[\r\n]|$)")


def _escaped_character(escape: re.Match[str]) -> str:
    return _LETTERS.get(escape[1], escape[0])
