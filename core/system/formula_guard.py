"""Formula guard: an apostrophe before text that a spreadsheet would run as a formula, listed so that it is undone.

A table with a guarded cell has one more column, `spreadsheet_guard`. In each row it lists the columns whose cell got an
apostrophe, as JSON. So a reader removes exactly what the writer added: text that begins with an apostrophe of its own
keeps it, and rows can be sorted or deleted in between. A table has the column also where a cell looks quoted or escaped
as in some other dialect of CSV: it says that Bothways wrote the file, and so how cells are quoted.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

MARKER = "spreadsheet_guard"
_APOSTROPHE = "'"
_MARKER = re.compile(f"{MARKER}_*")
# Signs that begin a formula, also in full width; spreadsheets skip control characters before them.
# Source: https://owasp.org/www-community/attacks/CSV_Injection; ASVS 5.0, requirement 1.2.10.
_SIGN = re.compile(r"[\s\x00-\x1f\x7f\ufeff\u200b]*([=+\-@＝＋－＠])")
# What begins with a sign and is shown as it is: a number, also with a currency or a percent sign, and signs alone.
_PLAIN = re.compile(r"\s*[-+＋－]\s?[$€£¥]?[\d.,]*\d[\d.,]*(e[-+]?\d+)?\s?[%€$£¥]?\s*|[-+=@.!?\s]*", re.IGNORECASE)
# After @, Excel runs only what calls a function, has a DDE link (`program|topic`) or names another workbook.
_CALL = re.compile(r"[(|\[（｜［]")
_AMBIGUOUS = re.compile(r"""\\["'N]|^\s+["']|^'.*''""", re.DOTALL)  # quoted or escaped in some dialect of CSV
_GUARDED_NAME = re.compile(rf"{_APOSTROPHE}+{_SIGN.pattern}")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run a cell instead of showing it; in doubt, yes."""
    sign = _SIGN.match(text)
    if sign is None or _PLAIN.fullmatch(text):
        return False
    return sign[1] not in "@＠" or _CALL.search(text, sign.end()) is not None


def guarded(frame: pd.DataFrame) -> pd.DataFrame:
    """A table in which no text and no column name is run; the same table where none would be or is ambiguous."""
    texts = [name for name in frame.columns if not pd.api.types.is_numeric_dtype(frame[name])]
    formulas = {name: frame[name].map(lambda cell: isinstance(cell, str) and is_formula(cell)) for name in texts}
    formulas = {name: cells.astype(bool) for name, cells in formulas.items() if cells.any()}
    names = [_guarded_name(str(name)) for name in frame.columns]
    is_plain = not formulas and names == list(frame.columns) and not any(map(_MARKER.fullmatch, names))
    if is_plain and not any(_is_ambiguous(text) for name in texts for text in (name, *frame[name])):
        return frame
    safe = frame.copy()
    for name, cells in formulas.items():
        safe.loc[cells, name] = [f"{_APOSTROPHE}{text}" for text in frame.loc[cells, name]]
    safe.columns = pd.Index(names)
    marker = MARKER
    while marker in names:
        marker += "_"
    safe[marker] = _lists(formulas, frame.index)
    return safe


def marker_of(names: Sequence[str]) -> str | None:
    """The column of a file that lists the guarded cells; None where nothing is guarded."""
    return next((name for name in reversed(names) if _MARKER.fullmatch(name)), None)


def original_names(names: Iterable[str], marker: str) -> dict[str, str]:
    """The names of the columns without their guard, by the names in the file."""
    originals: dict[str, str] = {}
    used: set[str] = set()
    for name in names:
        if name == marker:
            continue
        original = name[1:].strip() if _GUARDED_NAME.match(name) else name
        while original in used:  # in a file that others have changed
            original += "'"
        used.add(original)
        originals[name] = original
    return originals


def without_guard(frame: pd.DataFrame, marker: str) -> tuple[pd.DataFrame, int]:
    """The table that was guarded, without its marker, and the number of its guarded cells."""
    names = original_names(frame.columns, marker)
    plain = frame[list(names)].set_axis(list(names.values()), axis="columns")
    num_cells = 0
    for listed, rows in frame.groupby(marker, sort=False).groups.items() if len(frame) else ():
        for name in _listed(str(listed), names):
            cells = plain.loc[rows, name]
            num_cells += int(cells.str.startswith(_APOSTROPHE).sum())
            plain.loc[rows, name] = cells.str.removeprefix(_APOSTROPHE)
    return plain, num_cells


def _is_ambiguous(text: object) -> bool:
    return isinstance(text, str) and ("\\" in text or text[:1] in " \t'") and _AMBIGUOUS.search(text) is not None


def _guarded_name(name: str) -> str:
    """Also a name that looks guarded gets an apostrophe, so that removing one always gives the name."""
    return _APOSTROPHE + name if is_formula(name) or _GUARDED_NAME.match(name) else name


def _lists(formulas: Mapping[str, pd.Series], index: pd.Index) -> pd.Series:
    """Of each row, the columns with a guarded cell as JSON; empty where there is none."""
    if not formulas:
        return pd.Series("", index, dtype=object)
    marks = pd.DataFrame(formulas)
    marks = marks[marks.any(axis="columns")]
    names = [str(name).strip() for name in marks.columns]
    lists = [
        json.dumps([name for name, mark in zip(names, row, strict=True) if mark]) for row in marks.to_numpy().tolist()
    ]
    return pd.Series(lists, marks.index, dtype=object).reindex(index, fill_value="")


def _listed(cell: str, names: Mapping[str, str]) -> list[str]:
    """The columns that a cell of the marker lists; none where someone has changed it."""
    try:
        listed = json.loads(cell) if cell else []
    except ValueError:
        return []
    known = set(names.values())
    return [name for name in listed if isinstance(name, str) and name in known] if isinstance(listed, list) else []
