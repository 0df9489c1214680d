"""What the lessons compute on tiny vectors: states, joined vectors and the cost of padding."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from core.config import MergeMode

Padding = Literal["post", "pre", "masked"]
Reader = Literal["forward", "backward"]
TWO_SENTENCES = (("a", "truly", "good", "film"), ("a", "truly", "bad", "film"))
_PAD = "0"
_EMBEDDING_DIM, _UNITS, _SEED = 4, 8, 3


def read(inputs: np.ndarray, kernel: np.ndarray, recurrent_kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """The states of a SimpleRNN: `h_t = tanh(x_t W + h_(t-1) U + b)` with `h_0 = 0`.

    Args:
        inputs: (steps, inputs).
        kernel, recurrent_kernel, bias: W (inputs, units), U (units, units) and b (units,), as Keras shapes them.

    Returns:
        (steps, units). Source: https://keras.io/api/layers/recurrent_layers/simple_rnn/
    """
    state, states = np.zeros(len(bias)), np.empty((len(inputs), len(bias)))
    for step, vector in enumerate(inputs):
        states[step] = state = np.tanh(vector @ kernel + state @ recurrent_kernel + bias)
    return states


def read_backward(inputs: np.ndarray, kernel: np.ndarray, recurrent_kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """The same from the last step to the first; the states stand in the order of the steps again."""
    return read(inputs[::-1], kernel, recurrent_kernel, bias)[::-1]


def impulse(num_steps: int, position: int, kernel: float, recurrent_kernel: float) -> pd.DataFrame:
    """How a single input spreads through a state of one number in each direction.

    Args:
        position: the step, counted from 1, at which the input is 1; it is 0 everywhere else.

    Returns:
        `step`, `input`, `forward`, `backward`, and the arithmetic behind both, `forward_sum` and `backward_sum`.
    """
    inputs = np.zeros((num_steps, 1))
    inputs[position - 1] = 1.0
    weights = (np.array([[kernel]]), np.array([[recurrent_kernel]]), np.zeros(1))
    forward, backward = read(inputs, *weights)[:, 0], read_backward(inputs, *weights)[:, 0]
    before, after = np.append(0.0, forward[:-1]), np.append(backward[1:], 0.0)
    frame = pd.DataFrame(
        {"step": np.arange(1, num_steps + 1), "input": inputs[:, 0], "forward": forward, "backward": backward}
    )
    for name, neighbours in (("forward", before), ("backward", after)):
        frame[f"{name}_sum"] = [
            f"tanh({kernel:.1f} · {value:.0f} + {recurrent_kernel:.1f} · {signed(neighbour)})"
            for value, neighbour in zip(frame["input"], neighbours, strict=True)
        ]
    return frame


def signed(value: float) -> str:
    """A number with two decimals; zero has no sign, negative ones stand in brackets as in a product."""
    text = f"{value:.2f}"
    return text.removeprefix("-") if float(text) == 0 else f"({text})" if value < 0 else text


def seen(words: Sequence[str], step: int) -> dict[Reader, tuple[str, ...]]:
    """The words that each direction's state at `step` (counted from 1) depends on, in the order they were read."""
    return {"forward": tuple(words[:step]), "backward": tuple(words[step - 1 :][::-1])}


def merge(forward: np.ndarray, backward: np.ndarray, merge_mode: MergeMode) -> np.ndarray:
    """The vector that `Bidirectional` makes of the two directions' vectors (units,): (2 units,) for `concat`.

    Source: https://keras.io/api/layers/recurrent_layers/bidirectional/
    """
    if merge_mode == "concat":
        return np.concatenate([forward, backward])
    if merge_mode == "mul":
        return forward * backward
    return (forward + backward) / (2 if merge_mode == "ave" else 1)


def padded(words: Sequence[str], num_padding: int, padding: Padding) -> tuple[str, ...]:
    """The words as a network is given them; `masked` leaves the padding out, as batches of equal length do."""
    zeros = (_PAD,) * num_padding
    return {"post": (*words, *zeros), "pre": (*zeros, *words), "masked": tuple(words)}[padding]


def difference_left(num_padding: int, reader: Reader, kept: float) -> pd.DataFrame:
    """How far apart two sentences are in a small SimpleRNN's state, step by step, for each way of padding.

    The sentences, `TWO_SENTENCES`, differ in one word. The weights are drawn once, with a fixed seed, and not trained.
    A state of eight numbers reads words of four; padding is a word like any other, as in Keras' `Embedding`.

    Args:
        num_padding: steps of padding beside each sentence's four words.
        kept: what the recurrent kernel keeps of a state's length in one step; it is that times an orthogonal matrix.

    Returns:
        `padding`, `step` in the order of reading (from 1), `token` that is read (both words where they differ),
        `is_word` and `difference`: the distance of the two states, 1 being that of the masked summaries.
    """
    frames = []
    for padding in ("post", "pre", "masked"):
        texts = [padded(words, num_padding, padding)[:: 1 if reader == "forward" else -1] for words in TWO_SENTENCES]
        first, second = (_states(text, kept) for text in texts)
        frame = pd.DataFrame({"padding": padding, "step": range(1, len(texts[0]) + 1)})
        frame["token"] = [" / ".join(dict.fromkeys(pair)) for pair in zip(*texts, strict=True)]
        frame["is_word"] = frame["token"] != _PAD
        frame["difference"] = np.linalg.norm(first - second, axis=1)
        frames.append(frame)
    frames = pd.concat(frames, ignore_index=True)
    frames["difference"] /= frames["difference"].iloc[-1]  # the last row is the masked summary
    return frames


def _states(words: Sequence[str], kept: float) -> np.ndarray:
    draw = np.random.default_rng(_SEED)
    vocabulary = dict.fromkeys([_PAD, *TWO_SENTENCES[0], *TWO_SENTENCES[1]])
    vectors = {word: draw.uniform(-1, 1, _EMBEDDING_DIM) for word in vocabulary}
    kernel = draw.uniform(-0.5, 0.5, (_EMBEDDING_DIM, _UNITS))
    orthogonal = np.linalg.qr(draw.normal(size=(_UNITS, _UNITS)))[0]
    return read(np.array([vectors[word] for word in words]), kernel, kept * orthogonal, np.zeros(_UNITS))
