"""Tables of texts to score: pasted lines or a CSV file, every row kept, also those with a defect."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from core.config import FileSettings
from core.data.formats.opening import open_table
from core.data.formats.table_file import Defect, TableFile
from core.data.reading import Reading
from core.data.tables.columns import Columns, choose_columns, joined_texts, label_columns, listed
from core.data.tables.label_matching import match_labels
from core.errors import InputError
from core.system.paths import quote, quoting

MOST_ROWS = 1_000_000
MOST_CHARACTERS = 100_000  # of one text
TEXT = "text"  # the column of pasted lines
_ROWS_TO_GUESS_FROM = 1_000
_DETECTED = FileSettings()


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
    settings: FileSettings = _DETECTED,
) -> TextTable:
    """All rows of a CSV file, of any of the encodings and delimiters that data sets may have, or of a single column.

    A row with more cells than the header keeps them, joined in its last column, and is not scored.

    Args:
        text_column: the column to score; without it, the one that the networks were trained on, or else a guess.
        trained: how the data of each network that is to score were read.
        settings: how the file is read; what they leave open is detected.

    Raises:
        DatasetError: when the file is missing, empty or no text.
        InputError: when it has no such column, no row or more than a million.
    """
    with quoting(path):
        return _read_csv(path, text_column, label_column, trained, settings)


def guess_csv_columns(path: Path, class_names: Iterable[Sequence[str]], trained: Sequence[Reading] = ()) -> Columns:
    """The columns of a CSV file, guessed from its first rows.

    Args:
        class_names: of each network that is to score; a column holds labels where most of them mean a class of all.
        trained: how the data of each network were read; the column that they share comes first.

    Raises:
        DatasetError: when the file is missing, empty or no text.
    """
    with quoting(path), open_table(path, FileSettings()) as file:
        _check_header(file, path.name)
        names, rows = file.column_names, file.first_rows(_ROWS_TO_GUESS_FROM)
    return _guess(pd.DataFrame(rows or [[""] * len(names)], columns=names, dtype=object), tuple(class_names), trained)


def _read_csv(
    path: Path, text_column: str | None, label_column: str | None, trained: Sequence[Reading], settings: FileSettings
) -> TextTable:
    problems: dict[int, str] = {}
    with open_table(path, settings) as file:
        _check_header(file, path.name)

        def remember(defect: Defect) -> None:
            if defect.row:
                problems[defect.row] = defect.problem(len(file.column_names))

        frame, reading = file.read_frame(remember, most_rows=MOST_ROWS)
    if len(frame) > MOST_ROWS:
        raise _too_many(f"{path.name} has more than {MOST_ROWS:,} rows.")
    if frame.empty:
        raise InputError(f"{path.name} has no row below its header.", "Each row is a text.", "Choose another file.")
    for column in (text_column, label_column):
        if column is not None and column not in reading.columns:
            raise InputError(
                f"{path.name} has no column {column!r}.",
                f"Its columns are {listed(reading.columns)}.",
                "Name one of them.",
            )
    joined_columns: tuple[str, ...] = ()
    reason = ""
    if text_column is None:
        columns = _trained_columns(frame, trained)
        joined_columns = columns if len(columns) > 1 else ()
        text_column, reason = _text_column(frame, trained)
    if text_column == label_column:
        raise InputError(
            f"The column {quote(repr(text_column))} is chosen for both texts and labels.",
            f"Texts and labels are two of the columns {listed(reading.columns)}.",
            "Choose another column for one of them, or none for the labels.",
        )
    reading = replace(
        reading,
        text_column=text_column,
        text_reason=reason,
        joined_columns=joined_columns,
        label_column=label_column,
    )
    return _table(frame, text_column, label_column, problems, reading)


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


def _guess(frame: pd.DataFrame, class_names: Sequence[Sequence[str]], trained: Sequence[Reading]) -> Columns:
    names = tuple(frame.columns)
    text_column, _ = _text_column(frame, trained)
    fitting = (column for column in label_columns(frame, text_column) if _are_labels(frame[column], class_names))
    return Columns(names, text_column, next(fitting, None))


def _text_column(frame: pd.DataFrame, trained: Sequence[Reading]) -> tuple[str, str]:
    """The column that the networks were trained on, or else the guessed one, and the reason."""
    if columns := _trained_columns(frame, trained):
        return columns[0], "trained"
    if len(frame.columns) == 1:
        return frame.columns[0], "only"
    choice = choose_columns(frame)
    return choice.text_column, choice.text_reason


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
