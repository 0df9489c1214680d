"""Choices of an encoding for a file, each with a line of it, so that a person sees which one is right."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from core.data.formats.encodings.charset import detect_encoding, foreign_lines
from core.data.formats.encodings.encoding_ranking import rank_encodings
from core.system.paths import quote, quoting

_LONGEST_LINE = 120
_MOST_LINES = 50


@dataclass(frozen=True)
class EncodingChoice:
    """An encoding, and how a line of the file reads in it."""

    name: str
    line: str


def encoding_choices(path: Path) -> tuple[EncodingChoice, ...]:
    """The encodings that a file may be in, the detected one first; of those that give the same line, the first.

    The line is the one with most characters beyond ASCII among the first ones.

    Raises:
        DatasetError: when the file is missing, empty or no text.
    """
    detected = detect_encoding(path)
    names, line = [detected.name], b""
    with path.open(encoding=detected.name, errors="replace") as stream:
        first = max(islice(stream, _MOST_LINES), key=_num_foreign, default="")
    if not detected.name.startswith("utf"):
        sample = foreign_lines(path)
        line = max(sample.split(b"\n"), key=lambda line: sum(byte > 127 for byte in line))
        names += [encoding.name for encoding in rank_encodings(sample)]
    by_line: dict[str, str] = {}
    for name in names:
        by_line.setdefault(line.decode(name, "replace") if line else first, name)
    with quoting(path):
        return tuple(EncodingChoice(name, quote(text.strip()[:_LONGEST_LINE])) for text, name in by_line.items())


def _num_foreign(line: str) -> int:
    return sum(not character.isascii() for character in line)
