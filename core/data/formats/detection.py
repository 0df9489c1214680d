"""Detection: the format of a file by its content, whatever its name ends in."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.config import FileSettings
from core.data.formats.doubt import Doubt
from core.data.formats.encodings.charset import marked_encoding
from core.data.formats.packed.magic import NUM_BYTES, binary_format, foreign_kind
from core.data.formats.plain.line_detection import ALL_TEXT, LineLayout, detect_lines, full_lines
from core.data.formats.typed.json_lines import decode
from core.errors import DatasetError
from core.system.paths import read_beginning

Format = Literal["csv", "json_lines", "json", "parquet", "excel", "lines"]

_SAMPLE = 1 << 16  # bytes
_MOST = 0.9  # of the first lines: what is true of so many is the rule
_JSON_START = re.compile(r"\[\s*([\[{\"\]]|-?\d|(true|false|null)\b|$)|\{\s*(\"|\}|$)")
_OBJECT = re.compile(r"""\{\s*["'}].*\}|\{\}""")  # strings in single quotes are no JSON, which the reader says


@dataclass(frozen=True)
class Detected:
    """The format of a file.

    Args:
        lines: what its lines are, in the format `lines`.
        doubt: which other format fits, too.
    """

    format: Format
    lines: LineLayout = ALL_TEXT
    doubt: Doubt | None = None


def detect_format(path: Path, settings: FileSettings) -> Detected:
    """The format that the settings name, or else the one that the beginning of a file shows.

    Raises:
        DatasetError: when the file cannot be opened, or is of a kind that holds no table.
    """
    sample = read_beginning(path, _SAMPLE + 1)
    is_whole, sample = len(sample) <= _SAMPLE, sample[:_SAMPLE]
    kind = binary_format(sample[:NUM_BYTES])
    if settings.format == "auto" and kind in ("parquet", "arrow"):
        return Detected("parquet")
    if settings.format == "auto" and kind in ("excel", "zip"):  # an archive that is no workbook is decompressed before
        return Detected("excel")
    if foreign := foreign_kind(sample[:NUM_BYTES]):
        raise DatasetError(
            f"{path.name} is {foreign}.",
            "Files of CSV, JSON, Parquet, Excel and plain text are read.",
            "Save the table in one of these formats and choose that file.",
        )
    text = _decoded(sample, settings)
    if settings.format == "lines":
        lines, _ = detect_lines(text, is_whole, settings)
        return Detected("lines", lines or LineLayout(has_header=settings.header == "yes"))
    if settings.format != "auto":
        return Detected(settings.format)
    if json_format := _json_format(text, is_whole):
        return Detected(json_format)
    lines, doubt = detect_lines(text, is_whole, settings)
    return Detected("csv", doubt=doubt) if lines is None else Detected("lines", lines, lines.doubt)


def _decoded(sample: bytes, settings: FileSettings) -> str:
    """The sample as characters: enough to see how it is laid out, whatever its encoding."""
    return sample.decode(settings.encoding or marked_encoding(sample) or "utf-8", "replace")


def _json_format(text: str, is_whole: bool) -> Literal["json_lines", "json"] | None:
    lines = full_lines(text, is_whole)
    if not lines:
        return None
    if sum(map(bool, map(_OBJECT.fullmatch, lines))) >= _MOST * len(lines) and len(lines) > 1:
        return "json_lines"
    if not _JSON_START.match(text.strip()):
        return None
    has_more = len(lines) > 1 or not is_whole
    return "json_lines" if has_more and _is_object(lines[0]) else "json"


def _is_object(line: str) -> bool:
    try:
        return isinstance(decode(line), dict)
    except ValueError:
        return False
