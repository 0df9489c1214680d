"""Line detection: whether a text file is one text a line, rather than a table with columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.config import FileSettings
from core.data.formats.delimited.dialect_detection import Sample, detect_dialect
from core.data.formats.delimited.header_row import detect_header
from core.data.formats.doubt import Doubt

LABEL_MARK = "__label__"  # fastText's: __label__good A film to remember.
_LINE_END = re.compile(r"\r\n|\n|\r")
_MOST = 0.9  # of the lines: what is true of so many is the rule
# The one column of a file without delimiters is hardly ever called anything else.
_TEXT_NAMES = {
    "text", "texts", "review", "reviews", "sentence", "sentences", "comment", "comments", "tweet", "tweets",
    "message", "messages", "content", "body", "document", "documents", "title", "headline", "description",
    "question", "answer", "post", "feedback", "utterance", "input", "texte", "avis", "commentaire", "kommentar",
    "bewertung", "satz", "texto", "frase", "comentario", "comentário", "reseña", "opinia", "tekst", "recensione",
    "testo", "metin", "yorum", "cümle", "текст", "отзыв", "комментарий", "文本", "评论", "内容", "テキスト", "レビュー",
    "텍스트", "리뷰",
}  # fmt: skip
_NAME = re.compile(r"[\w.\- ]{1,40}")
_SHORT, _FEW_WORDS = 30, 3  # a cell of more characters or words is no label
_MANY = 4  # times as long as a name are the texts below it
_QUOTED_CELL = re.compile(r'(^|[,;])"[^"]*"([,;]|$)')
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?%?|\d{4}-\d\d?-\d\d?")


@dataclass(frozen=True)
class LineLayout:
    """What the lines of a file are, besides texts.

    Args:
        has_labels: whether they begin with labels as fastText has them.
        has_header: whether the first is the name of the column.
        doubt: whether they could be the rows of a table, too.
    """

    has_labels: bool = False
    has_header: bool = False
    doubt: Doubt | None = None


ALL_TEXT = LineLayout()


def detect_lines(text: str, is_whole: bool, settings: FileSettings) -> tuple[LineLayout | None, Doubt | None]:
    """How the lines of a file are texts, or None where they are the rows of a CSV file; and a doubt about the latter.

    A table has a header, tabs or pipes in each line, quoted cells, a column of numbers, or one of few and short labels.
    Without any of these, commas that are followed by spaces, or that differ in number from line to line, are those of
    sentences.

    Args:
        text: the beginning of the file.
        is_whole: whether it is the whole file; otherwise its last line may be cut and does not count.
    """
    lines = full_lines(text, is_whole)
    if not lines:
        return None, None
    if sum(line.startswith(LABEL_MARK) for line in lines) >= _MOST * len(lines):
        return LineLayout(has_labels=True), None
    if settings.delimiter or sum(line[0] == line[-1] == '"' for line in lines[1:]) > _MOST * len(lines[1:]):
        return None, None
    sample = detect_dialect(text, is_whole, settings)
    if sample.dialect.skiprows or not sample.rows:
        return None, None
    layout, doubt = _of_one_column(lines, text) if sample.width == 1 else (_of_columns(lines, sample), None)
    if layout and settings.header != "auto":
        layout = LineLayout(has_header=settings.header == "yes", doubt=layout.doubt)
    return layout, doubt


def full_lines(text: str, is_whole: bool) -> list[str]:
    """The lines of the beginning of a file that are not blank, without a last one that may be cut."""
    lines = [line.strip() for line in _LINE_END.split(text) if line.strip()]
    return lines if is_whole else lines[:-1] or lines


def has_text_name(line: str) -> bool:
    """Whether a line is a usual name of a column of texts."""
    return line.casefold().strip("\"' ") in _TEXT_NAMES


def _of_one_column(lines: Sequence[str], text: str) -> tuple[LineLayout | None, Doubt | None]:
    first, *others = lines
    if has_text_name(first):
        has_commas = any("," in line or ";" in line for line in others)
        return (LineLayout(has_header=True), None) if has_commas and '"' not in text else (None, None)
    if others and _is_name_above(first, others):
        problem = "The first line is one word and those below it are longer, so it was read as the name of the column."
        return None, Doubt("dataset.format", problem, ("csv", "lines"))
    return ALL_TEXT, None


def _is_name_above(first: str, others: Sequence[str]) -> bool:
    is_word = len(first.split()) == 1 and bool(_NAME.fullmatch(first))
    return is_word and all(len(line.split()) >= _FEW_WORDS or len(line) >= _MANY * len(first) for line in others)


def _of_columns(lines: Sequence[str], sample: Sample) -> LineLayout | None:
    delimiter = sample.dialect.delimiter
    if delimiter not in ",;" or sample.dialect.quotechar == "'":
        return None
    header = detect_header(sample.rows)
    names = [cell.strip() for cell in sample.rows[0]]
    if len(lines) == 1 and not any(map(has_text_name, names)):
        return ALL_TEXT
    if header.exists and not header.is_doubtful:
        return None
    if sample.share < _MOST:
        return ALL_TEXT
    if max(sample.num_lines) > 1 or any(map(_QUOTED_CELL.search, lines)) or _has_labels(sample):
        return None
    num_delimiters = sum(line.count(delimiter) for line in lines)
    num_spaced = sum(f"{line} ".count(f"{delimiter} ") for line in lines)
    if num_spaced < _MOST * num_delimiters:
        return None
    problem = (
        "Each line was read as one text, because the file has no header, no labels, and its "
        f"{_NAMES[delimiter]} are followed by spaces, as in sentences."
    )
    return LineLayout(doubt=Doubt("dataset.format", problem, ("lines", "csv")))


_NAMES = {",": "commas", ";": "semicolons"}


def _has_labels(sample: Sample) -> bool:
    """Whether a column has numbers or dates, or few and short values that repeat."""
    rows = [row for row in sample.rows if len(row) == sample.width]
    return any(_are_labels([row[number].strip() for row in rows]) for number in range(sample.width))


def _are_labels(values: Sequence[str]) -> bool:
    if sum(bool(_NUMBER.fullmatch(value)) for value in values) >= _MOST * len(values):
        return True
    is_short = all(len(value) <= _SHORT and len(value.split()) <= _FEW_WORDS for value in values)
    return is_short and len(values) >= 4 and len(set(values)) <= len(values) / 2
