"""TaggedSentence: a typed sentence with the label that a network predicts for each of its tokens."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from core.data.text.tokenization import tokenize, word_places
from core.data.text.tokens import number_words
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


def tag_sentences(scorer: Scorer, texts: Sequence[str], words_only: bool = False) -> list[TaggedSentence]:
    """The label of each token of typed sentences, which are cut into words by the word rules and read whole.

    Args:
        words_only: leave out tokens that do not begin with a letter or digit, for networks that were trained on words
            without marks.

    Raises:
        RunStateError: when the network does not predict labels of tokens.
    """
    scorer.check_kind("tokens")
    start = time.perf_counter()
    rules, known = scorer.vocabulary.rules, scorer.vocabulary.word_index
    cut = []
    for text in texts:
        tokens = zip(tokenize(text, rules), word_places(text, rules), strict=True)
        cut.append([one for one in tokens if one[0][:1].isalnum() or not words_only])
    encoded = scorer.encode(number_words([word for word, _ in tokens] for tokens in cut))
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
        for text, tokens, of_text, tags in zip(texts, cut, outputs, labels, strict=True)
    ]
