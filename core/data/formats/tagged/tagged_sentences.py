"""TaggedSentences: sentences with a tag for every token, whatever the layout of their file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np

from core.data.reading import Reading
from core.data.text.tokens import Tokens

Layout = Literal["conll", "conllu", "lists", "rows"]
Unit = Literal["line", "row", "item"]
Skipped = Literal[
    "comment_lines", "document_lines", "multiword_ranges", "empty_nodes", "empty_sentences", "bad_sentences",
]  # fmt: skip


class Sentence(NamedTuple):
    """A sentence as a file has it.

    Args:
        row: the number of its first line or row, from 1.
        problem: why it cannot be used, to go on after the line or row; empty where it can.
        problem_row: the line or row that `problem` is about.
    """

    row: int
    tokens: Sequence[str]
    tags: Sequence[str]
    problem: str = ""
    problem_row: int = 0


@dataclass(frozen=True)
class TaggedLayout:
    """What is known of a file before its sentences are read.

    Args:
        name: of the file.
        layout: `conll` and `conllu` have a line for each token, `lists` a row with two lists for each sentence, and
            `rows` a row for each token.
        unit: what the numbers of lines or rows count.
        reading: how the file was read; its notes say all of the rest in sentences.
        token_column: its name, or `column 1` where the file names none.
        tag_column: likewise.
        sentence_column: the column of sentence ids, in the layout `rows`; empty where blank lines or rows divide.
        class_names: all tags in the file's order, where it lists them; they may include tags that no token has.
    """

    name: str
    layout: Layout
    unit: Unit
    reading: Reading
    token_column: str
    tag_column: str
    sentence_column: str = ""
    class_names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TaggedSentences(TaggedLayout):
    """Sentences with a tag for every token, and the layout of their file.

    Args:
        tokens: of all n sentences.
        tags: of the same tokens, so that `tags.lengths` equals `tokens.lengths`; `tags.words` are the tags' names.
        rows: the number of each sentence's first line or row in the file, from 1, (n,), int64.
        skipped: what was left out of the file, by kind.
    """

    tokens: Tokens
    tags: Tokens
    rows: np.ndarray
    skipped: Mapping[Skipped, int] = field(default_factory=dict)

    @property
    def notes(self) -> tuple[str, ...]:
        """How the file was read, as sentences."""
        return self.reading.notes
