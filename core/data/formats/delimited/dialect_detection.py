"""Detection of a dialect: the beginning of a file is read in each way, and the way that fits most lines is chosen."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from core.config import FileSettings
from core.data.formats.delimited.delimiter import DELIMITERS, SPACE
from core.data.formats.delimited.dialect import NULL, Dialect
from core.system.formula_guard import marker_of

_SEP_LINE = re.compile(r'"?sep=(.)"?[\r\n]*', re.IGNORECASE | re.DOTALL)  # Excel's own
_SPACED_QUOTE = re.compile(r"""\s+(["']).*\1\s*""", re.DOTALL)  # a quoted cell, but for the space before it
_SPACE_BEFORE_QUOTE = re.compile(r"""[^\w\s] +["']""")
_ESCAPED_QUOTE = re.compile(r"""\\["']""")
_MOST = 0.9  # of the rows: what is true of so many is the rule
_FEW = 20  # lines of one row with the right number of delimiters
_MOST_PASSES = 20  # over all lines, to find where rows begin after quotes in wrong places
_MOST_MALFORMED = 2_000  # lines; a dialect with more does not fit, and to read on would take long
_QUOTINGS = (('"', ""), ('"', "\\"), ("", ""), ("", "\\"), ("'", ""), ("'", "\\"))  # the common ones first

Quoting = tuple[str, str]  # quotechar and escapechar


@dataclass
class Sample:
    """The beginning of a file as one dialect reads it.

    Args:
        rows: those that are well-formed and not blank.
        num_lines: of each of these rows.
        num_malformed: lines in other rows.
    """

    dialect: Dialect
    rows: list[list[str]] = field(default_factory=list)
    num_lines: list[int] = field(default_factory=list)
    num_malformed: int = 0

    @property
    def has_row_names(self) -> bool:
        """Whether most rows have one cell more than the first, a different one each, as R writes them."""
        header, *others = self.rows or [[]]
        longer = [row for row in others if len(row) == len(header) + 1 and row[-1].strip()]
        names = {row[0] for row in longer}
        is_prose = self.dialect.skipinitialspace or any(row[1][:1] == " " for row in longer)  # a comma of a text
        is_rule = len(header) > 1 and len(longer) > _MOST * len(others)
        return is_rule and len(names) == len(longer) and not is_prose

    @property
    def width(self) -> int:
        """The cells of a row, without a last one that is always blank."""
        width = len(self.rows[0]) + self.has_row_names if self.rows else 0
        while width > 1 and all(not "".join(row[width - 1 :]).strip() for row in self.rows):
            width -= 1
        return width

    @property
    def share(self) -> float:
        """Of the lines below the first row, those in rows as wide as it, blank cells at their end aside."""
        width = self.width
        is_fitting = [len(row) >= width and not "".join(row[width:]).strip() for row in self.rows]
        numbers = list(zip(is_fitting, self.num_lines, strict=True))[1:]
        total = sum(number for _, number in numbers) + self.num_malformed
        return sum(number for fits, number in numbers if fits) / total if total else 1.0

    @property
    def encloses_in_single_quotes(self) -> bool:
        """Whether most rows have a cell between single quotes."""
        num_rows = sum(any(len(cell) > 1 and cell[0] == cell[-1] == "'" for cell in row) for row in self.rows)
        return bool(self.rows) and num_rows > _MOST * len(self.rows)


def detect_dialect(text: str, is_whole: bool, settings: FileSettings) -> Sample:
    """The dialect that fits most lines of the beginning of a file; rare ones only where common ones do not fit all.

    Args:
        text: the beginning of the file.
        is_whole: whether it is the whole file; otherwise its last row may be cut and does not count.
        settings: what they leave open is detected.
    """
    lines = list(io.StringIO(text, newline=""))
    skiprows, separator = _sep_line(lines)
    is_open = settings.delimiter is None and settings.quotechar == settings.escapechar == "auto"
    if is_open and marker_of(_first_row(lines)) is not None:  # Bothways wrote the file
        return _read(Dialect(), lines, is_whole, is_known=True)
    chosen = settings.delimiter or separator
    quotings = [quoting for quoting in _QUOTINGS if _is_possible(quoting, text, settings)]

    def read(delimiters: Sequence[str], quotings: Sequence[Quoting], skips: Sequence[bool] = (False,)) -> list[Sample]:
        ways = product(delimiters, quotings, skips)
        return [
            _read(Dialect(delimiter, *quoting, skip, skiprows), lines[skiprows:], is_whole)
            for delimiter, quoting, skip in ways
        ]

    delimiters = [chosen] if chosen else list(DELIMITERS)
    best = max(read(delimiters, quotings[:1]), key=_rank(quotings))
    is_certain = best.share == 1 and best.width > 1 and not best.has_row_names
    if is_certain and not best.encloses_in_single_quotes:
        return best
    if best.encloses_in_single_quotes:
        quotings.sort(key=lambda quoting: quoting[0] != "'")
    skips = (False, True) if _SPACE_BEFORE_QUOTE.search(text) else (False,)
    best = max(read(delimiters, quotings, skips), key=_rank(quotings))
    if chosen or best.width > 1 or '"' not in text:
        return best
    spaced = max(read([SPACE], quotings), key=_rank(quotings))
    return spaced if spaced.share == 1 and spaced.width > 1 and len(spaced.rows) > 1 else best


def _rank(quotings: Sequence[Quoting]) -> Callable[[Sample], tuple[float, ...]]:
    """More than one column first, then the share of fitting lines, the order of the quotings, and most columns."""

    def rank(sample: Sample) -> tuple[float, ...]:
        dialect, width = sample.dialect, sample.width
        quoting = quotings.index((dialect.quotechar, dialect.escapechar))
        return (width > 1, sample.share, not sample.has_row_names, -dialect.skipinitialspace, -quoting, width)

    return rank


def _sep_line(lines: Sequence[str]) -> tuple[int, str]:
    """How many lines come before the table, and the delimiter that they name."""
    for number, line in enumerate(lines):
        if match := _SEP_LINE.fullmatch(line):
            return number + 1, match[1]
        if line.strip():
            break
    return 0, ""


def _is_possible(quoting: Quoting, text: str, settings: FileSettings) -> bool:
    quotechar, escapechar = quoting
    choices = ((quotechar, settings.quotechar), (escapechar, settings.escapechar))
    return all(
        (character in text or character == '"') if choice == "auto" else character == choice.replace("none", "")
        for character, choice in choices
    )


def _first_row(lines: Sequence[str]) -> list[str]:
    try:
        return next(Dialect().rows(lines), [])
    except csv.Error:  # lines that end in several carriage returns
        return []


def _read(dialect: Dialect, lines: Sequence[str], is_whole: bool, is_known: bool = False) -> Sample:
    """The rows of some lines; one with a quote in a wrong place ends with its first line.

    Args:
        is_known: whether the dialect is certain, whatever the cells look like.
    """
    sample, start, num_again = Sample(dialect), 0, 0
    while start < len(lines):
        if num_again > _MOST_PASSES * len(lines) or sample.num_malformed > _MOST_MALFORMED:
            sample.num_malformed += len(lines) - start
            return sample
        end = start
        for end, row in _rows_with_ends(dialect, lines, start):
            span = lines[start:end]
            is_cut = end == len(lines) and not is_whole
            if row is None:
                break
            if not is_known and (not _is_well_formed(row, dialect) or _swallows_rows(span, sample)):
                sample.num_malformed += len(span)
            elif not is_cut and any(cell.strip() for cell in row):
                sample.rows.append(row)
                sample.num_lines.append(len(span))
            start = end
        else:
            return sample
        if is_cut and not _swallows_rows(span, sample):
            return sample
        sample.num_malformed += 1
        num_again += end - start
        start += 1
    return sample


def _rows_with_ends(dialect: Dialect, lines: Sequence[str], start: int) -> Iterator[tuple[int, list[str] | None]]:
    """The rows from a line on, each with the line after it; None for one with a quote in a wrong place."""
    end = start

    def counted() -> Iterator[str]:
        nonlocal end
        for place in range(start, len(lines)):  # skipping over those before would make many starts slow
            end += 1
            yield lines[place]

    rows = dialect.rows(counted(), strict=True)
    try:
        for row in rows:
            yield end, row
    except csv.Error:
        yield end, None


def _is_well_formed(row: Sequence[str], dialect: Dialect) -> bool:
    """Whether no cell looks quoted or escaped in a way that the dialect does not undo."""
    return not any(
        ("\\" in cell and not dialect.escapechar and (cell == NULL or _ESCAPED_QUOTE.search(cell)))
        or (cell[:1] == " " and not dialect.skipinitialspace and _SPACED_QUOTE.fullmatch(cell))
        or (cell[:1] == "'" and dialect.quotechar != "'" and _doubles_single_quotes(cell))
        for cell in row
    )


def _doubles_single_quotes(cell: str) -> bool:
    """Whether a cell is in single quotes, with single quotes in it that are doubled."""
    inner = cell[1:-1]
    return cell[-1] == "'" and "''" in inner and "'" not in inner.replace("''", "")


def _swallows_rows(lines: Sequence[str], sample: Sample) -> bool:
    """Whether the lines of one row are rows of their own, in a text whose quotes are plain characters.

    Texts hold commas, but hardly ever tabs; so with another delimiter, many lines must have as many as a row.
    """
    if len(lines) == 1 or not sample.rows:
        return False
    num_delimiters = len(sample.rows[0]) - 1
    inner = lines[1:] if sample.dialect.delimiter == "\t" else lines[1:-1]
    is_row = [line.count(sample.dialect.delimiter) == num_delimiters for line in inner]
    return num_delimiters > 0 and (all(is_row) if sample.dialect.delimiter == "\t" else sum(is_row) > _FEW)
