"""What keeps the language plain: the words of the old dialect stay out of strings, comments, docs and identifiers."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from core.settings import PROJECT_FOLDER

# Names that say nothing about what a function returns or does.
BANNED_NAMES = {
    "told", "tell", "found", "shown", "given", "taken", "asked", "wanted", "brought", "mend", "mended", "came", "roomy",
    "reader", "readers", "take_away", "aside", "utils", "helper", "helpers", "misc", "stuff",
}  # fmt: skip
# Phrases that nobody types into a search box, each with what to say instead.
BANNED_PHRASES = {
    r"\bmend(s|ed|ing)?\b": "fix",
    r"\b(is|are|was|were) told\b": "is shown, is reported",
    r"\btake (it )?away\b": "download, remove",
    r"\bstands? here\b": "appears here",
    r"\bis like that\b": "matches",
    r"\bh[eo]ld(s|ing)? .{0,30}against\b": "compared with",
    r"\bwhat was learned\b": "training curve",
    r"\btruly\b": "actual",
    r"\bof one's own\b": "your own",
    r"\bas (they|it) stands?\b": "unchanged",
    r"\bwithout a word\b": "without a warning, unexpectedly",
    r"\bnothing that it needs not\b": "only what it needs",
    r"\bthe surest\b": "the most confident",
    r"\b(brought|bring) (a|your|the|an) (csv|file|data)": "upload",
    r"\b(one|two|three|four|forward|backward) readers?\b": "direction layer",
    r"\bwhosoever\b|\bwhichsoever\b|\bbeside each other\b": "who, which, side by side",
    r"\bhas no name for\b": "unexpected",
    r"\bletter by letter\b": "literally",
    r"\bmake-believe\b": "fake",
}
FOLDERS = ("core", "pages", "benchmarks", "tests", "assets", "scripts")
SOURCES = sorted(
    path
    for folder in FOLDERS
    for path in (PROJECT_FOLDER / folder).rglob("*.py")
    if path != Path(__file__)
)  # fmt: skip
TEXTS = sorted(
    [
        *PROJECT_FOLDER.glob("*.md"),
        *(PROJECT_FOLDER / "docs").rglob("*.md"),
        *(path for path in (PROJECT_FOLDER / "assets").rglob("*") if path.suffix in (".jinja", ".js", ".css")),
        *(PROJECT_FOLDER / "scripts").iterdir(),
        PROJECT_FOLDER / "requirements.txt",
        PROJECT_FOLDER / ".streamlit" / "config.toml",
    ]
)


def identifiers(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The names that a module defines: functions, classes, parameters and variables, each with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name.strip("_").casefold(), node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg.strip("_").casefold(), node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id.strip("_").casefold(), node.lineno


def prose(source: str) -> Iterator[tuple[str, int]]:
    """The strings and comments of a module, each with its line."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in (tokenize.STRING, tokenize.COMMENT):
            yield token.string, token.start[0]


def banned_phrases(text: str, first_line: int = 1) -> list[str]:
    """Each banned phrase of a text with its line and what to say instead."""
    return [
        f"line {first_line + text.count(chr(10), 0, match.start())}: {match[0]!r} (say: {instead})"
        for pattern, instead in BANNED_PHRASES.items()
        for match in re.finditer(pattern, text, re.IGNORECASE)
    ]


def relative(path: Path) -> str:
    return str(path.relative_to(PROJECT_FOLDER))


def test_no_identifier_is_of_the_old_dialect():
    names = {path: identifiers(ast.parse(path.read_text(encoding="utf-8"))) for path in SOURCES}
    assert [
        f"{relative(path)}, line {line}: {name}"
        for path, of_path in names.items()
        for name, line in of_path
        if name in BANNED_NAMES
    ] == []


def test_no_string_or_comment_is_of_the_old_dialect():
    texts = {path: prose(path.read_text(encoding="utf-8")) for path in SOURCES}
    assert [
        f"{relative(path)}, {problem}"
        for path, of_path in texts.items()
        for text, line in of_path
        for problem in banned_phrases(text, line)
    ] == []


def test_no_document_is_of_the_old_dialect():
    assert [
        f"{relative(path)}, {problem}" for path in TEXTS for problem in banned_phrases(path.read_text(encoding="utf-8"))
    ] == []


def test_the_checks_read_every_kind_of_file():
    folders = {relative(path).partition("/")[0] for path in SOURCES}
    assert folders == {"core", "pages", "benchmarks", "tests", "assets"}
    suffixes = {path.suffix for path in TEXTS}
    assert suffixes >= {".md", ".jinja", ".js", ".css", ".txt", ".toml"}


def test_the_check_notices_a_name_and_a_phrase():
    assert [name for name, _ in identifiers(ast.parse("def told(found): mend = 1"))] == ["told", "found", "mend"]
    assert banned_phrases("Fine.\nMend the file first.") == ["line 2: 'Mend' (say: fix)"]
    assert [text for text, _ in prose("x = 'a'  # b")] == ["'a'", "# b"]
