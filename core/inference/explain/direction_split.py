"""Direction split: how much each direction layer adds to the output of a network for a text."""

from dataclasses import dataclass

import numpy as np

from core.inference.explain.attribution import target_class
from core.inference.explain.word_spans import tokenize_text
from core.inference.scorer import Scorer


@dataclass(frozen=True)
class DirectionSplit:
    """The output of a network as a sum over its directions and the bias.

    Args:
        label: the class.
        parts: what each direction adds, by its name; empty where the sum cannot be split.
        bias: what the head adds for every text.
        total: the sum; of two classes the log-odds of `label`, of more the logit of `label` minus the mean logit.
        probability: of `label`.
        method: how the numbers were computed, as a sentence.
    """

    label: str
    parts: dict[str, float]
    bias: float
    total: float
    probability: float
    method: str


def direction_split(scorer: Scorer, text: str) -> DirectionSplit:
    """Split the output of a network into what each direction adds and the bias.

    With `concat`, `sum` and `ave`, and with one direction, the head's logits are linear in the final states, or in the
    pooled outputs, so the parts add up to the total. With `mul` they are not, nor with the maximum of outputs that were
    summed or averaged, and there are no parts.
    The head's logits of two classes are combined to the log-odds of the second. Of more classes, the mean of all logits
    is subtracted from each: adding one number to all logits changes no probability, so it must not count.

    Raises:
        InputError: when the network reads no word of the text.
        RunStateError: when the network reads images or sequences, or its file does not name the head's weights.
    """
    tokenized = tokenize_text(scorer, text)
    kernel, bias = scorer.head
    states = scorer.summaries_of(tokenized.encoded)
    logits = scorer.logits_of(tokenized.encoded)[0].astype(np.float64)
    place = target_class(scorer, logits)
    weights = np.eye(len(logits))[place] if scorer.has_label_sets else _logit_weights(len(logits), place)
    obstacle = "" if len(states) == 1 else split_obstacle(scorer)
    can_be_split = not obstacle
    kernels = split_kernels(kernel, len(states), scorer) if can_be_split else ()
    parts = {
        name: float(state[0].astype(np.float64) @ own @ weights)
        for (name, state), own in zip(states.items(), kernels, strict=can_be_split)
    }
    return DirectionSplit(
        label=scorer.class_names[place],
        parts=parts,
        bias=float(bias @ weights),
        total=float(logits @ weights),
        probability=float(scorer.probabilities_of(tokenized.encoded)[0, place]),
        method=obstacle or _method(1 if scorer.has_label_sets else len(logits), scorer.class_names[place]),
    )


def _logit_weights(num_logits: int, place: int) -> np.ndarray:
    """The weight of each logit in the total of a `DirectionSplit`."""
    if num_logits == 1:
        return np.ones(1)
    if num_logits == 2:
        return np.array([-1.0, 1.0])
    return np.eye(num_logits)[place] - 1 / num_logits


def split_kernels(kernel: np.ndarray, num_directions: int, scorer: Scorer) -> list[np.ndarray]:
    """The rows of the head's kernel that the summary of each direction is multiplied by."""
    kernel = kernel.astype(np.float64)
    if num_directions == 1 or scorer.merge_mode != "concat":
        return [kernel / num_directions if scorer.merge_mode == "ave" else kernel] * num_directions
    poolings = np.split(kernel, 2 if scorer.pooling == "max_mean" else 1)  # each has rows of every direction
    parts = [np.split(rows, num_directions) for rows in poolings]
    return [np.concatenate(of_direction) for of_direction in zip(*parts, strict=True)]


def split_obstacle(scorer: Scorer) -> str:
    """Why the output is no sum over directions; empty where it is one."""
    if not scorer.summary_names:
        return "Cannot be split: this network has no recurrent layer."
    if scorer.merge_mode == "mul":
        return (
            "Cannot be split: `mul` multiplies the outputs of the directions, so none has a share of its own. "
            "`concat`, `sum` and `ave` can be split."
        )
    if scorer.merge_mode != "concat" and scorer.pooling in ("max", "max_mean"):
        return (
            f"Cannot be split: the maximum over the steps is taken after `{scorer.merge_mode}` has merged the "
            "directions. `concat` can be split."
        )
    return ""


def _method(num_logits: int, label: str) -> str:
    measure = f"the log-odds of {label}" if num_logits <= 2 else f"the logit of {label} minus the mean of all logits"
    return f"Exact: the directions and the bias add up to {measure}."
