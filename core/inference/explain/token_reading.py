"""Token reading: the label of each token when nothing after it is known yet, and after the whole sentence is read."""

from dataclasses import dataclass

import numpy as np

from core.data.text.tokens import number_words
from core.inference.inputs.tagged_sentence import TaggedSentence
from core.inference.scorer import Scorer

MOST_TOKENS = 200  # a sentence is scored once for each; more would take seconds


@dataclass(frozen=True)
class TokenReading:
    """The labels of the first tokens of a sentence as it is read, word by word.

    Args:
        labels: of each token, predicted from the sentence up to it.
        probabilities: of these labels.
        settled_after: for each token how many further tokens must be read until its label is that of the whole
            sentence and stays so; 0 where it has it at once.
        method: how this was computed, as a sentence.
    """

    labels: tuple[str, ...]
    probabilities: tuple[float, ...]
    settled_after: tuple[int, ...]
    method: str

    @property
    def num_changed(self) -> int:
        """The tokens whose label differs between reading up to them and reading on."""
        return sum(after > 0 for after in self.settled_after)


def token_reading(scorer: Scorer, sentence: TaggedSentence) -> TokenReading:
    """Label the first 1, 2, 3 ... tokens of a sentence as if it ended there.

    Madureira and Schlangen (2020, "Incremental Processing in the Age of Non-Incremental Encoders", EMNLP) measure
    bidirectional taggers this way.
    """
    words = [token.token for token in sentence.tokens]
    length = min(len(words), MOST_TOKENS)
    beginnings = [words[: end + 1] for end in range(length)]
    if length < len(words):
        beginnings.append(words)
    probabilities, decoded = scorer.tags_of(scorer.encode(number_words(beginnings)))
    # (beginnings, tokens); a beginning has no label for what follows it
    labels = (probabilities.argmax(axis=-1) if decoded is None else decoded)[:, :length]
    at_once = np.arange(length), np.arange(length)
    is_final = labels == labels[-1]
    settled_after = []
    for token in range(length):
        others = np.flatnonzero(~is_final[token:, token])
        settled_after.append(int(others[-1]) + 1 if len(others) else 0)
    return TokenReading(
        labels=tuple(scorer.class_names[place] for place in labels[at_once]),
        probabilities=tuple(probabilities[(*at_once, labels[at_once])].tolist()),
        settled_after=tuple(settled_after),
        method="Exact: the sentence is scored after each token, as if it ended there."
        if length == len(words)
        else f"The sentence is scored after each of its first {MOST_TOKENS} tokens, and whole.",
    )
