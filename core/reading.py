"""Reading: a data set read and counted in a process of its own, so that the app stays small and answers meanwhile."""

import os
import pickle
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from core import datasets
from core.config import RunConfig
from core.data_profile import Corpus, read_corpus
from core.datasets import Dataset
from core.datasets.columns import guess_columns
from core.datasets.csv_file import read_table
from core.errors import BothwaysError, DatasetError
from core.settings import PROJECT_FOLDER

NUM_FIRST_TEXTS = 20


@dataclass(frozen=True)
class Columns:
    """All columns of a CSV file, and the two that seem to hold the texts and the labels."""

    names: tuple[str, ...]
    text_column: str
    label_column: str


@dataclass(frozen=True)
class Reading:
    """What came of reading a data set: it and its words counted, or the error that prevented it.

    Args:
        columns: of a CSV file that could be read as a table, even when the rest failed.
        error: what is wrong with the file, its columns or its rows.
        dataset: with all labels and rows, but only the first of its texts.
        corpus: all its words, to profile it with.
    """

    columns: Columns | None = None
    error: BothwaysError | None = None
    dataset: Dataset | None = None
    corpus: Corpus | None = None


def read(config: RunConfig) -> Reading:
    """Read the data set of a config, split it and count its words; whatever is wrong with it is in the answer."""
    columns = None
    try:
        if config.dataset.name == "csv":
            frame = read_table(Path(config.dataset.path).expanduser()).frame
            columns = Columns(tuple(frame.columns), *guess_columns(frame))
        dataset = datasets.load(config.dataset)
        parts = datasets.split(dataset, config.dataset, config.train.validation_split)
        corpus = read_corpus(dataset, parts, config.text)
    except BothwaysError as error:
        return Reading(columns, error)
    return Reading(columns, None, replace(dataset, texts=dataset.texts[:NUM_FIRST_TEXTS]), corpus)


def read_aside(config: RunConfig) -> Reading:
    """`read` in another process: its memory is given back whole, and this one is not held up.

    Raises:
        DatasetError: when that process ends without an answer.
    """
    process = subprocess.run(
        [sys.executable, "-c", "from core.reading import answer; answer()"],
        cwd=PROJECT_FOLDER,
        input=config.model_dump_json().encode(),
        capture_output=True,
        check=False,
    )
    if process.returncode:
        raise DatasetError(
            f"The process that reads the data ended without an answer (status {process.returncode}).",
            "It needs memory for the whole data set.",
            "Close other programs or choose a smaller file, then try again.",
        )
    return pickle.loads(process.stdout)


def answer() -> None:
    """What the other process does: a config as JSON on standard input, a pickled `Reading` on standard output."""
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr  # whatever a library prints must not get into the answer
    config = RunConfig.model_validate_json(sys.stdin.buffer.read())
    with output:
        pickle.dump(read(config), output, protocol=pickle.HIGHEST_PROTOCOL)
