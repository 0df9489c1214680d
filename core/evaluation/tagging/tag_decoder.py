"""TagDecoder: the probabilities and the labels of a sentence's tokens from what a network computes for them."""

from dataclasses import dataclass

import numpy as np

from core.evaluation.tagging.marginals import marginals
from core.evaluation.tagging.transition_scores import TransitionScores
from core.evaluation.tagging.viterbi import best_tags


@dataclass(frozen=True)
class TagDecoder:
    """How the labels of tokens are chosen, as `model.decoding` says.

    Args:
        transitions: of a sentence's tags that are chosen together; None where each token is decided by itself.
        has_crf: whether the transitions were trained with the network, whose outputs are emissions then.
    """

    transitions: TransitionScores | None = None
    has_crf: bool = False

    @property
    def output(self) -> str:
        """The output of the network that is decoded; that of a CRF has emissions alone."""
        return "logits" if self.has_crf else "probabilities"

    def probabilities(self, outputs: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        """The probability of each class, (n, steps, num_classes); the marginal ones of a CRF.

        Args:
            outputs: of the network, of the same shape.
            lengths: tokens of each sentence, (n,).
        """
        if self.has_crf and self.transitions is not None:
            return marginals(outputs, lengths, self.transitions)
        return outputs

    def decoded(self, outputs: np.ndarray, lengths: np.ndarray) -> np.ndarray | None:
        """The class numbers of the most probable sequences, (n, steps), with `NO_LABEL` after the end of a sentence.

        None where each token has its most probable class. The arguments are those of `probabilities`.
        """
        if self.transitions is None:
            return None
        with np.errstate(divide="ignore"):  # a probability that was rounded to 0
            scores = outputs if self.has_crf else np.log(outputs)
        return best_tags(scores, lengths, self.transitions)
