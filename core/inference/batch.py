"""Batch scoring: a table of texts, scored by one or several networks in batches of similar length."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from core.data.tables.text_table import TextTable
from core.data.text.tokenization import read_tokens
from core.inference.decision_rule import LABEL_SEPARATOR, LabelThresholds, Rule, read_rule
from core.inference.network import Network
from core.inference.scorer import Scorer
from core.system.files import exporting
from core.system.table_writer import write_table

PROBLEM = "problem"
_ROWS_AT_ONCE = 2_048
_CHARACTERS_AT_ONCE = 4_000_000  # of a chunk as wide as its longest text: at most 2 million words, 8 MB


@dataclass(frozen=True)
class RunScores:
    """The scores of one network for every row of a table; rows without a score are NaN and -1.

    Args:
        probabilities: (n, num_classes), float32.
        num_known_words, num_unknown_words, num_cut: of each row, (n,), int32.
        thresholds: of each label, (num_labels,), where texts may have several; else None.
    """

    network: Network
    class_names: tuple[str, ...]
    probabilities: np.ndarray
    num_known_words: np.ndarray
    num_unknown_words: np.ndarray
    num_cut: np.ndarray
    thresholds: np.ndarray | None = None

    @property
    def has_label_sets(self) -> bool:
        """Whether each text may have several labels, or none."""
        return self.thresholds is not None

    @property
    def is_scored(self) -> np.ndarray:
        """Which rows have a score, (n,)."""
        return self.num_known_words >= 0

    @property
    def predicted(self) -> np.ndarray:
        """The most probable class of each scored row, (num_scored,); of several labels 0 or 1 for each of them."""
        if self.thresholds is not None:
            return (self.probabilities[self.is_scored] > self.thresholds).astype(int)
        return self.probabilities[self.is_scored].argmax(axis=1)

    @property
    def labels(self) -> np.ndarray:
        """The name of that class, or of those labels joined by `|`, (num_scored,), object."""
        names = np.array(self.class_names, object)
        if self.thresholds is None:
            return names[self.predicted]
        return np.array([LABEL_SEPARATOR.join(names[row == 1]) for row in self.predicted], object)

    def decided_by(self, rule: Rule | None) -> "RunScores":
        """The scores with the thresholds of a rule for labels; the same where the rule is none of them."""
        if not isinstance(rule, LabelThresholds):
            return self
        return replace(self, thresholds=np.array([rule.threshold_of(name) for name in self.class_names]))

    @property
    def confidence(self) -> np.ndarray:
        """The probability of that class; of several labels that all are right, as if independent, (num_scored,)."""
        if self.thresholds is not None:
            shares = self.probabilities[self.is_scored]
            return np.where(self.predicted == 1, shares, 1 - shares).prod(axis=1)
        return self.probabilities[self.is_scored].max(axis=1)


def load_scorers(networks: Iterable[Network]) -> list[tuple[Network, Scorer]]:
    """Each network with its scorer.

    Raises:
        RunStateError: when the files of a network are missing.
    """
    return [(network, Scorer(network.folder, network.config)) for network in networks]


def score_table(
    table: TextTable,
    scorers: Sequence[tuple[Network, Scorer]],
    on_progress: Callable[[int, int], object] = lambda *_: None,
) -> list[RunScores]:
    """Score every usable row by each network in turn; besides the table, it needs the memory of a few thousand rows.

    Args:
        on_progress: called with the number of finished rows and of all rows, counted over all networks; an exception
            raised there ends the scoring.

    Raises:
        RunStateError: when a network reads images or sequences.
    """
    texts = table.texts.to_numpy(object)
    rows = np.flatnonzero(~table.frame.index.isin(list(table.problems or ())))
    done, total = 0, len(rows) * len(scorers)
    all_scores = []
    on_progress(0, total)
    for network, scorer in scorers:
        scores = _no_scores(network, scorer, len(texts))
        for chunk in _chunks(texts, rows):
            _score_chunk(scores, scorer, texts, chunk)
            done += len(chunk)
            on_progress(done, total)
        all_scores.append(scores)
    return all_scores


def result_frame(table: TextTable, scores: Sequence[RunScores], rule: Rule | None = None) -> pd.DataFrame:
    """The table with the scores of each network: every input row in its order, scored or not.

    It adds the columns `label` (the most probable class; of several labels those above their thresholds, joined by
    `|`), its `probability` (of several labels, that all are right, as if independent), `p_<class>` of every class,
    `num_unknown_words` and `num_cut`, and `decision` where a threshold is stored with the run; with several networks,
    each prefixed with the run's name. The last column, `problem`, says why a row has no score. A name that the input
    uses already is prefixed with `predicted_`.

    Args:
        rule: decides for all networks, instead of the stored rule of each.

    Raises:
        InputError: when a rule does not fit the classes of a network.
    """
    index, added = table.frame.index, dict[str, pd.Series]()
    used = set(table.frame.columns)
    names = _column_prefixes([one.network for one in scores])
    for one, name in zip(scores, names, strict=True):
        for column, values in _columns(one, rule or read_rule(one.network.folder)).items():
            column = _unused_name(f"{name}: {column}" if name else column, used | added.keys())
            added[column] = pd.Series(values, index)
    problems = pd.Series(dict(table.problems or {}), dtype=object).reindex(index).fillna("")
    added[_unused_name(PROBLEM, used | added.keys())] = problems
    return pd.concat([table.frame, pd.DataFrame(added, index)], axis="columns")  # a thousand classes in one go


def write_result(frame: pd.DataFrame, path: Path) -> None:
    """Write a `result_frame` in the format of its ending, one of `table_writer.ENDINGS`; whole or not at all.

    Raises:
        ExportError: when it cannot be written there.
    """
    with exporting(path):
        write_table(frame, path)


def _columns(scores: RunScores, rule: Rule | None) -> Mapping[str, np.ndarray | pd.Series]:
    is_scored = scores.is_scored
    label, probability = np.full(len(is_scored), "", object), np.full(len(is_scored), np.nan)
    if scores.has_label_sets and isinstance(rule, LabelThresholds):
        scores, rule = scores.decided_by(rule), None
    label[is_scored] = scores.labels
    probability[is_scored] = scores.confidence
    columns: dict[str, np.ndarray | pd.Series] = {"label": label, "probability": probability}
    columns |= {f"p_{name}": scores.probabilities[:, place] for place, name in enumerate(scores.class_names)}
    for name in ("num_unknown_words", "num_cut"):
        counts = pd.array(getattr(scores, name), dtype="Int32")
        counts[~is_scored] = pd.NA
        columns[name] = counts
    if rule:
        columns["decision"] = np.full(len(is_scored), "", object)
        named = (dict(zip(scores.class_names, row, strict=True)) for row in scores.probabilities[is_scored].tolist())
        columns["decision"][is_scored] = np.array([rule.decide(row) for row in named], object)
    return columns


def _no_scores(network: Network, scorer: Scorer, num_rows: int) -> RunScores:
    missing = np.full((num_rows, len(scorer.class_names)), np.nan, np.float32)
    counts = (np.full(num_rows, -1, np.int32) for _ in range(3))
    scores = RunScores(network, scorer.class_names, missing, *counts)
    return scores.decided_by(scorer.label_rule) if scorer.has_label_sets else scores


def _score_chunk(scores: RunScores, scorer: Scorer, texts: np.ndarray, rows: np.ndarray) -> None:
    tokens = read_tokens(texts[rows].tolist(), scorer.vocabulary.rules)
    scores.probabilities[rows] = scorer.probabilities(tokens)
    for row, unread in zip(rows, scorer.coverages(tokens), strict=True):
        scores.num_known_words[row] = unread.num_known
        scores.num_unknown_words[row] = len(unread.unknown_words)
        scores.num_cut[row] = unread.num_cut


def _chunks(texts: np.ndarray, rows: np.ndarray) -> Iterator[np.ndarray]:
    """The rows in groups of similar length, in mixed order, so that the remaining time follows from the rows done."""
    lengths = np.fromiter((len(texts[row]) for row in rows), np.int64, len(rows))
    order = np.argsort(lengths, kind="stable")
    groups, start = [], 0
    while start < len(rows):
        longest = max(1, lengths[order[min(start + _ROWS_AT_ONCE, len(rows)) - 1]])
        size = min(_ROWS_AT_ONCE, max(1, _CHARACTERS_AT_ONCE // longest))
        groups.append(rows[order[start : start + size]])
        start += size
    for number in np.random.default_rng(0).permutation(len(groups)):
        yield groups[number]


def _column_prefixes(networks: Sequence[Network]) -> list[str]:
    """The prefix of the columns of each network: none for a single one, with the run's id where names repeat."""
    if len(networks) == 1:
        return [""]
    names = [network.name for network in networks]
    return [one.name if names.count(one.name) == 1 else f"{one.name} {one.run_id}" for one in networks]


def _unused_name(name: str, used: Collection[str]) -> str:
    while name in used:
        name = f"predicted_{name}"
    return name
