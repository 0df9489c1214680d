"""Header: whether the first row names the columns, or is data as the rows below it are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from core.data.formats.doubt import Doubt
from core.system.formula_guard import marker_of

_KNOWN = {
    "text", "texts", "tweet", "tweets", "review", "reviews", "comment", "comments", "sentence", "sentences", "message",
    "messages", "content", "body", "title", "document", "label", "labels", "class", "category", "sentiment", "polarity",
    "target", "rating", "stars", "score", "id", "index", "y", "source", "date", "user", "name", "language", "split",
}  # fmt: skip
_TYPES = tuple(
    re.compile(pattern)
    for pattern in (
        r"[+-]?(\d+([.,]\d*)?|[.,]\d+)%?",
        r"\d{4}-\d\d?-\d\d?([T ].*)?|\d\d?[./]\d\d?[./]\d{2,4}",
        r"https?://\S+",
    )
)
_MOST = 0.9  # of a column's values: what is true of so many is the rule
_MAX_CLASSES = 20
_LONG_NAME, _MANY_WORDS = 60, 8  # a cell of more characters or words is a text, and no name
_LONGER = 4  # times as long as its name are the texts of a column


@dataclass(frozen=True)
class Header:
    """Whether the first row is a header, and whether the rows leave that open."""

    exists: bool
    is_doubtful: bool = False

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """What is not certain about it."""
        if not self.is_doubtful:
            return ()
        problem = "The first row may be a header or data; it was read as a header."
        return (Doubt("dataset.header", problem, ("yes", "no")),)


def detect_header(rows: Sequence[Sequence[str]]) -> Header:
    """Compare each cell of the first row with the cells below it.

    A cell that is a value of its column, or a number above numbers, is data; a usual name of a column, or a word above
    numbers, is a header. Lengths and repeated values decide where these do not.

    Args:
        rows: the beginning of a table.
    """
    if len(rows) < 2:
        return Header(True)
    first, *others = rows
    if marker_of(first) is not None:  # Bothways wrote the file
        return Header(True)
    evidence = [
        _evidence(cell.strip(), [value for row in others if (value := "".join(row[number : number + 1]).strip())])
        for number, cell in enumerate(first)
        if cell.strip()
    ]
    for_data, for_header = (
        max((data for data, _ in evidence), default=0),
        max((name for _, name in evidence), default=0),
    )
    if for_data != for_header:
        return Header(for_header > for_data)
    return Header(True, is_doubtful=for_data > 0 or len(first) > 1)


def _evidence(cell: str, values: Sequence[str]) -> tuple[int, int]:
    """How strongly a cell looks like data, and like a name: 2 strongly, 1 weakly, 0 not at all."""
    data = name = 0
    if not values:
        return data, name
    distinct = set(values)
    if cell in distinct:
        data = 2
    elif len(distinct) <= min(_MAX_CLASSES, len(values) / 2):
        name = 1
    typed = [pattern for pattern in _TYPES if sum(map(bool, map(pattern.fullmatch, values))) >= _MOST * len(values)]
    if any(pattern.fullmatch(cell) for pattern in typed):
        data = 2
    elif typed or _is_usual_name(cell):
        name = 2
    if len(cell) > _LONG_NAME or len(cell.split()) > _MANY_WORDS:
        data = max(data, 1)
    elif median(map(len, values)) > _LONGER * len(cell):
        name = max(name, 1)
    return data, name


def _is_usual_name(cell: str) -> bool:
    words = re.split(r"[^a-z]+", cell.casefold().strip(" _"))
    return all(word in _KNOWN for word in words)
