"""Answers: what a run says of sentences, picture files or typed sequences, for the command line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.config import Kind
from core.errors import InputError, RunStateError
from core.inference.digit_images import read_picture
from core.inference.scorer import Scorer
from core.inference.sequences import parse_values, score_sequence
from core.runs.run import Run


@dataclass(frozen=True)
class Answer:
    """What a run says of one input, as plain values for JSON (`values`) and as a line for people (`line`)."""

    values: dict[str, Any]
    line: str

    def __str__(self) -> str:
        return self.line

    def to_dict(self) -> dict[str, Any]:
        """`input`, `label` or the `labels` of all steps, and `probabilities`, of all steps a list of them."""
        return self.values


def answers(run: Run, inputs: Sequence[str]) -> list[Answer]:
    """What a finished run says of each input: sentences, paths or numbers, whatever its network reads.

    Raises:
        InputError: when a picture or a sequence cannot be read.
        RunStateError: when the run has nothing to score with.
    """
    if run.status != "finished":
        raise RunStateError(
            f"Run {run.run_id} is {run.status}.",
            "Only a finished run has a network that was tested.",
            "Wait until it is finished, resume it, or choose another run.",
        )
    return _ANSWERS[run.config.dataset.kind](Scorer(run.folder, run.config), run, inputs)


def _texts(scorer: Scorer, run: Run, texts: Sequence[str]) -> list[Answer]:
    return [_answer(one.text, one.label, one.probabilities, text=one.text) for one in scorer.score(texts)]


def _images(scorer: Scorer, run: Run, paths: Sequence[str]) -> list[Answer]:
    scores = scorer.score_images(np.stack([read_picture(_content(path), path) for path in paths]))
    return [_answer(path, one.label, one.probabilities) for path, one in zip(paths, scores, strict=True)]


def _sequences(scorer: Scorer, run: Run, texts: Sequence[str]) -> list[Answer]:
    rows = [parse_values(text) for text in texts]
    return [_steps(scorer, run, text.strip(), values) for text, values in zip(texts, rows, strict=True)]


def _steps(scorer: Scorer, run: Run, text: str, values: Sequence[float]) -> Answer:
    score = score_sequence(scorer, values, run.config.dataset.task)
    zero, one = scorer.class_names
    document = {
        "input": text,
        "labels": [scorer.class_names[label] for label in score.predicted],
        "expected": [scorer.class_names[label] for label in score.expected],
        "probabilities": [{zero: 1 - share, one: share} for share in score.probabilities],
    }
    told = f"{' '.join(document['labels'])}  expected {' '.join(document['expected'])}"
    return Answer(document, f"{told}  {score.num_right} of {len(values)} right  {text}")


def _answer(given: str, label: str, probabilities: dict[str, float], **more: str) -> Answer:
    document = {"input": given, **more, "label": label, "probabilities": probabilities}
    return Answer(document, f"{label} {probabilities[label]:.1%}  {given}")


def _content(path: str) -> bytes:
    try:
        return Path(path).expanduser().read_bytes()
    except (OSError, RuntimeError, ValueError) as error:  # also a home of nobody's, and a NUL in the path
        raise InputError(
            f"{path!r} cannot be read ({error}).", "It must be a PNG or JPEG file.", "Correct the path."
        ) from None


_ANSWERS: dict[Kind, Callable[[Scorer, Run, Sequence[str]], list[Answer]]] = {
    "text": _texts,
    "image": _images,
    "sequence": _sequences,
}
