"""Tagged data sets: the sentences of one or several files, with their tags as classes, as one data set."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from core.catalog import source_of
from core.config import DatasetConfig
from core.data.dataset import NO_LABEL, Dataset
from core.data.formats.tagged.span_schemes import detect_scheme, illegal_tags, span_types
from core.data.formats.tagged.tagged_sentences import TaggedSentences
from core.data.reading import Reading
from core.data.sources.own_rows import PART, PARTS
from core.data.sources.tag_classes import class_order, with_classes, without_rare_tags
from core.data.tables.cleaning import clean, draw
from core.data.tables.column_kinds import MAX_CLASSES
from core.data.tables.columns import listed
from core.data.text.rules.given_tokens import rows_of_tokens
from core.data.text.tokens import Tokens, joined_tokens, word_lists
from core.errors import DatasetError
from core.system.formatting import counted
from core.system.paths import quote

_MOST_LABELS = 250_000_000  # sentences times tokens of the longest one, 1 GB of labels


class TaggedFile(NamedTuple):
    """The sentences of a file, its name, and the place in `PARTS` of the set that they are of."""

    name: str
    part: int
    tagged: TaggedSentences


def tagged_dataset(files: Sequence[TaggedFile], reading: Reading, config: DatasetConfig, name: str) -> Dataset:
    """One data set of all files: sentences that repeat an earlier one are left out, and tags become classes.

    With `dataset.num_rows`, sentences are drawn with the seed, as many of each set as it has among all. The rows of a
    second and a third file are numbered on from a power of ten, so that row 1,000,012 is line 12 of the second.

    Args:
        files: that of the training set first.
        reading: how they were read.
        name: of the data set.

    Raises:
        DatasetError: when no sentence or a single class is left, when there are too many labels, when
            `dataset.classes` names a tag that there is not, or when a validation or test sentence has a class that no
            training sentence has; it names file and line.
    """
    tokens = joined_tokens([file.tagged.tokens for file in files])
    tags = joined_tokens([file.tagged.tags for file in files])
    rows = pd.DataFrame(
        {
            "text": [" ".join(words) for words in word_lists(tokens)],
            "label": [" ".join(words) for words in word_lists(tags)],
            "place": np.arange(len(tokens.lengths)),
            PART: np.repeat([file.part for file in files], [len(file.tagged.rows) for file in files]),
        },
        index=np.concatenate([file.tagged.rows + number * _numbered_from(files) for number, file in enumerate(files)]),
    )
    rows, tags, reading = with_classes(rows, tags, reading, config, name)
    rows, reading = clean(rows, reading, config)
    rows, reading = without_rare_tags(rows, tags, reading, config)
    rows, reading = _drawn(rows, reading, config)
    if rows.empty:
        raise DatasetError(
            f"{name} has no sentence left.",
            "Sentences with a tag that dataset.classes drops, and those with a tag of a rare class, are left out.",
            "Correct dataset.classes, or lower dataset.min_class_rows.",
        )
    rows = rows.sort_values(PART, kind="stable")
    tokens, tags = rows_of_tokens(tokens, rows["place"].to_numpy()), rows_of_tokens(tags, rows["place"].to_numpy())
    class_names = class_order(tags.words, files[0].tagged.class_names)
    _check_sizes(tags, rows, files, name)
    labels = _labels(tags, class_names)
    _check_training(labels, class_names, rows, files, config)
    sizes = {part: int((rows[PART] == number).sum()) for number, part in enumerate(PARTS)}
    return Dataset(
        name=name,
        texts=rows["text"].tolist(),
        labels=labels,
        class_names=class_names,
        rows=rows.index.to_numpy(np.int64),
        reading=replace(
            reading,
            is_stratified=False,
            parts={part: size for part, size in sizes.items() if size} if len(files) > 1 else {},
            remarks=(*reading.remarks, *_scheme_remarks(tags, rows, files), *_row_remarks(files)),
        ),
        num_test=sizes["test"],
        num_validation=sizes["validation"],
        tokens=tokens,
    )


def _drawn(rows: pd.DataFrame, reading: Reading, config: DatasetConfig) -> tuple[pd.DataFrame, Reading]:
    """`dataset.num_rows` of the sentences; of published sets as many of all others as of the test set."""
    rows, config = rows.assign(label=0), config.model_copy(update={"sampling": "stratified"})
    if config.num_rows is None or source_of(config).test_part == "split":
        return draw(rows, reading, config)
    is_test = rows[PART] == PARTS.index("test")
    drawn = [draw(of_sets, reading, config)[0] for of_sets in (rows[~is_test], rows[is_test])]
    remark = (
        f"At most {config.num_rows:,} sentences to train and validate, and to test, were drawn with seed {config.seed}."
    )
    return pd.concat(drawn), replace(reading, remarks=(*reading.remarks, remark))


def _numbered_from(files: Sequence[TaggedFile]) -> int:
    """The power of ten above all numbers of rows."""
    return 10 ** len(str(max(int(file.tagged.rows.max()) for file in files)))


def _place(row: int, files: Sequence[TaggedFile]) -> str:
    """The file and the line of a sentence, by the number of its row."""
    number, line = divmod(row, _numbered_from(files))
    return f"{files[number].name}: the sentence of {files[number].tagged.unit} {line:,}"


def _labels(tags: Tokens, class_names: tuple[str, ...]) -> np.ndarray:
    """The class number of each tag, (n, longest), and `NO_LABEL` after the end of each sentence."""
    numbers = {name: number for number, name in enumerate(class_names)}
    labels = np.full((len(tags.lengths), int(tags.lengths.max())), NO_LABEL, np.int32)
    is_token = np.arange(labels.shape[1]) < tags.lengths[:, None]
    labels[is_token] = np.array([numbers[word] for word in tags.words], np.int32)[tags.codes]
    return labels


def _check_sizes(tags: Tokens, rows: pd.DataFrame, files: Sequence[TaggedFile], name: str) -> None:
    if not 2 <= len(tags.words) <= MAX_CLASSES:
        column = quote(repr(files[0].tagged.tag_column))
        raise DatasetError(
            f"{name}: all tokens have the tag {quote(repr(tags.words[0]))}."
            if len(tags.words) == 1
            else f"{name}: {column} has {len(tags.words):,} different tags, such as {listed(tags.words[:3])}.",
            f"There may be 2 to {MAX_CLASSES:,} tags.",
            "Set dataset.label_column to another column, or correct dataset.classes.",
        )
    longest = int(tags.lengths.argmax())
    if len(tags.lengths) * int(tags.lengths[longest]) > _MOST_LABELS:
        raise DatasetError(
            f"{_place(int(rows.index[longest]), files)} has {tags.lengths[longest]:,} tokens.",
            f"With {len(tags.lengths):,} sentences, at most {_MOST_LABELS // len(tags.lengths):,} fit into memory.",
            "Divide this sentence, or set dataset.num_rows.",
        )


def _check_training(
    labels: np.ndarray,
    class_names: tuple[str, ...],
    rows: pd.DataFrame,
    files: Sequence[TaggedFile],
    config: DatasetConfig,
) -> None:
    """Refuse a class that validation or test sentences have and training sentences lack."""
    of_training = labels[rows[PART].to_numpy() == 0]
    is_trained = np.bincount(of_training[of_training >= 0], minlength=len(class_names)) > 0
    if is_trained.all():
        return
    tag = int(np.flatnonzero(~is_trained)[0])
    first = int(np.flatnonzero((labels == tag).any(axis=1))[0])
    in_training = f"the training sentences of {files[0].name}" if len(files) > 1 else "the training sentences"
    more = ", raise dataset.num_rows" if config.num_rows else ""
    raise DatasetError(
        f"{_place(int(rows.index[first]), files)} has the tag {quote(repr(class_names[tag]))}, which none of "
        f"{in_training} has.",
        "A network can only predict tags that it was trained on.",
        f"Add training sentences with it{more}, or merge it with another tag or drop it with dataset.classes.",
    )


def _scheme_remarks(tags: Tokens, rows: pd.DataFrame, files: Sequence[TaggedFile]) -> Iterator[str]:
    """In which scheme the tags mark spans, if they do, and how many do not follow it."""
    scheme = detect_scheme(tags)
    if scheme is None:
        return
    types = [kind for kind in span_types(tags.words) if kind]
    of_types = f" of {counted(len(types), 'type', 'types')} ({', '.join(map(repr, types))})" if types else ""
    yield f"The tags mark spans{of_types} in the scheme {scheme}."
    illegal = illegal_tags(tags, scheme)
    if illegal.sentence is not None:
        follow = counted(illegal.num_transitions, "tag follows", "tags follow")
        sentences = counted(illegal.num_sentences, "sentence", "sentences")
        yield (
            f"{follow} another one against this scheme, in {sentences}; the first is in "
            f"{_place(int(rows.index[illegal.sentence]), files)}."
        )


def _row_remarks(files: Sequence[TaggedFile]) -> Iterator[str]:
    """From which number on the rows of further files are counted."""
    for number, file in enumerate(files[1:], start=1):
        yield f"Rows of {file.name} are numbered from {number * _numbered_from(files):,} on."
