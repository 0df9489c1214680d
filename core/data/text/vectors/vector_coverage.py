"""Vector coverage: how many words and tokens of the training texts have a vector, known before anything is trained."""

from dataclasses import dataclass

import numpy as np

from core.config import RunConfig
from core.data import sources
from core.data.encoding import encode_parts
from core.data.text.tokenization import PADDING_ID
from core.data.text.vectors.word_vectors import read_word_vectors
from core.system.formatting import percent

FEW_TOKENS = 0.8  # share of tokens with a vector; below it, another file or tokenizer is worth trying


@dataclass(frozen=True)
class VectorCoverage:
    """What word vectors cover of the training texts.

    Args:
        source: where the vectors come from.
        num_words: words of the vocabulary.
        num_known_words: those with a vector.
        num_tokens: tokens that a network reads in one epoch.
        num_known_tokens: those with a vector.
    """

    source: str
    num_words: int
    num_known_words: int
    num_tokens: int
    num_known_tokens: int

    @property
    def share_of_tokens(self) -> float:
        """The share of tokens with a vector."""
        return self.num_known_tokens / max(1, self.num_tokens)

    def __str__(self) -> str:
        share = self.num_known_words / max(1, self.num_words)
        return (
            f"{self.source} has vectors for {self.num_known_words:,} of the {self.num_words:,} words of the vocabulary "
            f"({percent(share)}) and for {percent(self.share_of_tokens, 1)} of the tokens of the training texts."
        )


def vector_coverage(config: RunConfig) -> VectorCoverage | None:
    """What the word vectors of a config cover of its training texts, encoded as for training; None for random vectors.

    Raises:
        ConfigError: when the vectors have another number of numbers than `model.embedding_dim`.
        DatasetError: when the data or the vectors cannot be read.
    """
    config = to_cover(config)
    dataset = sources.load(config.dataset)
    encoded = encode_parts(dataset, sources.split(dataset, config.dataset, config.train.validation_split), config)
    vocabulary, ids = encoded.vocabulary, encoded.training.encoded.inputs
    vectors = vocabulary and read_word_vectors(config.model, vocabulary)
    if not vocabulary or not vectors:
        return None
    known = np.array(list(vocabulary.word_index.values()), np.int64)[vectors.places]
    counts = np.bincount(ids[ids != PADDING_ID], minlength=config.text.num_words)
    return VectorCoverage(vectors.source, vectors.num_words, len(known), int(counts.sum()), int(counts[known].sum()))


def to_cover(config: RunConfig) -> RunConfig:
    """The config with nothing left in it but what decides the coverage: that of equal ones is computed once."""
    model = config.model.model_dump(include={"embeddings", "embeddings_path", "embedding_dim", "head"})
    train = config.train.model_dump(include={"validation_split", "batching"})
    return RunConfig.from_dict(
        {
            "dataset": config.dataset.model_dump(),
            "text": config.text.model_dump(exclude={"priors", "min_df", "augmentation", "augmentation_share"}),
            "model": model,
            "train": {**train, "early_stopping_patience": None},
        }
    )
