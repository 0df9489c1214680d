"""Tables of texts to score: pasted lines or a file, every row kept, also those with a defect."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from core.config import FileSettings
from core.data.formats.opening import OpenedFile, open_table
from core.data.formats.table_file import Defect, TableFile
from core.data.reading import Reading
from core.data.tables.bad_rows import BadRows
from core.data.tables.columns import choose_columns, joined_texts, label_columns, listed, table_error
from core.data.tables.label_matching import match_labels
from core.errors import DatasetError, InputError
from core.system.paths import quote, quoting

MOST_ROWS = 1_000_000
MOST_CHARACTERS = 100_000  # of one text
TEXT = "text"  # the column of pasted lines
_ROWS_TO_GUESS_FROM = 1_000
# A bad row is kept without a score, whereas one to train on refuses its file.
TO_SCORE = FileSettings(on_bad_rows="skip", max_bad_rows=0.99)


@dataclass(frozen=True)
class TextTable:
    """Texts to score, with the other columns of their rows.

    Args:
        frame: every cell as a string; the index is the row number, from 1.
        label_column: holds the actual labels; None where there are none.
        problems: why a row is not scored, a sentence by row number.
        reading: what was detected in a file.
    """

    frame: pd.DataFrame
    text_column: str = TEXT
    label_column: str | None = None
    problems: Mapping[int, str] | None = None
    reading: Reading = field(default_factory=Reading)

    @property
    def texts(self) -> pd.Series:
        """The text of each row: in several columns where those that a network was trained on were."""
        return joined_texts(self.frame, self.reading.joined_columns or (self.text_column,))

    @property
    def notes(self) -> tuple[str, ...]:
        """What was detected in a file, as sentences."""
        return self.reading.notes


def read_lines(text: str) -> TextTable:
    """Each line of a pasted text as a row; blank lines between others keep their place.

    Raises:
        InputError: when there is no text, or more than a million lines.
    """
    lines = text.strip("\r\n").splitlines()
    if not any(line.strip() for line in lines):
        raise InputError("There is no text.", "Each line is one text.", "Paste or type at least one line.")
    if len(lines) > MOST_ROWS:
        raise _too_many(f"{len(lines):,} lines were pasted.")
    plain = [line.encode("utf-8", "replace").decode() for line in lines]  # half a surrogate pair cannot be written
    return _table(pd.DataFrame({TEXT: pd.Series(plain, dtype=object)}), TEXT, None, {}, Reading())


def read_csv(
    path: Path,
    text_column: str | None = None,
    label_column: str | None = None,
    trained: Sequence[Reading] = (),
    settings: FileSettings = TO_SCORE,
) -> TextTable:
    """All rows of a file, of any of the formats, encodings and delimiters that data sets may have, or of one column.

    A row with more cells than the header keeps them, joined in its last column, and is not scored.

    Args:
        text_column: the column to score; without it, the one that the networks were trained on, or else a guess.
        trained: how the data of each network that is to score were read.
        settings: how the file is read; what they leave open is detected.

    Raises:
        DatasetError: when the file is missing, empty or no text.
        TableError: when it has more bad rows than the settings allow; it holds what stays in doubt.
        InputError: when it has no such column, no row or more than a million.
    """
    with quoting(path):
        return _read_csv(path, text_column, label_column, trained, settings)


def read_beginning(
    path: Path,
    class_names: Iterable[Sequence[str]],
    trained: Sequence[Reading] = (),
    settings: FileSettings = TO_SCORE,
) -> Reading:
    """How a file would be read to score it: what was detected, what stays in doubt, and the columns that seem right.

    Args:
        class_names: of each network that is to score; a column holds labels where most of them mean a class of all.
        trained: how the data of each network were read; the column that they share comes first.
        settings: how the file is read; what they leave open is detected.

    Raises:
        DatasetError, TableError, InputError: as `read_csv` does, of the first rows.
    """
    with quoting(path), open_table(path, settings) as file:
        frame, reading, _ = _read_rows(file, path.name, settings, _ROWS_TO_GUESS_FROM)
    if frame.empty:
        frame = pd.DataFrame([[""] * len(frame.columns)], columns=frame.columns, dtype=object)
    reading = _with_text_column(replace(reading, num_read=None), frame, trained)
    others = frame.drop(columns=list(reading.joined_columns[1:]))
    fitting = label_columns(others, reading.text_column or "")
    names = tuple(class_names)
    label_column = next((column for column in fitting if _are_labels(frame[column], names)), None)
    return replace(reading, label_column=label_column)


def _read_csv(
    path: Path, text_column: str | None, label_column: str | None, trained: Sequence[Reading], settings: FileSettings
) -> TextTable:
    with open_table(path, settings) as file:
        frame, reading, problems = _read_rows(file, path.name, settings, MOST_ROWS)
    try:
        reading = _with_columns(reading, frame, path.name, text_column, label_column, trained)
    except InputError as error:
        for doubt in reading.doubts:
            error.add_note(doubt.note)  # the command line prints it below the error
        raise
    return _table(frame, reading.text_column or "", label_column, problems, reading)


def _with_columns(
    reading: Reading,
    frame: pd.DataFrame,
    name: str,
    text_column: str | None,
    label_column: str | None,
    trained: Sequence[Reading],
) -> Reading:
    if len(frame) > MOST_ROWS:
        raise _too_many(f"{name} has more than {MOST_ROWS:,} rows.")
    if frame.empty:
        raise InputError(f"{name} has no row below its header.", "Each row is a text.", "Choose another file.")
    for column in (text_column, label_column):
        if column is not None and column not in reading.columns:
            raise InputError(
                f"{name} has no column {column!r}.",
                f"Its columns are {listed(reading.columns)}.",
                "Name one of them.",
            )
    if text_column is None:
        reading = _with_text_column(reading, frame, trained)
    else:
        reading = replace(reading, text_column=text_column)
    if label_column in (reading.text_column, *reading.joined_columns) and label_column is not None:
        raise InputError(
            f"The column {quote(repr(label_column))} is chosen for both texts and labels.",
            f"Texts and labels are two of the columns {listed(reading.columns)}.",
            "Choose another column for one of them, or none for the labels.",
        )
    return replace(reading, label_column=label_column)


def _read_rows(
    file: OpenedFile, name: str, settings: FileSettings, most_rows: int
) -> tuple[pd.DataFrame, Reading, dict[int, str]]:
    """The rows of an open file, how they were read, and why some of them are not scored."""
    _check_header(file, name)
    bad_rows = BadRows(name, len(file.column_names), settings)

    def on_defect(defect: Defect) -> None:
        if defect.row or settings.on_bad_rows == "refuse":
            bad_rows.add(defect)

    try:
        frame, reading = file.read_frame(on_defect, most_rows)
        bad_rows.check_share(len(frame))
    except DatasetError as error:
        raise table_error(error, Reading(doubts=file.doubts)) from None
    return frame, reading, bad_rows.problems


def _check_header(file: TableFile, name: str) -> None:
    if not file.column_names:
        raise InputError(f"{name} is blank.", "A table has a header row and rows below it.", "Choose another file.")


def _table(
    frame: pd.DataFrame, text_column: str, label_column: str | None, problems: dict[int, str], reading: Reading
) -> TextTable:
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    texts = joined_texts(frame, reading.joined_columns or (text_column,))
    sizes = texts.str.len()
    for row in frame.index[texts.str.strip() == ""].tolist():
        problems.setdefault(row, "The text is empty.")
    too_long = sizes[sizes > MOST_CHARACTERS]
    for row, size in zip(too_long.index.tolist(), too_long.tolist(), strict=True):
        problems.setdefault(row, f"The text has {size:,} characters; up to {MOST_CHARACTERS:,} are scored.")
    return TextTable(frame, text_column, label_column, dict(sorted(problems.items())), reading)


def _with_text_column(reading: Reading, frame: pd.DataFrame, trained: Sequence[Reading]) -> Reading:
    """The columns that the networks were trained on, or else the guessed one, and the reason."""
    if columns := _trained_columns(frame, trained):
        joined_columns = columns if len(columns) > 1 else ()
        return replace(reading, text_column=columns[0], joined_columns=joined_columns, text_reason="trained")
    if len(frame.columns) == 1:
        return replace(reading, text_column=frame.columns[0], text_reason="only")
    choice = choose_columns(frame)
    return replace(reading, text_column=choice.text_column, text_reason=choice.text_reason)


def _trained_columns(frame: pd.DataFrame, trained: Sequence[Reading]) -> tuple[str, ...]:
    """The columns that the texts of all networks came from, where the table has them."""
    columns = {reading.joined_columns or (reading.text_column or "",) for reading in trained}
    shared = next(iter(columns)) if len(columns) == 1 else ()
    return shared if set(shared) <= set(frame.columns) else ()


def _are_labels(values: pd.Series, class_names: Sequence[Sequence[str]]) -> bool:
    """Whether at least half of the labels that are not empty mean a class of every network."""
    filled = values[values.str.strip() != ""]
    return bool(class_names) and all(
        filled.map(match_labels(filled.unique(), names)).notna().mean() >= 0.5 for names in class_names
    )


def _too_many(problem: str) -> InputError:
    return InputError(
        problem,
        f"Up to {MOST_ROWS:,} texts are scored at once.",
        "Split them into several files.",
    )
