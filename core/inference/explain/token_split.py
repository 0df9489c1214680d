"""Token split: how much each direction layer adds to the label that a network predicts for each token."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.data.text.tokens import number_words
from core.inference.explain.direction_split import split_kernels, split_obstacle
from core.inference.inputs.tagged_sentence import TaggedSentence
from core.inference.scorer import Scorer


@dataclass(frozen=True)
class TokenSplit:
    """The output of a network at each token as a sum over its directions and the bias.

    Args:
        parts: what each direction adds, by its name, a number for each token; empty where the sum cannot be split.
        bias: what the head adds at each token, whatever is read.
        totals: the sums; of two classes the log-odds of the predicted one, of more its logit minus the mean logit.
        method: how the numbers were computed, as a sentence.
    """

    parts: Mapping[str, tuple[float, ...]]
    bias: tuple[float, ...]
    totals: tuple[float, ...]
    method: str

    def first(self, number: int) -> "TokenSplit":
        """The split of the first tokens alone."""
        parts = {name: values[:number] for name, values in self.parts.items()}
        return TokenSplit(parts, self.bias[:number], self.totals[:number], self.method)


def token_split(scorer: Scorer, sentence: TaggedSentence) -> TokenSplit:
    """Split the output for the predicted label of each token into what each direction adds, and the bias.

    Args:
        sentence: as this network labelled it, with at least one token.

    Raises:
        RunStateError: when the network's file does not name the head's weights.
    """
    encoded = scorer.encode(number_words([[token.token for token in sentence.tokens]]))
    kernel, bias = scorer.head
    logits = scorer.logits_of(encoded)[0].astype(np.float64)
    weights = _label_weights(scorer, sentence, logits.shape[-1])
    states = scorer.summaries_of(encoded)
    obstacle = "" if len(states) == 1 else split_obstacle(scorer)
    if not obstacle and any(state.ndim != 3 for state in states.values()):
        obstacle = "Cannot be split: this network was exported without its outputs at each token. Train it again."
    parts: dict[str, tuple[float, ...]] = {}
    if not obstacle:
        kernels = split_kernels(kernel, len(states), scorer)
        for (name, state), own in zip(states.items(), kernels, strict=True):
            added = state[0].astype(np.float64) @ own
            parts[name] = tuple((added * weights).sum(axis=1).tolist())
    return TokenSplit(
        parts=parts,
        bias=tuple((weights @ bias.astype(np.float64)).tolist()),
        totals=tuple((logits * weights).sum(axis=1).tolist()),
        method=obstacle or _method(len(scorer.class_names)),
    )


def _label_weights(scorer: Scorer, sentence: TaggedSentence, num_logits: int) -> np.ndarray:
    """The weight of each logit in the total of each token, (num_tokens, num_logits)."""
    labels = np.array([scorer.class_names.index(token.label) for token in sentence.tokens])
    if num_logits == 1:
        return np.where(labels == 1, 1.0, -1.0)[:, np.newaxis]
    return np.eye(num_logits)[labels] - 1 / num_logits


def _method(num_classes: int) -> str:
    measure = "its log-odds" if num_classes == 2 else "its logit minus the mean of all logits"
    return f"Exact: the directions and the bias add up to what the network gives to the predicted label, {measure}."
