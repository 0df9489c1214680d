"""Column choice: which columns hold tokens, tags and sentence ids, by number or by name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.data.formats.doubt import Doubt
from core.data.tables.columns import listed
from core.errors import DatasetError
from core.system.paths import quote

TOKEN_NAMES = ("tokens", "token", "words", "word", "form", "text")
TAG_NAMES = (
    "ner_tags", "ner_tag", "ner", "tags", "tag", "labels", "label", "entity", "entities", "chunk_tags", "upos_tags",
    "upos", "pos_tags", "pos_tag", "pos", "xpos",
)  # fmt: skip
SENTENCE_NAMES = (
    "sentence #", "sentence", "sentence id", "sentence_id", "sentenceid", "sentence_idx", "sentence_number",
    "sentence_nr", "sent_id", "sent_idx", "sent_no", "sent", "sid",
)  # fmt: skip
_NUMBER = re.compile(r"(?:column )?(\d{1,4})", re.ASCII)


@dataclass(frozen=True)
class TaggedColumns:
    """The columns to read, each by its name or, from 1, its number; what is None is detected.

    Args:
        token: as `dataset.text_column` names it.
        tag: as `dataset.label_column` names it.
        sentence: the column of sentence ids, as `dataset.sentence_column` names it.
    """

    token: str | None = None
    tag: str | None = None
    sentence: str | None = None


def numbered(number: int) -> tuple[str, ...]:
    """The names of so many columns of a file that names none."""
    return tuple(f"column {place}" for place in range(1, number + 1))


def place_of(column: str, names: Sequence[str], file_name: str, setting: str) -> int:
    """Where a column is among these, by its name in any case or by its number.

    Raises:
        DatasetError: listing the columns there are.
    """
    chosen = column.strip()
    if chosen in names:
        return names.index(chosen)
    folded = [name.casefold() for name in names]
    if chosen.casefold() in folded:
        return folded.index(chosen.casefold())
    number = _NUMBER.fullmatch(chosen)
    if number and 1 <= int(number[1]) <= len(names):
        return int(number[1]) - 1
    raise DatasetError(
        f"{file_name} has no column {quote(repr(column))}.",
        f"Its columns are {listed(names)}.",
        f"Set dataset.{setting} to one of them, or leave it empty to detect it.",
    )


def usual_place(names: Sequence[str], usual: Sequence[str]) -> int | None:
    """Where the first of these usual names is among the names of columns; None where none is."""
    folded = [name.strip().casefold() for name in names]
    return next((folded.index(name) for name in usual if name in folded), None)


def check_different(token: int, tag: int, names: Sequence[str], file_name: str) -> None:
    """Refuse one column for both tokens and tags.

    Raises:
        DatasetError: naming the column.
    """
    if token == tag:
        raise DatasetError(
            f"{file_name}: {quote(repr(names[tag]))} is the column of both tokens and tags.",
            f"They are different columns of {listed(names)}.",
            "Change dataset.text_column or dataset.label_column.",
        )


def tag_doubts(chosen: str, candidates: Sequence[str]) -> tuple[Doubt, ...]:
    """The doubt which of several columns holds the tags; none where there is one."""
    others = [name for name in candidates if name != chosen]
    if not others:
        return ()
    problem = f"Several columns may hold the tags; {quote(repr(chosen))} was read."
    return (Doubt("dataset.label_column", problem, (chosen, *others)),)
