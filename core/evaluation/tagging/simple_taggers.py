"""Simple taggers: what tags can be predicted without a network, from no word, from the word alone and from a window."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, get_args

import numpy as np

from core.data.formats.tagged.span_schemes import Scheme
from core.data.text.tokens import Tokens
from core.evaluation.tagging.coded_sentences import CodedSentences
from core.evaluation.tagging.span_metrics import SpanMetrics, span_metrics
from core.evaluation.tagging.token_metrics import TokenMetrics, known_words, token_metrics
from core.evaluation.tagging.unigram_tagger import fit_unigram
from core.evaluation.tagging.windowed_tagger import SIZE, Window, fit_windowed

SimpleTagger = Literal["majority", "unigram", "past", "future", "both"]
SIMPLE_TAGGERS: tuple[SimpleTagger, ...] = get_args(SimpleTagger)
_STEPS: dict[SimpleTagger, str] = {
    "majority": "counting tags",
    "unigram": "counting the tags of each word",
    "past": "fitting the windowed tagger of earlier words",
    "future": "fitting the windowed tagger of later words",
    "both": "fitting the windowed tagger of earlier and later words",
}


@dataclass(frozen=True)
class TaggerResult:
    """What a simple tagger reaches on the test sentences.

    Args:
        name: `majority` predicts the most frequent tag, `unigram` each word's most frequent tag; the others are the
            windows of `fit_windowed`.
        predicted: class numbers, (num_tokens,).
        tokens: scores of the tags.
        spans: scores of the spans, where the tags mark any.
        seconds: of fitting and predicting.
    """

    name: SimpleTagger
    predicted: np.ndarray
    tokens: TokenMetrics
    spans: SpanMetrics | None
    seconds: float


def simple_tagger_results(
    training: CodedSentences,
    test: CodedSentences,
    words: Sequence[str],
    class_names: Sequence[str],
    scheme: Scheme | None = None,
    size: int = SIZE,
    begin: Callable[[str], None] = lambda _: None,
    names: Sequence[SimpleTagger] = SIMPLE_TAGGERS,
) -> Iterator[TaggerResult]:
    """Fit each simple tagger on the training sentences and score it on the test sentences.

    Args:
        words: the distinct words that both number.
        scheme: of the tags, where they mark spans.
        size: neighbours on each side that a window has.
        begin: called with each step, as a clause.
    """
    is_known = known_words(training.words, test.words)
    predict = partial(_predict, training, test, words, len(class_names), size)
    for name in names:
        begin(_STEPS[name])
        started = time.perf_counter()
        predicted = predict(name)
        seconds = time.perf_counter() - started
        tokens = token_metrics(test.tags, predicted, len(class_names), is_known)
        spans = None
        if scheme is not None:
            tags = (Tokens(tuple(class_names), codes, test.lengths) for codes in (test.tags, predicted))
            spans = span_metrics(*tags)
        yield TaggerResult(name, predicted, tokens, spans, seconds)


def _predict(
    training: CodedSentences,
    test: CodedSentences,
    words: Sequence[str],
    num_classes: int,
    size: int,
    name: SimpleTagger,
) -> np.ndarray:
    windows: dict[SimpleTagger, Window] = {"past": "past", "future": "future", "both": "both"}
    if name in windows:
        return fit_windowed(training, words, num_classes, windows[name], size).predict(test)
    unigram = fit_unigram(training, len(words), num_classes)
    return unigram.predict(test.words) if name == "unigram" else np.full(len(test.words), unigram.majority, np.int32)
