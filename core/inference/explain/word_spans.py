"""The words of a typed text: their positions in it, and which of them a network reads."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.data.encoding import Encoded, kept_places
from core.data.text.tokenization import PADDING_ID, START_ID, tokenize, word_places
from core.errors import InputError
from core.inference.scorer import Scorer

MAX_STEPS = 300_000  # of all parts of one text together: about a second, a few seconds for very long texts
_MIN_PARTS = 20

Status = Literal["known", "unknown", "dropped", "cut"]


@dataclass(frozen=True)
class Word:
    """One word of a typed text.

    Args:
        token: the word as the vocabulary has it, for example in lower case.
        start, end: its characters in the typed text, `text[start:end]`.
        status: `known` is in the vocabulary; `unknown` is read as the OOV token; `dropped` is out of vocabulary and not
            read, as there is no OOV token; `cut` is not read, as the text is longer than `maxlen`.
    """

    token: str
    start: int
    end: int
    status: Status

    @property
    def is_read(self) -> bool:
        """Whether the word is an input of the network."""
        return self.status in ("known", "unknown")


@dataclass(frozen=True)
class TokenizedText:
    """The words of a text and what a network reads of them.

    Args:
        words: all words, including those that are not read.
        read: places in `words` of those that are read, in their order.
        columns: the column of each of `read` in the row `encoded`.
        encoded: the text encoded for scoring, one row.
        padded_before: whether padding comes before the words.
        masked: whether the network skips padding.
    """

    text: str
    words: tuple[Word, ...]
    read: tuple[int, ...]
    columns: np.ndarray
    encoded: Encoded
    padded_before: bool
    masked: bool

    @property
    def max_parts(self) -> int:
        """How many parts of this text may be scored to explain it, so that long texts take about a second too."""
        return max(_MIN_PARTS, MAX_STEPS // self.encoded.inputs.shape[1])

    def parts(self, masks: np.ndarray) -> Encoded:
        """Parts of what is read, each padded as for scoring; a start id stays, and cut words stay cut.

        Args:
            masks: (n, number of words read), True where a part has the word.
        """
        (row,) = self.encoded.inputs
        stays = np.repeat((row != PADDING_ID)[np.newaxis], len(masks), axis=0)
        stays[:, self.columns] = masks
        order = np.argsort(stays if self.padded_before else ~stays, axis=1, kind="stable")
        ids = np.take_along_axis(np.where(stays, row, PADDING_ID), order, axis=1)
        num_steps = np.maximum(stays.sum(axis=1), 1) if self.masked else np.full(len(masks), len(row))
        return Encoded(ids, num_steps.astype(np.int32))


def tokenize_text(scorer: Scorer, text: str) -> TokenizedText:
    """The words of a text, and those that a network reads.

    Raises:
        InputError: when the network reads no word of the text.
        RunStateError: when the network reads images or sequences.
    """
    vocabulary, encoded = scorer.vocabulary, scorer.encode([text])
    (row,) = encoded.inputs
    columns = np.flatnonzero(row != PADDING_ID)
    if vocabulary.start and len(columns) and row[columns[0]] == START_ID:
        columns = columns[1:]
    if not len(columns):
        raise InputError(
            "The network reads no word of this text.",
            "An explanation needs at least one word that the network reads.",
            "Type a sentence of common words in the language of the training data.",
        )
    tokens, has_oov = tokenize(text, vocabulary.rules), vocabulary.oov or vocabulary.start
    known = [token in vocabulary.word_index for token in tokens]
    with_id = [place for place, is_known in enumerate(known) if is_known or has_oov]
    places = kept_places(len(with_id) + vocabulary.start, scorer.text_config) - vocabulary.start
    read = tuple(with_id[place] for place in places if place >= 0)
    statuses: list[Status] = ["cut" if is_known or has_oov else "dropped" for is_known in known]
    for place in read:
        statuses[place] = "known" if known[place] else "unknown"
    words = zip(tokens, word_places(text, vocabulary.rules), statuses, strict=True)
    return TokenizedText(
        text=text,
        words=tuple(Word(token, start, end, status) for token, (start, end), status in words),
        read=read,
        columns=columns,
        encoded=encoded,
        padded_before=not scorer.masked and scorer.text_config.padding == "pre",
        masked=scorer.masked,
    )
