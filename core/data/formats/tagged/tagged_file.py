"""Tagged files: sentences with a tag for every token, from a file of any of the layouts that are known by content."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Literal

from core.config import FileSettings
from core.data.formats.detection import detect_format
from core.data.formats.encodings.charset import Encoding, detect_encoding
from core.data.formats.opening import decompressed_file
from core.data.formats.tagged.bounded_lines import bounded_lines, damage_remarks
from core.data.formats.tagged.column_choice import TaggedColumns
from core.data.formats.tagged.conll_layout import ConllLayout, detect_conll, with_columns
from core.data.formats.tagged.conll_sentences import conll_sentences
from core.data.formats.tagged.sentence_collection import collect_sentences
from core.data.formats.tagged.tagged_sentences import Skipped, TaggedLayout, TaggedSentences, Unit
from core.data.formats.tagged.token_lists import (
    Record,
    arrow_class_names,
    arrow_records,
    json_items,
    json_records,
    list_layout,
    list_sentences,
)
from core.data.formats.tagged.word_rows import read_word_rows
from core.data.formats.typed.hugging_face import folder_files, hub_files, is_hub_name
from core.data.reading import Reading
from core.system.paths import is_folder

_SAMPLE = 1 << 16  # characters from which the layout is detected
_DETECTED = FileSettings()
_DEFAULT_COLUMNS = TaggedColumns()


def read_tagged(
    path: Path,
    settings: FileSettings = _DETECTED,
    columns: TaggedColumns = _DEFAULT_COLUMNS,
    least_tags: int = 2,
) -> TaggedSentences:
    """Read all sentences of a file, compressed or not, of a folder of Hugging Face's files, or of a name on the Hub.

    The content decides between CoNLL's columns, CoNLL-U, JSON lines or Parquet with two lists, and a table with a row
    for each token; `settings.format` set to `csv` or `excel` makes it a table.

    Args:
        columns: which to read; those left out are detected.
        least_tags: different tags that the file must have; a test set may have one.

    Raises:
        DatasetError: when the file cannot be used; it names the file and the line or row.
    """
    if is_hub_name(path) or is_folder(path):
        split, files = (hub_files if is_hub_name(path) else folder_files)(path, settings.sheet)
        return _from_arrow(files, settings, columns, Reading(format="parquet", sheet=split), least_tags)
    with decompressed_file(path, settings.sheet) as (content, compression):
        tagged = _read(content, settings, columns, least_tags)
    if not compression:
        return tagged
    sheet = settings.sheet or "" if compression == "zip" else ""
    reading = replace(tagged.reading, compression=compression, sheet=sheet or tagged.reading.sheet)
    return replace(tagged, reading=reading)


def _read(path: Path, settings: FileSettings, columns: TaggedColumns, least_tags: int) -> TaggedSentences:
    file_format = detect_format(path, settings).format
    if file_format == "parquet":
        return _from_arrow([path], settings, columns, Reading(format="parquet"), least_tags)
    if file_format in ("csv", "lines", "json_lines", "json") and settings.format != "csv":
        encoding = detect_encoding(path, settings.encoding)
        if file_format == "json_lines":
            records = json_records(path, encoding)
            return _from_json(records, "json_lines", path, encoding, settings, columns, least_tags)
        if file_format == "json" and (items := json_items(path, encoding)):
            return _from_json(items, "json", path, encoding, settings, columns, least_tags)
        if file_format != "json" and (layout := detect_conll(*_beginning(path, encoding))):
            return _from_conll(path, encoding, with_columns(layout, columns, path.name), settings, least_tags)
    table = settings if file_format != "lines" else settings.model_copy(update={"format": "csv"})
    word_layout, sentences = read_word_rows(path, table, columns)
    return collect_sentences(sentences, word_layout, settings, {}, least_tags)


def _beginning(path: Path, encoding: Encoding) -> tuple[str, bool]:
    """The first characters of a file, and whether they are all of it."""
    with path.open(encoding=encoding.name, errors=encoding.errors) as stream:
        return stream.read(_SAMPLE), not stream.read(1)


def _from_conll(
    path: Path, encoding: Encoding, layout: ConllLayout, settings: FileSettings, least_tags: int
) -> TaggedSentences:
    skipped: dict[Skipped, int] = {}
    kind = "conllu" if layout.has_ids else "conll"
    reading = replace(_text_reading(kind, path, encoding, layout.names), has_header=layout.has_header)
    reading = replace(reading, doubts=(*layout.doubts, *reading.doubts))
    tagged = TaggedLayout(
        path.name,
        "conllu" if layout.has_ids else "conll",
        "line",
        reading,
        layout.names[layout.token],
        layout.names[layout.tag],
    )
    sentences = conll_sentences(bounded_lines(path, encoding), layout, skipped)
    return collect_sentences(sentences, tagged, settings, skipped, least_tags)


def _from_json(
    records: Iterable[Record],
    kind: Literal["json_lines", "json"],
    path: Path,
    encoding: Encoding,
    settings: FileSettings,
    columns: TaggedColumns,
    least_tags: int,
) -> TaggedSentences:
    reading = _text_reading(kind, path, encoding)
    unit: Unit = "line" if kind == "json_lines" else "item"
    layout, records = list_layout(records, columns, {}, reading, path.name, unit)
    return collect_sentences(list_sentences(records, layout), layout, settings, {}, least_tags)


def _from_arrow(
    paths: list[Path], settings: FileSettings, columns: TaggedColumns, reading: Reading, least_tags: int
) -> TaggedSentences:
    names = arrow_class_names(paths[0])
    layout, records = list_layout(arrow_records(paths), columns, names, reading, paths[0].name, "row")
    return collect_sentences(list_sentences(records, layout), layout, settings, {}, least_tags)


def _text_reading(kind: str, path: Path, encoding: Encoding, names: tuple[str, ...] = ()) -> Reading:
    return Reading(
        format=kind,
        encoding=encoding.name,
        is_damaged=encoding.errors == "replace",
        columns=names,
        doubts=encoding.doubts,
        remarks=damage_remarks(path, encoding),
    )
