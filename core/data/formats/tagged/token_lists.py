"""Token lists: a sentence in each row, with a list of tokens and a list of tags, as Hugging Face publishes them."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from core.data.formats.encodings.charset import Encoding
from core.data.formats.packed.compression import LARGEST, too_large_error
from core.data.formats.tagged.bounded_lines import bounded_lines
from core.data.formats.tagged.column_choice import (
    TAG_NAMES,
    TOKEN_NAMES,
    TaggedColumns,
    check_different,
    place_of,
    tag_doubts,
    usual_place,
)
from core.data.formats.tagged.tagged_sentences import Sentence, TaggedLayout, Unit
from core.data.formats.typed.arrow_table import record_batches
from core.data.formats.typed.cell_values import to_cell
from core.data.formats.typed.json_lines import decode
from core.data.reading import Reading
from core.data.tables.columns import listed
from core.errors import DatasetError
from core.system.formatting import counted
from core.system.paths import quote

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_FOR_NAMES = 100
_LARGEST_JSON = 1_000_000_000  # bytes: a document is decoded in one piece


class Record(NamedTuple):
    """A row with its number and its values by column, or why it has none."""

    row: int
    values: Mapping[str, Any]
    problem: str = ""


def json_records(path: Path, encoding: Encoding) -> Iterator[Record]:
    """The objects of a file of JSON lines, each with the number of its line; numbers are strings.

    Raises:
        DatasetError: for a line that is too long.
    """
    with closing(bounded_lines(path, encoding)) as lines:
        for number, line in lines:
            if not line.strip():
                continue
            try:
                value = decode(line.rstrip())
            except ValueError as error:
                place = f" at character {error.pos + 1:,}" if isinstance(error, json.JSONDecodeError) else ""
                yield Record(number, {}, f"is not JSON{place}")
            else:
                yield _record(number, value)


def json_items(path: Path, encoding: Encoding) -> list[Record]:
    """The objects in a JSON document that is a list of them, has one such list, or is one; none unless they have lists.

    Raises:
        DatasetError: when the document is too large.
    """
    if path.stat().st_size > _LARGEST_JSON:
        raise too_large_error(path.name)
    try:
        value = decode(path.read_text(encoding=encoding.name, errors=encoding.errors))
    except ValueError:
        return []  # opening it as a table says where
    if isinstance(value, dict):
        value = _items(value)
    is_tagged = isinstance(value, list) and any(
        isinstance(cell, list) for item in value[:_ROWS_FOR_NAMES] if isinstance(item, dict) for cell in item.values()
    )
    return [_record(number, item) for number, item in enumerate(value, start=1)] if is_tagged else []


def _items(document: dict[str, Any]) -> list[Any]:
    """The objects of an object: the only list of objects in it, those that lists of lists are columns of, or itself."""
    lists = [item for item in document.values() if isinstance(item, list) and item]
    of_objects = [item for item in lists if isinstance(item[0], dict)]
    if len(of_objects) == 1:
        return of_objects[0]
    if not any(isinstance(item[0], list) for item in lists):
        return [document] if lists else []
    is_table = len(lists) == len(document) and len(set(map(len, lists))) == 1
    return [dict(zip(document, row, strict=True)) for row in zip(*lists, strict=True)] if is_table else []


def _record(number: int, value: Any) -> Record:
    return Record(number, value) if isinstance(value, dict) else Record(number, {}, "is not a JSON object")


def arrow_records(paths: Sequence[Path]) -> Iterator[Record]:
    """The rows of files of Parquet or Arrow, numbered on from one file to the next.

    Raises:
        DatasetError: when a file is damaged or too large.
    """
    number = num_bytes = 0
    for path in paths:
        with record_batches(path) as (_, batches):
            for batch in batches:
                if (num_bytes := num_bytes + batch.nbytes) > LARGEST:
                    raise too_large_error(path.name)
                names = [
                    name for name, kind in zip(batch.schema.names, batch.schema.types, strict=True) if _is_list(kind)
                ]
                for values in zip(*(batch.column(name).to_pylist() for name in names), strict=True):
                    number += 1
                    yield Record(number, dict(zip(names, values, strict=True)))


def arrow_class_names(path: Path) -> dict[str, tuple[str, ...]]:
    """The names of the classes by column, as `datasets` leaves its features in a file's schema."""
    with record_batches(path) as (schema, _):
        stored = (schema.metadata or {}).get(b"huggingface", b"{}")
    try:
        features = json.loads(stored)["info"]["features"]
        return {column: names for column, feature in features.items() if (names := _class_names(feature))}
    except (ValueError, KeyError, TypeError, AttributeError):  # another program may write what it likes
        return {}


def list_layout(
    records: Iterable[Record],
    columns: TaggedColumns,
    class_names: Mapping[str, tuple[str, ...]],
    reading: Reading,
    name: str,
    unit: Unit,
) -> tuple[TaggedLayout, Iterable[Record]]:
    """Which columns hold the lists, and all records.

    Args:
        class_names: by column, where the file has them.
        reading: what is known of the file; its columns and doubts are filled in.

    Raises:
        DatasetError: when there is no such column.
    """
    records = iter(records)
    first = list(islice(records, _ROWS_FOR_NAMES))
    names = list(dict.fromkeys(column for record in first for column in record.values))
    lists = [column for column in names if any(isinstance(record.values.get(column), list) for record in first)]
    token = _chosen(columns.token, lists, names, TOKEN_NAMES, name, "text_column")
    others = [column for column in lists if column != token]
    tag = _chosen(columns.tag, others if columns.tag is None else lists, names, TAG_NAMES, name, "label_column")
    check_different(names.index(token), names.index(tag), names, name)
    doubts = tag_doubts(tag, others) if columns.tag is None else ()
    reading = replace(reading, columns=tuple(names), doubts=(*doubts, *reading.doubts))
    layout = TaggedLayout(name, "lists", unit, reading, token, tag, class_names=class_names.get(tag, ()))
    return layout, chain(first, records)


def list_sentences(records: Iterable[Record], layout: TaggedLayout) -> Iterator[Sentence]:
    """The sentence of each record; tags that are ids get the names of their classes where the file has these."""
    name_of = _namer(layout.class_names)
    for number, values, problem in records:
        tokens, tags = values.get(layout.token_column), values.get(layout.tag_column)
        if problem:
            yield Sentence(number, (), (), problem, number)
        elif not isinstance(tokens, list) or not isinstance(tags, list):
            column = layout.tag_column if isinstance(tokens, list) else layout.token_column
            yield Sentence(number, (), (), f"has no list in the column {quote(repr(column))}", number)
        elif len(tokens) != len(tags):
            problem = f"has {counted(len(tokens), 'token', 'tokens')} and {counted(len(tags), 'tag', 'tags')}"
            yield Sentence(number, (), (), problem, number)
        else:
            words, names = [to_cell(token) for token in tokens], [name_of(to_cell(tag)) for tag in tags]
            yield Sentence(number, words, names, _problem(words, names, tags, layout), number)


def _problem(tokens: Sequence[str], names: Sequence[str], tags: Sequence[Any], layout: TaggedLayout) -> str:
    """Why the lists of a sentence cannot be used."""
    for place, (token, name) in enumerate(zip(tokens, names, strict=True), start=1):
        if not token.strip(" \t\r\n"):
            return f"has an empty token, number {place:,} of the sentence"
        if not name:
            is_unknown = bool(layout.class_names) and tags[place - 1] is not None
            tag = f"the tag {quote(to_cell(tags[place - 1]))}" if is_unknown else "no tag"
            of = f"; the file names {len(layout.class_names)} classes" if is_unknown else ""
            return f"has {tag} at token {place:,}{of}"
    return ""


def _namer(class_names: Sequence[str]) -> Callable[[str], str]:
    """The name of the tag with an id; empty for one out of range."""
    if not class_names:
        return lambda tag: tag
    names = {str(number): name for number, name in enumerate(class_names)} | {name: name for name in class_names}
    return lambda tag: names.get(tag, "")


def _chosen(
    column: str | None, lists: Sequence[str], names: Sequence[str], usual: Sequence[str], file_name: str, setting: str
) -> str:
    if column is not None:
        return names[place_of(column, names, file_name, setting)]
    place = usual_place(lists, usual)
    if place is None and len(lists) == 1 and setting == "label_column":
        place = 0
    if place is not None:
        return lists[place]
    what = "tokens" if setting == "text_column" else "tags"
    raise DatasetError(
        f"{file_name} has no column that is known to hold lists of {what}.",
        f"It is called {usual[0]!r} or similar; the columns are {listed(names)}.",
        f"Set dataset.{setting} to the column with the {what}.",
    )


def _class_names(feature: Any) -> tuple[str, ...]:
    """The names in a feature that is a list of `ClassLabel`, as any version of `datasets` writes it."""
    if isinstance(feature, list):
        feature = {"feature": feature[0]} if feature else {}
    inner = feature.get("feature") if isinstance(feature, dict) else None
    names = inner.get("names") if isinstance(inner, dict) else None
    return tuple(map(str, names)) if isinstance(names, list) else ()


def _is_list(kind: "pa.DataType") -> bool:
    import pyarrow as pa

    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind))
