"""The files of a finished run, its session of ONNX Runtime, and the batches in which rows are scored."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import onnxruntime

from core.config import ModelConfig
from core.errors import RunStateError
from core.evaluation.tagging.tag_decoder import TagDecoder
from core.evaluation.tagging.transition_scores import TRANSITIONS_FILE, TransitionScores
from core.system.files.checksums import check_file

_Loaded = TypeVar("_Loaded")

_BATCH_SIZE = 32
_SMALLEST_BATCH = 4
_BATCH_STEPS = 1_600  # of all rows of a batch; more do not fit into a core's cache, and long texts fill the memory


def batches_by_length(lengths: np.ndarray) -> Iterator[np.ndarray]:
    """The rows of each batch, shortest first, so that rows of similar length are scored together."""
    rows = np.argsort(lengths, kind="stable")
    start = 0
    while start < len(rows):
        longest = lengths[rows[min(start + _BATCH_SIZE, len(rows)) - 1]]
        size = min(_BATCH_SIZE, max(_SMALLEST_BATCH, _BATCH_STEPS // longest))
        yield rows[start : start + size]
        start += size


def start_session(path: Path) -> onnxruntime.InferenceSession:
    """A session with one thread: one sentence is too little work for two, and batches run in parallel."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])


def load_file(path: Path, load: Callable[[Path], _Loaded]) -> _Loaded:
    """What `load` makes of a file of a finished run.

    Raises:
        RunStateError: when the file is missing, cannot be read, or is not the one that training wrote.
    """
    check_file(path)
    try:
        return load(path)
    except FileNotFoundError:
        raise RunStateError(
            f"The run's {path.name} is missing.",
            f"A finished run has a {path.name}.",
            "Wait until the run is finished. If it is, its files were removed: train it again.",
        ) from None
    except Exception as error:  # ONNX Runtime's own errors share no base class
        raise RunStateError(
            f"The run's {path.name} cannot be read ({type(error).__name__}).",
            "It must be the file that training wrote.",
            "Train the run again.",
        ) from error


def load_decoder(folder: Path, model: ModelConfig) -> TagDecoder:
    """How a finished run chooses the labels of tokens.

    Raises:
        RunStateError: when its transition scores are missing or cannot be read.
    """
    if model.decoding == "independent":
        return TagDecoder()
    return TagDecoder(load_file(folder / TRANSITIONS_FILE, TransitionScores.load), model.has_crf)


def head_weights(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Kernel (width, num_logits) and bias (num_logits,) of the last layer of an exported network.

    Raises:
        RunStateError: when the file does not have them by name.
    """
    import onnx  # scoring does without it

    weights = {weight.name: weight for weight in load_file(path, onnx.load).graph.initializer}
    try:
        kernel, bias = (onnx.numpy_helper.to_array(weights[f"head/{role}"]) for role in ("kernel", "bias"))
    except KeyError:
        raise RunStateError(
            "The run's model.onnx does not name the weights of its last layer.",
            "The split by direction is computed from these weights.",
            "Train the run again.",
        ) from None
    return kernel, bias
