"""Sentence collection: all sentences of a file as `TaggedSentences`, once those that cannot be used are refused."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from core.config import FileSettings
from core.data.formats.tagged.tagged_sentences import Layout, Sentence, Skipped, TaggedLayout, TaggedSentences, Unit
from core.data.text.tokens import Tokens, number_words
from core.errors import DatasetError
from core.system.formatting import counted, percent
from core.system.paths import quote

LONGEST_SENTENCE = 10_000  # tokens: labels are one array, as wide as the longest sentence
_SKIPPED: dict[Skipped, tuple[str, str]] = {
    "comment_lines": ("comment line", "comment lines"),
    "document_lines": ("-DOCSTART- line", "-DOCSTART- lines"),
    "multiword_ranges": ("multi-word range", "multi-word ranges"),
    "empty_nodes": ("empty node", "empty nodes"),
    "empty_sentences": ("sentence without a token", "sentences without a token"),
}


def collect_sentences(
    sentences: Iterable[Sentence],
    layout: TaggedLayout,
    settings: FileSettings,
    skipped: dict[Skipped, int],
    least_tags: int = 2,
) -> TaggedSentences:
    """All sentences of a file; those with a problem are refused, or skipped where `dataset.on_bad_rows` says so.

    Args:
        skipped: counts of what was left out, complete once `sentences` has ended; those of sentences are added to it.
        least_tags: different tags that the file must have.

    Raises:
        DatasetError: for the first sentence with a problem or for too many of them, and for a file without a sentence
            or with one tag alone.
    """
    rows: list[int] = []
    bad: list[Sentence] = []
    good = _usable(sentences, layout, settings, skipped, rows, bad)
    known: dict[str, str] = {}  # each distinct word once in memory
    pairs = [
        (
            [known.setdefault(token, token) for token in sentence.tokens],
            [known.setdefault(tag, tag) for tag in sentence.tags],
        )
        for sentence in good
    ]
    _check_bad(layout.name, layout.unit, bad, len(pairs), settings.max_bad_rows)
    if not pairs:
        raise DatasetError(
            f"{layout.name} has no sentence.",
            "At least one sentence with a tag for every token is needed.",
            "Choose another file, or other columns.",
        )
    tokens, tags = number_words(pair[0] for pair in pairs), number_words(pair[1] for pair in pairs)
    if len(tags.words) < least_tags:
        raise DatasetError(
            f"{layout.name}: all {len(tags.codes):,} tokens have the tag {quote(repr(tags.words[0]))}.",
            f"At least {least_tags} different tags are needed to train.",
            "Choose another column with dataset.label_column, or another file.",
        )
    remarks = (*_remarks(tokens, tags, layout, skipped), *_bad_remarks(layout.unit, bad))
    reading = replace(layout.reading, remarks=(*layout.reading.remarks, *remarks))
    return TaggedSentences(
        **vars(replace(layout, reading=reading)),
        tokens=tokens,
        tags=tags,
        rows=np.array(rows, np.int64),
        skipped={kind: number for kind, number in skipped.items() if number},
    )


def _usable(
    sentences: Iterable[Sentence],
    layout: TaggedLayout,
    settings: FileSettings,
    skipped: dict[Skipped, int],
    rows: list[int],
    bad: list[Sentence],
) -> Iterator[Sentence]:
    for sentence in sentences:
        if not sentence.problem and len(sentence.tokens) > LONGEST_SENTENCE:
            problem = f"begins a sentence of {len(sentence.tokens):,} tokens; {LONGEST_SENTENCE:,} are the most"
            sentence = sentence._replace(problem=problem, problem_row=sentence.row)
        if sentence.problem:
            if settings.on_bad_rows == "refuse":
                raise _refusal(layout, sentence)
            bad.append(sentence)
            skipped["bad_sentences"] = skipped.get("bad_sentences", 0) + 1
        elif not sentence.tokens:
            skipped["empty_sentences"] = skipped.get("empty_sentences", 0) + 1
        else:
            rows.append(sentence.row)
            yield sentence


def _refusal(layout: TaggedLayout, sentence: Sentence) -> DatasetError:
    return DatasetError(
        f"{layout.name}: {layout.unit} {sentence.problem_row:,} {sentence.problem}.",
        _EXPECTED[layout.layout],
        f"Fix that {layout.unit}, or set dataset.on_bad_rows to skip to leave out such sentences.",
    )


_EXPECTED: dict[Layout, str] = {
    "conll": "Each line has a token and its tag in the same columns, and blank lines are between sentences.",
    "conllu": "Each line has the ten columns of CoNLL-U, and blank lines are between sentences.",
    "lists": "Each sentence has a list of tokens and a list with a tag for each of them.",
    "rows": "Each row has a token and its tag.",
}


def _check_bad(name: str, unit: Unit, bad: Sequence[Sentence], num_good: int, most: float) -> None:
    if len(bad) > most * (len(bad) + num_good):
        first = bad[0]
        raise DatasetError(
            f"{name}: {len(bad):,} of {len(bad) + num_good:,} sentences cannot be used; the first because {unit} "
            f"{first.problem_row:,} {first.problem}.",
            f"With dataset.max_bad_rows {most:g}, up to {percent(most, 1)} are skipped.",
            "Fix the file, or choose other columns.",
        )


def _remarks(tokens: Tokens, tags: Tokens, layout: TaggedLayout, skipped: Mapping[Skipped, int]) -> Iterator[str]:
    sentences = counted(len(tokens.lengths), "sentence", "sentences")
    yield (
        f"{sentences} with {counted(len(tokens.codes), 'token', 'tokens')} and "
        f"{counted(len(tags.words), 'different tag', 'different tags')}: tokens are in {_column(layout.token_column)}, "
        f"tags in {_column(layout.tag_column)}."
    )
    if layout.sentence_column:
        yield f"The ids of sentences are in {_column(layout.sentence_column)}."
    kinds = [kind for kind in _SKIPPED if skipped.get(kind)]
    if kinds:
        *others, last = [counted(skipped[kind], *_SKIPPED[kind]) for kind in kinds]
        were = "was" if sum(skipped[kind] for kind in kinds) == 1 else "were"
        yield f"{', '.join(others)} and {last} {were} skipped." if others else f"{last} {were} skipped."


def _column(name: str) -> str:
    return name if name.startswith("column ") else f"the column {name!r}"


def _bad_remarks(unit: Unit, bad: Sequence[Sentence]) -> Iterator[str]:
    if bad:
        sentences = counted(len(bad), "sentence was", "sentences were")
        first = "the first, " if len(bad) > 1 else ""
        yield f"{sentences} skipped: {first}because {unit} {bad[0].problem_row:,} {bad[0].problem}."
