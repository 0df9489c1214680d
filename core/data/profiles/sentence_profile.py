"""Sentence profile: what sentences whose tokens have labels look like, and what may make results misleading."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.data.dataset import NO_LABEL, Dataset, Split
from core.data.formats.tagged.span_schemes import detect_scheme, illegal_tags, span_types
from core.data.text.rules.given_tokens import rows_of_tokens
from core.data.text.tokens import Tokens, word_lists
from core.system.formatting import counted, percent

NUM_EXAMPLES = 5
_PARTS = ("train", "validation", "test")
_ALMOST_ALL = 0.5  # of the tokens with one label; accuracy then says little about the others
_FEW_TOKENS = 50  # of a label in the training set, too few to learn it from
_FEW_SENTENCES = 500


@dataclass(frozen=True)
class SentenceProfile:
    """What the Data page shows of sentences beside what it shows of texts.

    Args:
        num_tokens: of all sentences.
        class_balance: a row for each part and label: `part`, `label`, `num_rows` (tokens), `share` (of the part's).
        examples: the first sentences, their tokens as they were given.
        example_labels: the label of each of these tokens.
        example_rows: their rows in the source.
        scheme: in which the labels mark spans, such as `IOB2`; empty where they mark none.
        span_types: of these spans.
        num_illegal: labels that follow another one against the scheme.
        share_ambiguous: share of the test tokens that have several labels in the training set, or are not in it.
        num_sentences: by part.
        longest: tokens of the longest sentence, by part.
        warnings: what may make results misleading, as sentences.
    """

    num_tokens: int
    class_balance: pd.DataFrame
    examples: tuple[tuple[str, ...], ...]
    example_labels: tuple[tuple[str, ...], ...]
    example_rows: tuple[int, ...]
    scheme: str
    span_types: tuple[str, ...]
    num_illegal: int
    share_ambiguous: float
    num_sentences: dict[str, int]
    longest: dict[str, int]
    warnings: tuple[str, ...]

    def shapes(self, maxlen: int | None) -> dict[str, str]:
        """The shape of the encoded sentences, by part; only training sentences are cut to `maxlen`."""
        widths = self.longest | {"train": min(maxlen or self.longest["train"], self.longest["train"])}
        return {part: f"({self.num_sentences[part]}, ≤ {widths[part]})" for part in _PARTS}


def profile_sentences(dataset: Dataset, parts: Split) -> SentenceProfile:
    """Summarize sentences as they were split.

    Raises:
        TypeError: when the data set has no tokens.
    """
    if dataset.tokens is None:
        raise TypeError(f"{dataset.name} has no sentences whose tokens have labels")
    tokens = dataset.tokens
    of_parts = {part: getattr(parts, part) for part in _PARTS}
    tags = Tokens(dataset.class_names, dataset.labels[dataset.labels != NO_LABEL].astype(np.int32), tokens.lengths)
    scheme = detect_scheme(tags)
    types = tuple(kind for kind in span_types(dataset.class_names) if kind) if scheme else ()
    num_illegal = illegal_tags(tags, scheme).num_transitions if scheme else 0
    balance = _class_balance(dataset, of_parts)
    first = np.arange(min(NUM_EXAMPLES, len(dataset.labels)))
    share_ambiguous = _share_ambiguous(tokens, tags, parts)
    return SentenceProfile(
        num_tokens=int(tokens.lengths.sum()),
        class_balance=balance,
        examples=tuple(tuple(words) for words in word_lists(rows_of_tokens(tokens, first))),
        example_labels=tuple(tuple(names) for names in word_lists(rows_of_tokens(tags, first))),
        example_rows=tuple(dataset.rows[first].tolist()),
        scheme=scheme or "",
        span_types=types,
        num_illegal=num_illegal,
        share_ambiguous=share_ambiguous,
        num_sentences={part: len(rows) for part, rows in of_parts.items()},
        longest={part: int(tokens.lengths[rows].max(initial=0)) for part, rows in of_parts.items()},
        warnings=tuple(_warnings(balance, len(dataset.labels), num_illegal, scheme or "")),
    )


def _class_balance(dataset: Dataset, of_parts: dict[str, np.ndarray]) -> pd.DataFrame:
    frames = []
    for part, rows in of_parts.items():
        counts = dataset.class_counts(rows)
        share = counts / max(1, counts.sum())
        frames.append(pd.DataFrame({"part": part, "label": dataset.class_names, "num_rows": counts, "share": share}))
    return pd.concat(frames, ignore_index=True)


def _share_ambiguous(tokens: Tokens, tags: Tokens, parts: Split) -> float:
    """The share of the test tokens that a list of the training set's words and their only labels cannot label."""
    of_training, training_tags = rows_of_tokens(tokens, parts.train), rows_of_tokens(tags, parts.train)
    pairs = np.unique(of_training.codes.astype(np.int64) * len(training_tags.words) + training_tags.codes)
    num_labels = np.bincount(pairs // len(training_tags.words), minlength=len(of_training.words))
    has_one = dict(zip(of_training.words, (num_labels == 1).tolist(), strict=True))
    of_test = rows_of_tokens(tokens, parts.test)
    is_ambiguous = np.array([not has_one.get(word, False) for word in of_test.words], bool)
    return float(is_ambiguous[of_test.codes].mean()) if len(of_test.codes) else 0.0


def _warnings(balance: pd.DataFrame, num_sentences: int, num_illegal: int, scheme: str) -> Iterator[str]:
    training = balance[balance["part"] == "train"]
    counts, names = training["num_rows"].to_numpy(), training["label"].tolist()
    if num_sentences < _FEW_SENTENCES:
        yield f"There are only {num_sentences:,} sentences: results will differ much between splits and seeds."
    if (share := training["share"].max()) > _ALMOST_ALL:
        yield (
            f"{percent(share, 1)} of the training tokens have the label {names[int(counts.argmax())]!r}: a network "
            "that always predicts it is right as often. Compare macro F1 too."
        )
    if num_few := int((counts < _FEW_TOKENS).sum()):
        rarest = int(counts.argmin())
        yield (
            f"{num_few} of {counted(len(names), 'label', 'labels')} {'has' if num_few == 1 else 'have'} fewer than "
            f"{_FEW_TOKENS} training tokens, the rarest is {names[rarest]!r} with {counts[rarest]:,}: networks can "
            "hardly learn them, and they weigh as much as the others in macro F1."
        )
    if num_illegal:
        yield (
            f"{counted(num_illegal, 'label follows', 'labels follow')} another one against the scheme {scheme}; the "
            "notes say where the first one is."
        )
