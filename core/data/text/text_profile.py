"""Text profile: what texts look like before training, and what may make results misleading."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from core.config import RunConfig, TextConfig
from core.data.reading import Reading
from core.data.sources import Dataset, Split, split
from core.data.tables.near_duplicates import num_near_duplicates
from core.data.text.rules.given_tokens import token_rules, words_of_rows
from core.data.text.text_warnings import TextSigns, text_signs, text_warnings
from core.data.text.token_leaks import leak_warnings
from core.data.text.tokenization import first_id, fit_rules, rules_of, text_rules
from core.data.text.tokens import Tokens
from core.system.formatting import percent

PARTS = ("train", "validation", "test")
_NUM_BINS = 40
_NUM_GRID = 40
_FEW_ROWS = 1_000
_MANY_CUT = 0.25
KERAS_IMDB_FIRST_ID = 4  # as in `text.keras_imdb_vocabulary`: three ids before the words, and padding
_RARE_SHARE = 0.4  # of an equal share: below 20 % of the rows with two classes
_RARE_LABEL = 0.05  # of the texts, where each may have several labels
_FEW_CHANGES = 0.1  # of the label changes that a shuffled file would have


@dataclass(frozen=True)
class DataProfile:
    """What the Data page shows of one data set under one config.

    Args:
        class_balance: a row for each part and class: `part`, `label`, `num_rows`, `share` (of the part's rows).
        lengths: histogram of all texts: `num_tokens` (from), `num_tokens_end` (below), `num_texts`; the last bin is
            wider and holds the longest texts. Without OOV, unknown words do not count.
        median_length: tokens of the median text.
        max_length: tokens of the longest text.
        maxlen: steps that texts are truncated or padded to: the setting, or those of the longest training text.
        share_cut: share of all texts that have more than `maxlen` tokens.
        coverage: `num_words` on a logarithmic grid, with the share of all `train` and all `test` tokens that are known.
        chosen_coverage: these shares at the chosen `num_words`, by part.
        num_distinct_words: of the training part.
        num_near_duplicates: test texts that equal a training or validation text but for case, spaces and punctuation.
        shapes: of the encoded texts, by part.
        warnings: what may make results misleading, as sentences.
        notes: what normalization removes from the texts, as sentences.
        reading: what was detected or dropped while reading.
    """

    class_balance: pd.DataFrame
    lengths: pd.DataFrame
    median_length: float
    max_length: int
    maxlen: int
    share_cut: float
    coverage: pd.DataFrame
    chosen_coverage: dict[str, float]
    num_distinct_words: int
    num_near_duplicates: int
    shapes: dict[str, str]
    warnings: tuple[str, ...]
    notes: tuple[str, ...]
    reading: Reading


def profile(dataset: Dataset, config: RunConfig, corpus: "Corpus | None" = None) -> DataProfile:
    """Summarize a data set as the config would split, truncate and encode it; each text is tokenized once.

    Args:
        corpus: the result of `read_corpus` for the same data set, split, rules and `oov`, which saves
            nearly all of the time.

    Raises:
        DatasetError: when the rows cannot be split.
    """
    if corpus is None:
        parts = split(dataset, config.dataset, config.train.validation_split)
        corpus = read_corpus(dataset, parts, config.text)
    lengths = corpus.lengths if config.text.oov else corpus.known_lengths(config.text.num_words)
    lengths = lengths + corpus.num_start_ids
    num_train = corpus.part_sizes["train"]
    maxlen = config.text.maxlen or max(1, int(lengths[:num_train].max()))
    grid = np.unique(np.geomspace(10, max(10, corpus.num_distinct_words + corpus.first_id), _NUM_GRID).astype(int))
    chosen = corpus.coverage(np.array([config.text.num_words])).iloc[0]
    of_labels = () if dataset.tokens else _warnings(dataset, corpus, config.text, lengths, maxlen)
    return DataProfile(
        class_balance=_class_balance(dataset, corpus),
        lengths=_histogram(lengths),
        median_length=float(np.median(lengths)),
        max_length=int(lengths.max()),
        maxlen=maxlen,
        share_cut=float(np.mean(lengths > maxlen)),
        coverage=corpus.coverage(grid),
        chosen_coverage={"train": float(chosen["train"]), "test": float(chosen["test"])},
        num_distinct_words=corpus.num_distinct_words,
        num_near_duplicates=corpus.num_near_duplicates,
        shapes={part: _shape(size, maxlen, config.train.batching) for part, size in corpus.part_sizes.items()},
        warnings=(*of_labels, *_text_warnings(corpus, config)),
        notes=_notes(corpus, config),
        reading=dataset.reading,
    )


@dataclass(frozen=True)
class Corpus:
    """What is known of all texts, in the order training, validation, test, once their words are counted.

    Args:
        lengths: shape (n,), tokens of each text.
        shares: of the training and the test tokens, by part, those that the n most frequent words make up, for every n
            from 0: shape (num_distinct_words + 1,).
        places: shape (num_tokens,), of each token its place among the words by training frequency, 0 for the most
            frequent; words that training lacks come after all others. Only without OOV, as they take most memory.
        num_test_tokens: tokens of all test texts.
        num_test_texts: of `lengths`, the last.
        class_counts: rows of each class, shape (num_classes,), by part.
        part_sizes: rows, by part.
        num_near_duplicates: test texts that equal a training or validation text but for case, spaces and punctuation.
        num_start_ids: ids that stand before the words of each text, which `lengths` does not count.
        signs: what the texts have in them that some rules cut badly.
        leaks: the classes that single tokens give away, as sentences.
    """

    lengths: np.ndarray
    shares: dict[str, np.ndarray]
    places: np.ndarray | None
    num_test_tokens: int
    num_test_texts: int
    num_distinct_words: int
    first_id: int
    class_counts: dict[str, np.ndarray]
    part_sizes: dict[str, int]
    num_near_duplicates: int
    num_start_ids: int = 0
    signs: TextSigns = field(default_factory=lambda: TextSigns(0))
    leaks: tuple[str, ...] = ()

    def num_known_words(self, num_words: np.ndarray | int) -> np.ndarray:
        return np.clip(np.asarray(num_words) - self.first_id, 0, self.num_distinct_words)

    def coverage(self, num_words: np.ndarray) -> pd.DataFrame:
        """Share of the training and test tokens that is known with each `num_words`."""
        known = self.num_known_words(num_words)
        return pd.DataFrame({"num_words": num_words} | {part: shares[known] for part, shares in self.shares.items()})

    def known_lengths(self, num_words: int) -> np.ndarray:
        """Known tokens of each text, where unknown ones do not count.

        Raises:
            ValueError: for the corpus of a config with OOV, in which all tokens count.
        """
        if self.places is None:
            raise ValueError("with text.oov all tokens of a text count")
        ends = np.cumsum(self.lengths)
        known = np.concatenate([[0], np.cumsum(self.places < self.num_known_words(num_words))])
        return known[ends] - known[ends - self.lengths]


def read_corpus(dataset: Dataset, parts: Split, config: TextConfig) -> Corpus:
    """Tokenize every text once: by the rules of the texts and `oov`; pieces of `subwords` also by `num_words`."""
    rows = np.concatenate([parts.train, parts.validation, parts.test])
    texts = [dataset.texts[index] for index in rows]
    of_texts = text_rules(config, has_vocabulary=bool(dataset.word_index))
    rules = fit_rules(texts[: len(parts.train)], of_texts) if dataset.tokens is None else token_rules(config)
    tokens = words_of_rows(dataset, rows, rules)
    num_train_tokens = int(tokens.lengths[: len(parts.train)].sum())
    counts = np.bincount(tokens.codes[:num_train_tokens], minlength=len(tokens.words))
    places = np.empty(len(tokens.words), np.int32)
    places[np.argsort(-counts, kind="stable")] = np.arange(len(places))  # ties as in Vocabulary: first come, first
    places = places[tokens.codes]
    num_test_tokens = int(tokens.lengths[len(texts) - len(parts.test) :].sum())
    num_distinct_words = int(np.count_nonzero(counts))
    columns = {"train": places[:num_train_tokens], "test": places[len(places) - num_test_tokens :]}
    return Corpus(
        lengths=tokens.lengths,
        shares={part: _cumulative_share(column, num_distinct_words) for part, column in columns.items()},
        places=None if config.oov else places,
        num_test_tokens=num_test_tokens,
        num_test_texts=len(parts.test),
        num_distinct_words=num_distinct_words,
        first_id=KERAS_IMDB_FIRST_ID if dataset.word_index else first_id(config.oov),
        class_counts={part: dataset.class_counts(getattr(parts, part)) for part in PARTS},
        part_sizes={part: len(getattr(parts, part)) for part in PARTS},
        num_near_duplicates=num_near_duplicates(dataset, parts),
        num_start_ids=1 if dataset.word_index else 0,
        signs=text_signs(texts if dataset.tokens is None else ()),
        leaks=_leaks(tokens, dataset, parts),
    )


def _leaks(tokens: Tokens, dataset: Dataset, parts: Split) -> tuple[str, ...]:
    labels = dataset.labels[parts.train]
    if labels.ndim > 1:
        return ()
    texts = np.repeat(np.arange(len(labels)), tokens.lengths[: len(labels)])
    return tuple(leak_warnings(tokens.codes[: len(texts)], texts, tokens.words, labels, dataset.class_names))


def _cumulative_share(places: np.ndarray, num_distinct_words: int) -> np.ndarray:
    counts = np.bincount(places, minlength=num_distinct_words)[:num_distinct_words]
    return np.concatenate([[0], np.cumsum(counts)]) / max(1, len(places))


def _class_balance(dataset: Dataset, corpus: Corpus) -> pd.DataFrame:
    frames = []
    for part, num_rows in corpus.class_counts.items():
        share = num_rows / max(1, corpus.part_sizes[part])  # there may be no validation part
        columns = {"part": part, "label": dataset.class_names, "num_rows": num_rows, "share": share}
        frames.append(pd.DataFrame(columns))
    return pd.concat(frames, ignore_index=True)


def _histogram(lengths: np.ndarray) -> pd.DataFrame:
    usual = int(np.percentile(lengths, 99))  # so that one very long text does not flatten the rest
    step = usual // _NUM_BINS + 1
    edges = np.arange(0, usual + step + 1, step)
    edges[-1] = max(edges[-1], lengths.max() + 1)
    num_texts, _ = np.histogram(lengths, edges)
    return pd.DataFrame({"num_tokens": edges[:-1], "num_tokens_end": edges[1:], "num_texts": num_texts})


def _shape(num_rows: int, width: int, batching: str) -> str:
    return f"({num_rows}, {width})" if batching == "padded" else f"({num_rows}, ≤ {width})"


def _label_warnings(dataset: Dataset, shares: np.ndarray) -> Iterator[str]:
    """What may mislead where texts may have several labels.

    Args:
        shares: of the texts that have each label, (num_labels,).
    """
    if shares.min() < _RARE_LABEL:
        yield (
            f"{np.count_nonzero(shares < _RARE_LABEL)} of {len(shares)} labels have less than "
            f"{percent(_RARE_LABEL, 0)} of the texts, the rarest is {dataset.class_names[shares.argmin()]!r} with "
            f"{percent(shares.min(), 1)}: a network that never predicts them still gets most texts right. Compare "
            "macro F1 too."
        )


def _warnings(dataset: Dataset, corpus: Corpus, config: TextConfig, lengths: np.ndarray, maxlen: int) -> Iterator[str]:
    num_rows, num_test = len(dataset.labels), corpus.num_test_texts
    shares = dataset.class_counts() / num_rows
    if num_rows < _FEW_ROWS:
        uncertainty = 1.96 * np.sqrt(0.25 / num_test)
        yield (
            f"There are only {num_rows:,} rows, {num_test:,} of them for testing: a test accuracy near 50 % is "
            f"uncertain by ±{100 * uncertainty:.1f} points (95 % interval over test rows)."
        )
    if dataset.has_label_sets:
        yield from _label_warnings(dataset, shares)
    elif shares.min() < _RARE_SHARE / dataset.num_classes:
        yield (
            f"The class {dataset.class_names[shares.argmin()]!r} has {percent(shares.min(), 1)} of the rows. Always "
            f"predicting {dataset.class_names[shares.argmax()]!r} would reach {percent(shares.max(), 1)} accuracy: "
            "compare macro F1 too."
        )
    num_changes = np.count_nonzero(np.diff(dataset.labels, axis=0))
    if not dataset.has_label_sets and num_changes < _FEW_CHANGES * (num_rows - 1) * (1 - np.sum(shares**2)):
        yield (
            "The rows are sorted by label in the source. Bothways shuffles them before the split, but a script that "
            "reads only the first rows would see one class."
        )
    if number := corpus.num_near_duplicates:
        hint = "" if dataset.num_test else " The setting drop_near_duplicates removes them."
        yield (
            f"{_texts(number, 'test ')} ({percent(number / num_test, 2)}) with the same words in the same order as a "
            f"training or validation text: they make the test easier than new texts would.{hint}"
        )
    share_cut = float(np.mean(lengths > maxlen))
    if share_cut > _MANY_CUT:
        end = {"pre": "beginning", "post": "end", "head_tail": "middle"}[config.truncating]
        yield f"{percent(share_cut)} of texts are longer than maxlen ({maxlen:,} tokens); their {end} is cut off."
    if num_wordless := int(np.count_nonzero(lengths == corpus.num_start_ids)):
        yield f"{_texts(num_wordless)} without any known word: the network sees only padding."


def _text_warnings(corpus: Corpus, config: RunConfig) -> Iterator[str]:
    yield from corpus.leaks
    if corpus.num_test_tokens:
        shares = corpus.coverage(np.array([config.text.num_words, corpus.num_distinct_words + corpus.first_id]))["test"]
        yield from text_warnings(corpus.signs, rules_of(config), *(1 - shares))


def _notes(corpus: Corpus, config: RunConfig) -> tuple[str, ...]:
    if not corpus.signs.num_html or not rules_of(config).strip_html:
        return ()
    return (
        f"{corpus.signs.html_note} Tags are replaced by spaces and entities by their characters; "
        "without the setting strip_html they are kept.",
    )


def _texts(count: int, kind: str = "") -> str:
    return f"There is 1 {kind}text" if count == 1 else f"There are {count:,} {kind}texts"
