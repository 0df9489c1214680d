"""Tagging metrics: what only tags of tokens have, the accuracy on unknown words and the scores of spans."""

import numpy as np

from core.config import TextRules
from core.data.dataset import Dataset, Split
from core.data.formats.tagged.span_schemes import Scheme, detect_scheme, legal_transitions
from core.data.text.rules.given_tokens import normalize_tokens
from core.data.text.tokens import Tokens
from core.errors import DatasetError
from core.evaluation.tagging.coded_sentences import CodedSentences, coded_sentences, flat_labels, tags_of
from core.evaluation.tagging.span_metrics import span_metrics
from core.evaluation.tagging.token_metrics import known_words, token_metrics
from core.evaluation.tagging.transition_scores import TransitionScores


def coded_parts(dataset: Dataset, parts: Split, rules: TextRules) -> tuple[CodedSentences, CodedSentences, Tokens]:
    """The training and test sentences with their words in the spelling that networks read, and all words.

    Raises:
        TypeError: when the examples are no sentences.
    """
    if dataset.tokens is None:
        raise TypeError(f"{dataset.name} has no tokens")
    tokens = normalize_tokens(dataset.tokens, rules)
    training, test = (coded_sentences(tokens, dataset.labels, rows) for rows in (parts.train, parts.test))
    return training, test, tokens


def scheme_of(dataset: Dataset) -> Scheme | None:
    """The scheme in which the tags of a data set mark spans; None where they mark none."""
    return detect_scheme(tags_of(dataset.labels, dataset.class_names))


def scheme_scores(dataset: Dataset) -> TransitionScores:
    """Which tags of a data set may follow which, by the scheme in which they mark spans.

    Raises:
        DatasetError: when they mark none.
    """
    scheme = scheme_of(dataset)
    if scheme is None:
        raise DatasetError(
            f"model.decoding is 'legal' and the tags of {dataset.name} mark no spans.",
            "Only a span scheme, such as BIO or BIOES, says which tags may follow which.",
            "Set model.decoding to independent or crf.",
        )
    return TransitionScores.of_scheme(legal_transitions(dataset.class_names, scheme))


def tagging_metrics(dataset: Dataset, parts: Split, predicted: np.ndarray, rules: TextRules) -> dict[str, float]:
    """Metrics of predicted tags beside those of `classification_metrics`.

    `test_unknown_accuracy` is the share of right tags among the `num_unknown` test tokens whose word no training
    sentence has, where there are any. Where tags mark spans, `test_span_precision`, `test_span_recall` and
    `test_span_f1` are those of whole spans with their type, as conlleval has them.

    Args:
        predicted: class numbers of the test sentences, (n, longest), with -1 after the end of each.
        rules: how words are spelled.
    """
    training, test, _ = coded_parts(dataset, parts, rules)
    is_known = known_words(training.words, test.words)
    of_tokens = token_metrics(test.tags, flat_labels(predicted), dataset.num_classes, is_known)
    metrics: dict[str, float] = {"num_unknown": of_tokens.num_unknown}
    if of_tokens.unknown_accuracy is not None:
        metrics["test_unknown_accuracy"] = of_tokens.unknown_accuracy
    if scheme_of(dataset) is None:
        return metrics
    actual = tags_of(dataset.labels[parts.test], dataset.class_names)
    spans = span_metrics(actual, tags_of(predicted, dataset.class_names)).overall
    return metrics | {
        "test_span_precision": spans.precision,
        "test_span_recall": spans.recall,
        "test_span_f1": spans.f1,
    }
