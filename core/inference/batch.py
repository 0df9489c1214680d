"""Many texts at once: scored by one or several networks in batches of about one length, every row in its place."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from core.data.tables.text_table import TextTable
from core.errors import RunStateError
from core.inference.scorer import Scorer
from core.runs.run import Run
from core.system.csv_writer import write_csv
from core.system.files import exporting, write_whole

PROBLEM = "problem"
_ROWS_AT_ONCE = 2_048
_CHARACTERS_AT_ONCE = 4_000_000  # of a chunk as wide as its longest text: at most 2 million words, 8 MB


@dataclass(frozen=True)
class RunScores:
    """What one network says of every row of a table; rows that are not scored are NaN and -1.

    Args:
        probabilities: (n, num_classes), float32.
        num_known_words, num_unknown_words, num_cut: of each row, (n,), int32.
    """

    run: Run
    class_names: tuple[str, ...]
    probabilities: np.ndarray
    num_known_words: np.ndarray
    num_unknown_words: np.ndarray
    num_cut: np.ndarray

    @property
    def is_scored(self) -> np.ndarray:
        """Which rows have a score, (n,)."""
        return self.num_known_words >= 0

    @property
    def predicted(self) -> np.ndarray:
        """The most probable class of each scored row, (num_scored,)."""
        return self.probabilities[self.is_scored].argmax(axis=1)

    @property
    def confidence(self) -> np.ndarray:
        """The probability of that class, (num_scored,)."""
        return self.probabilities[self.is_scored].max(axis=1)


def scorers_of(runs: Sequence[Run]) -> list[tuple[Run, Scorer]]:
    """The network of each run, ready to score texts.

    Raises:
        RunStateError: when a run is not finished, reads no texts, or its files are missing.
    """
    for run in runs:
        if run.status != "finished" or run.config.dataset.kind != "text":
            raise RunStateError(
                f"Run {run.run_id} is {run.status} and reads {run.config.dataset.kind}s.",
                "Many texts are scored by finished runs that read texts.",
                "Choose another run, or wait until it is finished.",
            )
    return [(run, Scorer(run.folder, run.config)) for run in runs]


def score_table(
    table: TextTable, scorers: Sequence[tuple[Run, Scorer]], on_progress: Callable[[int, int], object] = lambda *_: None
) -> list[RunScores]:
    """Score every row that can be, by each network in turn; memory beside the table is that of a few thousand rows.

    Args:
        on_progress: is told how many rows are done and of how many, those of all networks counted; whoever raises
            there ends the scoring.

    Raises:
        RunStateError: when a network reads images or sequences.
    """
    texts = table.frame[table.text_column].to_numpy(object)
    rows = np.flatnonzero(~table.frame.index.isin(list(table.problems or ())))
    done, total = 0, len(rows) * len(scorers)
    found = []
    on_progress(0, total)
    for run, scorer in scorers:
        scores = _no_scores(run, scorer, len(texts))
        for chunk in _chunks(texts, rows):
            _score_chunk(scores, scorer, texts, chunk)
            done += len(chunk)
            on_progress(done, total)
        found.append(scores)
    return found


def result_frame(table: TextTable, scores: Sequence[RunScores]) -> pd.DataFrame:
    """The table with what each network says of each row: every input row in its order, whether it was scored or not.

    Beside the input columns: `label` (the most probable class) and its `probability`, `p_<class>` of every class,
    `num_unknown_words` and `num_cut`; of several networks each behind the run's name. The last column, `problem`, tells
    why a row was not scored. A name that the input has already gets `predicted_` before it.
    """
    frame = table.frame.copy()
    names = _run_names([one.run for one in scores])
    for one, name in zip(scores, names, strict=True):
        for column, values in _columns(one).items():
            frame[_unlike(f"{name}: {column}" if name else column, frame)] = values
    frame[_unlike(PROBLEM, frame)] = pd.Series(dict(table.problems or {}), dtype=object).reindex(frame.index).fillna("")
    return frame


def write_result(frame: pd.DataFrame, path: Path) -> None:
    """Write a `result_frame` as Parquet where the name ends so, else as CSV for spreadsheets; whole or not at all.

    Raises:
        ExportError: when it cannot be written there.
    """
    with exporting(path):
        if path.suffix.lower() == ".parquet":
            write_whole(lambda unfinished: frame.to_parquet(unfinished, index=False), path)
        else:
            write_csv(frame, path)


def _columns(scores: RunScores) -> Mapping[str, np.ndarray | pd.Series]:
    is_scored = scores.is_scored
    label = np.full(len(is_scored), "", object)
    label[is_scored] = np.array(scores.class_names, object)[scores.predicted]
    columns: dict[str, np.ndarray | pd.Series] = {"label": label, "probability": scores.probabilities.max(axis=1)}
    columns |= {f"p_{name}": scores.probabilities[:, place] for place, name in enumerate(scores.class_names)}
    for name in ("num_unknown_words", "num_cut"):
        counts = pd.array(getattr(scores, name), dtype="Int32")
        counts[~is_scored] = pd.NA
        columns[name] = counts
    return columns


def _no_scores(run: Run, scorer: Scorer, num_rows: int) -> RunScores:
    missing = np.full((num_rows, len(scorer.class_names)), np.nan, np.float32)
    return RunScores(run, scorer.class_names, missing, *(np.full(num_rows, -1, np.int32) for _ in range(3)))


def _score_chunk(scores: RunScores, scorer: Scorer, texts: np.ndarray, rows: np.ndarray) -> None:
    chosen = texts[rows].tolist()
    scores.probabilities[rows] = scorer.probabilities(chosen)
    for row, unread in zip(rows, map(scorer.unread, chosen), strict=True):
        scores.num_known_words[row] = unread.num_known
        scores.num_unknown_words[row] = len(unread.unknown_words)
        scores.num_cut[row] = unread.num_cut


def _chunks(texts: np.ndarray, rows: np.ndarray) -> Iterator[np.ndarray]:
    """The rows in groups of about one length, in a mixed order: the remaining time can be told from the rows done."""
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


def _run_names(runs: Sequence[Run]) -> list[str]:
    """What stands before the columns of each run: nothing where there is one, and its id too where names repeat."""
    names = [run.name for run in runs]
    return [""] if len(runs) == 1 else [
        run.name if names.count(run.name) == 1 else f"{run.name} {run.run_id}" for run in runs
    ]  # fmt: skip


def _unlike(name: str, frame: pd.DataFrame) -> str:
    while name in frame.columns:
        name = f"predicted_{name}"
    return name
