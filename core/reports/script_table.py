"""How a Keras script reads a table of texts, as values for its template."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.config import DatasetConfig
from core.data.reading import DropReason, Reading
from core.data.tables.columns import listed
from core.data.tables.label_reading import LabelKind
from core.data.tables.labels import label_key
from core.errors import RunStateError
from core.reports.script_reading.script_file import ScriptFile, literal, script_file

_EMPTY: dict[str, DropReason] = {"text": "empty_text", "label": "empty_label"}
_BOOLEANS = {"false", "true"}
_LABEL_AS: dict[LabelKind, str] = {
    "numbers": ".astype(float)",
    "booleans": ".str.strip().str.casefold()",
    "words": '.str.split().str.join(" ").str.casefold().str.normalize("NFC")',
}
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


@dataclass(frozen=True)
class ScriptTable:
    """How a file of texts was read.

    Args:
        file: how pandas reads it.
        empty: the columns in which some rows had no value.
        positions: of the columns of texts and labels, where their names are ambiguous.
        joined_columns: the columns that are one text together.
        split_column: names the set of each row.
        missing: labels that are dropped, because they are words for a missing value.
        classes: the class of each label as Python literals, where rules or spellings decide it.
        min_class_rows: rows that a class must have; 1 where none was dropped.
        parts: rows of the sets that come with the file.
    """

    file: ScriptFile = field(default_factory=ScriptFile)
    text_column: str = "text"
    label_column: str = "label"
    empty: tuple[str, ...] = ()
    class_names: tuple[str, ...] = ()
    label_as: str = ""
    positions: tuple[str, ...] = ()
    joined_columns: tuple[str, ...] = ()
    split_column: str = ""
    missing: tuple[str, ...] = ()
    classes: tuple[tuple[str, str], ...] = ()
    min_class_rows: int = 1
    parts: Mapping[str, int] = field(default_factory=dict)


def script_table(config: DatasetConfig, class_names: Sequence[str], reading: Reading) -> ScriptTable:
    """How the file was read.

    Raises:
        RunStateError: when the file has not been read yet, or the script would read other rows than the run did.
    """
    empty = tuple(name for name, reason in _EMPTY.items() if reading.dropped.get(reason))
    if config.name == "reviews":
        return ScriptTable(empty=empty)
    if not (reading.format or reading.encoding):  # formats that are no text have no encoding
        raise RunStateError(
            "This run has not read its file yet.",
            "The script needs the file's encoding and columns, which are known after reading.",
            "Train the run before exporting its script.",
        )
    table = ScriptTable(
        script_file(reading),
        reading.text_column or "text",
        reading.label_column or "label",
        empty,
    )
    if config.name != "file":
        return table
    _check_files(config, reading)
    table = replace(
        table,
        **_classes(config, class_names, reading),
        joined_columns=reading.joined_columns,
        split_column=reading.split_column or "",
        missing=tuple(map(literal, sorted(reading.missing_labels))),
        min_class_rows=config.min_class_rows if reading.rare_classes else 1,
        parts=reading.parts,
    )
    return replace(table, positions=table.file.positions())


def _check_files(config: DatasetConfig, reading: Reading) -> None:
    """Refuse what the script would have to read in a way of its own."""
    if config.part_paths:
        raise RunStateError(
            "There is no Keras script for sets in files of their own.",
            "The script reads one file.",
            "Put the rows of all sets into one file with a column that names them, and set dataset.split_column to it.",
        )
    if reading.renamed and reading.has_header and (reading.joined_columns or reading.split_column):
        raise RunStateError(
            f"The file has columns without a name of their own ({listed(reading.renamed)}).",
            "With joined columns or a split column, the script finds columns by their names.",
            "Give each column a name of its own, and train again.",
        )


def _classes(config: DatasetConfig, class_names: Sequence[str], reading: Reading) -> dict[str, Any]:
    """The classes as Python literals, how the label's text becomes one of them, and the class of each label."""
    if config.class_rules or reading.spellings:
        is_plain = reading.label_kind == "words" and not config.merge_spellings
        return {
            "class_names": tuple(map(literal, class_names)),
            "label_as": ".str.strip()" if is_plain else _label_as(reading.label_kind, reading),
            "classes": tuple(_class_literals(config, class_names, reading)),
        }  # fmt: skip
    if all(map(_NUMBER.fullmatch, class_names)):  # 4 and 4.0 are the same class
        return {"class_names": tuple(class_names), "label_as": _label_as("numbers", reading)}
    are_booleans = set(class_names) == _BOOLEANS
    return {
        "class_names": tuple(map(literal, class_names)),
        "label_as": _LABEL_AS["booleans"] if are_booleans else ".str.strip()",
    }


def _class_literals(config: DatasetConfig, class_names: Sequence[str], reading: Reading) -> Iterator[tuple[str, str]]:
    """Each label that is left after equal ones are one, with its class; None where its rows are dropped."""
    kind = reading.label_kind
    classes = {label_key(label, kind, config.merge_spellings): name for label, name in config.class_rules.items()}
    for name in (*config.class_rules.values(), *class_names, *reading.rare_classes):
        if name is not None:
            classes.setdefault(label_key(name, kind, config.merge_spellings), name)
    for label, name in classes.items():
        if kind != "numbers":
            yield literal(label), "None" if name is None else literal(name)
        elif _NUMBER.fullmatch(label):
            yield str(float(label)), "None" if name is None else literal(name)


def _label_as(kind: LabelKind, reading: Reading) -> str:
    point = '.str.replace(",", ".")' if kind == "numbers" and reading.decimal == "," else ""
    return point + _LABEL_AS[kind]
