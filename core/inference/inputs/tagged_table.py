"""Tagged table: the sentences of a file with the labels that a network predicts, a row for each token."""

from typing import Any

import numpy as np
import pandas as pd

from core.data.formats.tagged.span_schemes import detect_scheme
from core.data.formats.tagged.tagged_sentences import TaggedSentences
from core.data.text.rules.given_tokens import normalize_tokens, rows_of_tokens
from core.data.text.tokens import Tokens
from core.evaluation.tagging.span_metrics import span_metrics
from core.evaluation.tagging.token_metrics import token_metrics
from core.inference.scorer import Scorer

_SENTENCES_AT_ONCE = 1_024  # whose probabilities are in memory


def tagged_table(scorer: Scorer, tagged: TaggedSentences) -> pd.DataFrame:
    """The labels of the tokens of a file's sentences, which are read whole.

    Returns:
        `row` (the first line or row of the sentence in the file), `sentence` and `token` (their numbers, from 1),
        `word` and `tag` as the file has them, `label` (predicted), `probability` (of that label) and `is_known`
        (whether the network's vocabulary has the word).

    Raises:
        RunStateError: when the network does not predict labels of tokens.
    """
    scorer.check_kind("tokens")
    lengths, words = tagged.tokens.lengths, np.array(tagged.tokens.words, object)
    spelled = normalize_tokens(tagged.tokens, scorer.vocabulary.rules)
    is_known = np.array([word in scorer.vocabulary.word_index for word in spelled.words], bool)
    parts = [
        _labels(scorer, rows_of_tokens(spelled, rows))
        for rows in np.array_split(np.arange(len(lengths)), -(-len(lengths) // _SENTENCES_AT_ONCE))
    ]
    labels, probabilities = (np.concatenate(of_parts) for of_parts in zip(*parts, strict=True))
    starts = np.cumsum(lengths) - lengths
    return pd.DataFrame(
        {
            "row": np.repeat(tagged.rows, lengths),
            "sentence": np.repeat(np.arange(1, len(lengths) + 1), lengths),
            "token": np.arange(1, len(labels) + 1) - np.repeat(starts, lengths),
            "word": words[tagged.tokens.codes],
            "tag": np.array(tagged.tags.words, object)[tagged.tags.codes],
            "label": np.array(scorer.class_names, object)[labels],
            "probability": probabilities,
            "is_known": is_known[spelled.codes],
        }
    )


def summarize_tags(table: pd.DataFrame, class_names: tuple[str, ...]) -> dict[str, Any]:
    """How well the labels of `tagged_table` are those of the file.

    Tokens with a tag that is no class of the network count neither in accuracy nor in macro F1, but their spans do.
    """
    numbers = {name: number for number, name in enumerate(class_names)}
    is_class = table["tag"].isin(class_names).to_numpy()
    counted = table[is_class]
    lengths = table.groupby("sentence", sort=False).size().to_numpy(np.int32)
    actual, predicted = (_as_tokens(table[column], lengths) for column in ("tag", "label"))
    summary: dict[str, Any] = {
        "num_sentences": len(lengths),
        "num_tokens": len(table),
        "num_unknown_words": int((~table["is_known"]).sum()),
        "unmatched": table.loc[~is_class, "tag"].value_counts().to_dict(),
        "accuracy": None,
        "macro_f1": None,
        "accuracy_of_unknown_words": None,
        "spans": None,
    }
    if len(counted):
        of_file, of_network = (counted[column].map(numbers).to_numpy() for column in ("tag", "label"))
        metrics = token_metrics(of_file, of_network, len(class_names), counted["is_known"].to_numpy())
        summary |= {
            "accuracy": metrics.accuracy,
            "macro_f1": metrics.macro_f1,
            "accuracy_of_unknown_words": metrics.unknown_accuracy,
        }
    if detect_scheme(actual):
        spans = span_metrics(actual, predicted).overall
        shares = {name: getattr(spans, name) for name in ("precision", "recall", "f1")}
        summary["spans"] = {**shares, "actual": spans.actual, "predicted": spans.predicted}
    return summary


def _labels(scorer: Scorer, tokens: Tokens) -> tuple[np.ndarray, np.ndarray]:
    """The class number of each token, and its probability."""
    probabilities, decoded = scorer.tags_of(scorer.encode(tokens))
    labels = probabilities.argmax(axis=-1) if decoded is None else decoded
    is_token = np.arange(labels.shape[1]) < tokens.lengths[:, None]
    of_label = np.take_along_axis(probabilities, np.maximum(labels, 0)[..., None], axis=-1)[..., 0]
    return labels[is_token], of_label[is_token]


def _as_tokens(names: pd.Series, lengths: np.ndarray) -> Tokens:
    codes, words = pd.factorize(names)
    return Tokens(tuple(words), codes.astype(np.int32), lengths)
