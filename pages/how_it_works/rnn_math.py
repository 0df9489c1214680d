"""The arithmetic of the lessons on tiny vectors: states, merged vectors and the effect of padding."""

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
import pandas as pd

from core.config import MergeMode
from core.directions import Pass

Padding = Literal["post", "pre", "masked"]
TWO_SENTENCES = (("a", "really", "good", "film"), ("a", "really", "bad", "film"))
_PAD = "0"
_EMBEDDING_DIM, _UNITS, _SEED = 4, 8, 3


def forward_states(
    inputs: np.ndarray, kernel: np.ndarray, recurrent_kernel: np.ndarray, bias: np.ndarray
) -> np.ndarray:
    """The states of a SimpleRNN: `h_t = tanh(x_t W + h_(t-1) U + b)` with `h_0 = 0`.

    Args:
        inputs: (steps, inputs).
        kernel, recurrent_kernel, bias: W (inputs, units), U (units, units) and b (units,), in Keras' shapes.

    Returns:
        (steps, units). Source: https://keras.io/api/layers/recurrent_layers/simple_rnn/
    """
    state, states = np.zeros(len(bias)), np.empty((len(inputs), len(bias)))
    for step, vector in enumerate(inputs):
        states[step] = state = np.tanh(vector @ kernel + state @ recurrent_kernel + bias)
    return states


def backward_states(
    inputs: np.ndarray, kernel: np.ndarray, recurrent_kernel: np.ndarray, bias: np.ndarray
) -> np.ndarray:
    """The same from the last step to the first; the result is in the order of the steps."""
    return forward_states(inputs[::-1], kernel, recurrent_kernel, bias)[::-1]


def impulse_response(num_steps: int, position: int, kernel: float, recurrent_kernel: float) -> pd.DataFrame:
    """How a single input spreads through a state of one number in each direction.

    Args:
        position: the step, counted from 1, at which the input is 1; it is 0 everywhere else.

    Returns:
        `step`, `input`, `forward`, `backward`, and the calculation of both, `forward_sum` and `backward_sum`.
    """
    inputs = np.zeros((num_steps, 1))
    inputs[position - 1] = 1.0
    weights = (np.array([[kernel]]), np.array([[recurrent_kernel]]), np.zeros(1))
    forward, backward = forward_states(inputs, *weights)[:, 0], backward_states(inputs, *weights)[:, 0]
    before, after = np.append(0.0, forward[:-1]), np.append(backward[1:], 0.0)
    frame = pd.DataFrame(
        {"step": np.arange(1, num_steps + 1), "input": inputs[:, 0], "forward": forward, "backward": backward}
    )
    for name, neighbours in (("forward", before), ("backward", after)):
        frame[f"{name}_sum"] = [
            f"tanh({kernel:.1f} · {value:.0f} + {recurrent_kernel:.1f} · {bracketed(neighbour)})"
            for value, neighbour in zip(frame["input"], neighbours, strict=True)
        ]
    return frame


def bracketed(value: float) -> str:
    """A number with two decimals; zero has no sign, negative numbers are in brackets as in a product."""
    text = f"{value:.2f}"
    return text.removeprefix("-") if float(text) == 0 else f"({text})" if value < 0 else text


def words_read(words: Sequence[str], step: int) -> dict[Pass, tuple[str, ...]]:
    """The words that each direction's state at `step` (counted from 1) depends on, in the order of reading."""
    return {"forward": tuple(words[:step]), "backward": tuple(words[step - 1 :][::-1])}


def merge(forward: np.ndarray, backward: np.ndarray, merge_mode: MergeMode) -> np.ndarray:
    """The output of `Bidirectional` for the two directions' vectors (units,): (2 units,) for `concat`.

    Source: https://keras.io/api/layers/recurrent_layers/bidirectional/
    """
    if merge_mode == "concat":
        return np.concatenate([forward, backward])
    if merge_mode == "mul":
        return forward * backward
    return (forward + backward) / (2 if merge_mode == "ave" else 1)


def pad(words: Sequence[str], num_padding: int, padding: Padding) -> tuple[str, ...]:
    """The words as the network reads them; `masked` skips the padding, as `train.batching=by_length` does."""
    zeros = (_PAD,) * num_padding
    return {"post": (*words, *zeros), "pre": (*zeros, *words), "masked": tuple(words)}[padding]


def remaining_difference(num_padding: int, direction: Pass, recurrent_scale: float) -> pd.DataFrame:
    """The distance between two sentences in a small SimpleRNN's state, step by step, for each way of padding.

    The sentences, `TWO_SENTENCES`, differ in one word. The weights are random, with a fixed seed, and untrained. The
    state has eight numbers, a word vector four; padding is a word like any other, as in Keras' `Embedding`.

    Args:
        num_padding: steps of padding beside each sentence's four words.
        recurrent_scale: the recurrent kernel is this number times an orthogonal matrix.

    Returns:
        `padding`, `step` in the order of reading (from 1), the `token` at the step (both words where they differ),
        `is_word` and `difference`: the distance of the two states, 1 being that of the masked summaries.
    """
    frames = []
    for padding in get_args(Padding):
        texts = [pad(words, num_padding, padding)[:: 1 if direction == "forward" else -1] for words in TWO_SENTENCES]
        first, second = (_states(text, recurrent_scale) for text in texts)
        frame = pd.DataFrame({"padding": padding, "step": range(1, len(texts[0]) + 1)})
        frame["token"] = [" / ".join(dict.fromkeys(pair)) for pair in zip(*texts, strict=True)]
        frame["is_word"] = frame["token"] != _PAD
        frame["difference"] = np.linalg.norm(first - second, axis=1)
        frames.append(frame)
    table = pd.concat(frames, ignore_index=True)
    table["difference"] /= table["difference"].iloc[-1]  # the last row is the masked summary
    return table


def _states(words: Sequence[str], recurrent_scale: float) -> np.ndarray:
    draw = np.random.default_rng(_SEED)
    vocabulary = dict.fromkeys([_PAD, *TWO_SENTENCES[0], *TWO_SENTENCES[1]])
    vectors = {word: draw.uniform(-1, 1, _EMBEDDING_DIM) for word in vocabulary}
    kernel = draw.uniform(-0.5, 0.5, (_EMBEDDING_DIM, _UNITS))
    orthogonal = np.linalg.qr(draw.normal(size=(_UNITS, _UNITS)))[0]
    inputs = np.array([vectors[word] for word in words])
    return forward_states(inputs, kernel, recurrent_scale * orthogonal, np.zeros(_UNITS))
