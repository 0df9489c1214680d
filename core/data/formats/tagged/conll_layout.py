"""The layout of CoNLL: what divides the columns of a file with a token on each line, and which of them are read."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.data.formats.doubt import Doubt
from core.data.formats.tagged.column_choice import (
    TAG_NAMES,
    TOKEN_NAMES,
    TaggedColumns,
    check_different,
    numbered,
    place_of,
    tag_doubts,
    usual_place,
)

CONLLU = ("id", "form", "lemma", "upos", "xpos", "feats", "head", "deprel", "deps", "misc")
DOCUMENT = "-DOCSTART-"
SPACE = " \t\r\n\ufeff"  # no other character of Unicode's white space divides columns: some corpora have it as a token
_GLOBAL_COLUMNS = "# global.columns ="
_ID = re.compile(r"\d+([-.]\d+)?", re.ASCII)
_MOST = 0.9  # of the lines: what is true of so many is the rule
_LINE_END = re.compile(r"\r\n|\n|\r")
# The columns of CoNLL-U that have a tag for each word, the usual one first.
_CONLLU_TAGS = ("upos", "xpos", "deprel", "feats")


@dataclass(frozen=True)
class ConllLayout:
    """How the lines of a file are divided into columns.

    Args:
        names: of its columns; `column 1` and so on where the file names none.
        has_tabs: whether a tab divides columns, rather than any number of spaces and tabs.
        has_ids: whether its first column has CoNLL-U's ids, so that ranges and empty nodes are no tokens.
        has_header: whether the first line names the columns.
        token: the place of the column of tokens.
        tag: the place of the column of tags.
        doubts: which other column may have the tags.
    """

    names: tuple[str, ...]
    has_tabs: bool
    has_ids: bool = False
    has_header: bool = False
    token: int = 0
    tag: int = -1
    doubts: tuple[Doubt, ...] = ()

    def cells(self, line: str) -> list[str]:
        """The cells of a line; where tabs divide them, with the spaces around them."""
        if self.has_tabs:
            return line.strip("\r\n\ufeff").split("\t")
        return [cell for cell in line.strip(SPACE).replace("\t", " ").split(" ") if cell]


def detect_conll(text: str, is_whole: bool) -> ConllLayout | None:
    """How the beginning of a file is laid out if it has a token on each line; None where it is a table with a header.

    Most lines have the same number of columns, two or more, and blank lines divide sentences. A file of one sentence
    has no blank line; its first line must not name columns.

    Args:
        is_whole: whether it is the whole file; otherwise its last line may be cut and does not count.
    """
    lines = _LINE_END.split(text)
    if not is_whole and len(lines) > 1:
        lines.pop()
    filled = [line for line in lines if line.strip(SPACE)]
    data = [line for line in filled if not line.startswith("#")] or filled
    if not data:
        return None
    has_tabs = sum("\t" in line for line in data) > len(data) / 2
    layout = ConllLayout((), has_tabs)
    rows = [[cell.strip(SPACE) for cell in layout.cells(line)] for line in data]
    width, number = Counter(map(len, rows)).most_common(1)[0]
    plus = next((line for line in filled if line.startswith(_GLOBAL_COLUMNS)), None)
    if plus is not None:
        names = plus.removeprefix(_GLOBAL_COLUMNS).casefold().split()
        return ConllLayout(tuple(names), has_tabs=True, has_ids=names[:1] == ["id"])
    if has_tabs and width == len(CONLLU) and _share_of_ids(rows) >= _MOST:
        return ConllLayout(CONLLU, has_tabs=True, has_ids=True)
    if width < 2 or number <= len(rows) / 2:
        return None
    has_header = usual_place(rows[0], TOKEN_NAMES) is not None and usual_place(rows[0], TAG_NAMES) is not None
    if not _has_blocks(lines) and (has_header or number < _MOST * len(rows)):
        return None
    names = [cell.casefold() for cell in rows[0]]
    has_header = has_header and len(set(names)) == len(names) == width
    return replace(layout, names=tuple(rows[0]) if has_header else numbered(width), has_header=has_header)


def with_columns(layout: ConllLayout, columns: TaggedColumns, file_name: str) -> ConllLayout:
    """The layout with the chosen columns; the usual ones, or else the first and the last, where none is chosen.

    Raises:
        DatasetError: when there is no such column, or one is chosen for both.
    """
    names = layout.names
    is_named = layout.has_ids or layout.has_header
    token = (is_named and usual_place(names, TOKEN_NAMES)) or 0
    if columns.token is not None:
        token = place_of(columns.token, names, file_name, "text_column")
    if columns.tag is not None:
        tag = place_of(columns.tag, names, file_name, "label_column")
        check_different(token, tag, names, file_name)
        return replace(layout, token=token, tag=tag)
    named = usual_place(names, _CONLLU_TAGS if names == CONLLU else TAG_NAMES)
    tag = named if is_named and named is not None and named != token else len(names) - 1
    check_different(token, tag, names, file_name)
    candidates = [name for name in names if name in _CONLLU_TAGS] if layout.has_ids else _others(names, token)
    doubts = () if names == CONLLU else tag_doubts(names[tag], candidates)  # of CoNLL-U, all know which is meant
    return replace(layout, token=token, tag=tag, doubts=doubts)


def _others(names: Sequence[str], token: int) -> list[str]:
    return [name for place, name in enumerate(names) if place != token]


def _share_of_ids(rows: Sequence[Sequence[str]]) -> float:
    return sum(bool(_ID.fullmatch(cells[0])) for cells in rows) / len(rows)


def _has_blocks(lines: Sequence[str]) -> bool:
    """Whether a blank line is between two that are not, or a document begins."""
    blank = [not line.strip(SPACE) for line in lines]
    inner = blank[blank.index(False) : len(blank) - blank[::-1].index(False)]
    return any(inner) or any(line.startswith(DOCUMENT) for line in lines)
