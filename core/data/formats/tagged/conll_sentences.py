"""The sentences of files with a token on each line: CoNLL's columns, and CoNLL-U.

Sources: https://www.clips.uantwerpen.be/conll2003/ner/, https://universaldependencies.org/format.html and
https://universaldependencies.org/ext-format.html (columns that the file names itself).
"""

import re
from collections.abc import Iterable, Iterator

from core.data.formats.tagged.conll_layout import DOCUMENT, SPACE, ConllLayout
from core.data.formats.tagged.tagged_sentences import Sentence, Skipped
from core.system.formatting import counted
from core.system.paths import quote

_FIELD_COMMENT = re.compile(r"#\s*\S.*\S*=")  # `# sent_id = 1`, `# id 7 domain=en`
_UNSPECIFIED = "_"
_SETS = frozenset({"feats", "misc", "deps"})  # columns whose `_` means that there is nothing, which is a tag as well


def conll_sentences(
    lines: Iterable[tuple[int, str]], layout: ConllLayout, skipped: dict[Skipped, int]
) -> Iterator[Sentence]:
    """The sentences between blank lines and lines with `-DOCSTART-`.

    A sentence with a line of other columns, without a token or without a tag has this as its problem. A line that
    begins with `#` is a comment in CoNLL-U; elsewhere a `#` is a token, unless the line is the first of a sentence and
    has other columns or a `name = value`.

    Args:
        skipped: counts of what is left out, which are added to.
    """
    first = 0
    tokens: list[str] = []
    tags: list[str] = []
    problem = ("", 0)
    num_comments = num_documents = num_ranges = num_empty = 0
    width, token_at, tag_at, has_ids = len(layout.names), layout.token, layout.tag, layout.has_ids
    is_optional = layout.names[tag_at] in _SETS
    is_header = layout.has_header
    for number, line in lines:
        if not line.strip(SPACE):
            if first:
                yield Sentence(first, tokens, tags, *problem)
                first, tokens, tags, problem = 0, [], [], ("", 0)
            continue
        cells = layout.cells(line)
        if line[0] == "#" and not tokens and (has_ids or len(cells) != width or _FIELD_COMMENT.match(line)):
            num_comments += 1
            continue
        if is_header:
            is_header = False
            continue
        if line.startswith(DOCUMENT):
            num_documents += 1
            if first:
                yield Sentence(first, tokens, tags, *problem)
                first, tokens, tags, problem = 0, [], [], ("", 0)
            continue
        first = first or number
        if has_ids and not cells[0].isdecimal():
            if line[0] == "#":  # between the lines of a sentence
                num_comments += 1
                continue
            if "-" in cells[0]:
                num_ranges += 1
                continue
            if "." in cells[0]:
                num_empty += 1
                continue
        if len(cells) != width:
            problem = problem if problem[0] else (_ragged(len(cells), width), number)
            continue
        token, tag = cells[token_at].strip(SPACE), cells[tag_at].strip(SPACE)
        if not token or not tag or (has_ids and tag == _UNSPECIFIED and not is_optional):
            problem = problem if problem[0] else (_missing(token, layout), number)
            continue
        tokens.append(token)
        tags.append(tag)
    if first:
        yield Sentence(first, tokens, tags, *problem)
    counts: dict[Skipped, int] = {
        "comment_lines": num_comments,
        "document_lines": num_documents,
        "multiword_ranges": num_ranges,
        "empty_nodes": num_empty,
    }
    for kind, count in counts.items():
        skipped[kind] = skipped.get(kind, 0) + count


def _ragged(number: int, width: int) -> str:
    return f"has {counted(number, 'column', 'columns')}; the file has {width}"


def _missing(token: str, layout: ConllLayout) -> str:
    if not token:
        return f"has no token in {_named(layout.names[layout.token])}"
    return f"has no tag in {_named(layout.names[layout.tag])}"


def _named(column: str) -> str:
    return column if column.startswith("column ") else f"the column {quote(repr(column))}"
