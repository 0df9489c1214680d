"""Word rows: a table with a row for each token and a column of sentence ids, such as `Sentence #,Word,POS,Tag`."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from core.config import FileSettings
from core.data.formats.doubt import Doubt
from core.data.formats.opening import open_table
from core.data.formats.table_file import Defect
from core.data.formats.tagged.column_choice import (
    SENTENCE_NAMES,
    TAG_NAMES,
    TOKEN_NAMES,
    TaggedColumns,
    check_different,
    place_of,
    tag_doubts,
    usual_place,
)
from core.data.formats.tagged.conll_layout import SPACE
from core.data.formats.tagged.tagged_sentences import Sentence, TaggedLayout
from core.data.reading import Reading
from core.data.tables.columns import listed
from core.errors import DatasetError
from core.system.formatting import counted

_HEADER = "dataset.header"
_NO_HEADER = Doubt(
    _HEADER,
    "The first row may be a header or data; it was read as data, because no name in it is usual.",
    ("no", "yes"),
)
_FEW_TAGS = 1_000  # different values up to which a column may hold tags
# Kaggle's table has the tags of named entities in `Tag`, beside `POS`.
_TAG_NAMES = ("tag", "tags", *(name for name in TAG_NAMES if name not in ("tag", "tags")))


def read_word_rows(
    path: Path, settings: FileSettings, columns: TaggedColumns
) -> tuple[TaggedLayout, Iterator[Sentence]]:
    """The sentences of a table in any format that can be opened.

    An empty id continues the sentence above, so that ids may be in the first row of each sentence alone; a blank row
    ends one.

    Raises:
        DatasetError: when the file cannot be read, or lacks a column.
    """
    frame, reading, defects = _read_table(path, settings)
    names = list(map(str, frame.columns))
    if any(doubt.setting == _HEADER for doubt in reading.doubts) and not _has_usual_name(names):
        frame, reading, defects = _read_table(path, settings.model_copy(update={"header": "no"}))
        names = list(map(str, frame.columns))
        reading = replace(reading, doubts=(_NO_HEADER, *reading.doubts))
    token, tag, sentence = _places(names, frame, columns, path.name)
    candidates = [
        name
        for place, name in enumerate(names)
        if place not in (token, sentence)
        and 1 < frame.iloc[:, place].nunique() <= _FEW_TAGS
        and name.strip().casefold() in TAG_NAMES
    ]
    doubts = tag_doubts(names[tag], candidates) if columns.tag is None else ()
    reading = replace(reading, doubts=(*doubts, *_id_doubts(frame, sentence), *reading.doubts))
    ids = names[sentence] if sentence is not None else ""
    layout = TaggedLayout(path.name, "rows", "row", reading, names[token], names[tag], ids)
    return layout, _sentences(frame, token, tag, sentence, defects)


def _read_table(path: Path, settings: FileSettings) -> tuple[pd.DataFrame, Reading, dict[int, str]]:
    """All rows of a table, how it was read, and what is wrong with some of its rows."""
    defects: dict[int, str] = {}
    with open_table(path, settings) as table:
        names = table.column_names
        if len(names) < 2:
            raise DatasetError(
                f"{path.name} has {'one column' if names else 'no column'}.",
                "A file with a tag for every token has a column of tokens and a column of tags; or a token and its tag "
                "on each line, and blank lines between sentences.",
                "Choose another file, or set dataset.delimiter.",
            )

        def on_defect(defect: Defect) -> None:
            defects[defect.row] = defect.problem(len(names))

        frame, reading = table.read_frame(on_defect)
    return frame, reading, defects


def _has_usual_name(names: Sequence[str]) -> bool:
    return any(usual_place(names, usual) is not None for usual in (SENTENCE_NAMES, TOKEN_NAMES, TAG_NAMES))


def _places(
    names: Sequence[str], frame: pd.DataFrame, columns: TaggedColumns, file_name: str
) -> tuple[int, int, int | None]:
    """The places of the columns of tokens, of tags and, if there is one, of sentence ids."""
    sentence = usual_place(names, SENTENCE_NAMES)
    if columns.sentence is not None:
        sentence = place_of(columns.sentence, names, file_name, "sentence_column")
    others = [place for place in range(len(names)) if place != sentence]
    token = usual_place(names, TOKEN_NAMES)
    if columns.token is not None:
        token = place_of(columns.token, names, file_name, "text_column")
    token = others[0] if token is None else token
    tag = usual_place(names, _TAG_NAMES)
    if columns.tag is not None:
        tag = place_of(columns.tag, names, file_name, "label_column")
    tag = others[-1] if tag is None else tag
    check_different(token, tag, names, file_name)
    if sentence is None and not _is_blank(frame).any():
        raise DatasetError(
            f"{file_name} has no column of sentence ids and no blank row between sentences.",
            f"A column says which sentence a token is of, such as 'Sentence #'; the columns are {listed(names)}.",
            "Set dataset.sentence_column to it.",
        )
    return token, tag, sentence


def _is_blank(frame: pd.DataFrame) -> pd.Series:
    return (frame == "").all(axis=1)


def _id_doubts(frame: pd.DataFrame, sentence: int | None) -> tuple[Doubt, ...]:
    """Whether an id comes back after another one, as it does where rows were shuffled."""
    if sentence is None:
        return ()
    ids = frame.iloc[:, sentence]
    ids = ids[ids != ""]
    begins = ids[ids != ids.shift()]
    num_again = int(begins.duplicated().sum())
    if not num_again:
        return ()
    ids_come = counted(num_again, "sentence id comes", "sentence ids come")
    problem = f"{ids_come} back after other ids; such rows were read as sentences of their own."
    return (Doubt("dataset.sentence_column", problem),)


def _sentences(
    frame: pd.DataFrame, token: int, tag: int, sentence: int | None, defects: dict[int, str]
) -> Iterator[Sentence]:
    ids = frame.iloc[:, sentence].tolist() if sentence is not None else [""] * len(frame)
    first, current = 0, ""
    tokens: list[str] = []
    tags: list[str] = []
    problem = ("", 0)
    cells = zip(frame.index, ids, frame.iloc[:, token], frame.iloc[:, tag], _is_blank(frame), strict=True)
    for row, number, raw_token, raw_tag, is_blank in cells:
        if first and (is_blank or (number and number != current)):
            yield Sentence(first, tokens, tags, *problem)
            first, tokens, tags, problem = 0, [], [], ("", 0)
        if is_blank:
            continue
        first, current = first or int(row), number or current
        word, name = raw_token.strip(SPACE), raw_tag.strip(SPACE)
        reason = "has no token" if not word else "has no tag" if not name else ""
        if row in defects:
            reason = f"cannot be read ({defects[row].rstrip('.')})"
        if sentence is not None and not current:
            reason = "comes before the first sentence id"
        if reason and not problem[0]:
            problem = (reason, int(row))
        tokens.append(word)
        tags.append(name)
    if first:
        yield Sentence(first, tokens, tags, *problem)
