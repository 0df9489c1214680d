"""TaggedSentence: a typed sentence with the label that a network predicts for each of its tokens."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from core.data.text.tokens import number_words
from core.inference.inputs.typed_tokens import TokenCut, typed_tokens, usual_cut
from core.inference.scorer import Scorer


@dataclass(frozen=True)
class TaggedToken:
    """One token of a typed sentence.

    Args:
        token: as the network reads it, for example in lower case.
        start, end: its characters in the typed sentence.
        is_known: whether it is in the vocabulary.
        label: the most probable class, or that of the most probable sequence, as `model.decoding` says.
        probabilities: of every class, in their order.
    """

    token: str
    start: int
    end: int
    is_known: bool
    label: str
    probabilities: dict[str, float]

    @property
    def probability(self) -> float:
        """The probability of the predicted label."""
        return self.probabilities[self.label]


@dataclass(frozen=True)
class TaggedSentence:
    """A typed sentence with its tokens; of several scored together, `milliseconds` is the share of each."""

    text: str
    tokens: tuple[TaggedToken, ...]
    milliseconds: float

    @property
    def unknown_words(self) -> tuple[str, ...]:
        """Out-of-vocabulary tokens, each once, in the order of the sentence."""
        return tuple(dict.fromkeys(token.token for token in self.tokens if not token.is_known))

    @property
    def line(self) -> str:
        """Each token with its label behind it, as `oslo/B-LOC`."""
        return " ".join(f"{token.token}/{token.label}" for token in self.tokens)

    @property
    def lowest_probability(self) -> float:
        """The probability of the least certain label; 1 without any token."""
        return min((token.probability for token in self.tokens), default=1.0)


def tag_sentences(scorer: Scorer, texts: Sequence[str], cut: TokenCut | None = None) -> list[TaggedSentence]:
    """The label of each token of typed sentences, which are read whole.

    Args:
        cut: how they are cut into tokens; as the network's training data, as far as its vocabulary says so, when None.

    Raises:
        RunStateError: when the network does not predict labels of tokens.
    """
    scorer.check_kind("tokens")
    start = time.perf_counter()
    vocabulary = scorer.vocabulary
    known, how = vocabulary.word_index, cut or usual_cut(vocabulary)
    cut_texts = [typed_tokens(text, vocabulary, how) for text in texts]
    encoded = scorer.encode(number_words([word for word, _ in tokens] for tokens in cut_texts))
    outputs, decoded = scorer.tags_of(encoded)
    labels = outputs.argmax(axis=-1) if decoded is None else decoded
    milliseconds = (time.perf_counter() - start) * 1000 / max(1, len(texts))
    names = scorer.class_names
    return [
        TaggedSentence(
            text,
            tuple(
                TaggedToken(word, *place, word in known, names[label], dict(zip(names, shares.tolist(), strict=True)))
                for (word, place), shares, label in zip(tokens, of_text, tags, strict=False)  # what follows is padding
            ),
            milliseconds,
        )
        for text, tokens, of_text, tags in zip(texts, cut_texts, outputs, labels, strict=True)
    ]
