"""Why a network says what it says of a text: what each word and each direction adds, by forward passes only."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core.inference.explain.word_spans import ReadText, Word, read_text
from core.inference.scorer import Scorer

NO_EFFECT = 1e-5  # in log-odds; below it lies what single precision rounds away


@dataclass(frozen=True)
class WordAttribution:
    """What one word adds to the log-odds of a class.

    Args:
        change: log-odds of the whole text minus those of the text without this word, so positive where the word speaks
            for the class; None where the word is not read, or was not left out as the text is long.
    """

    word: Word
    change: float | None

    @property
    def has_effect(self) -> bool:
        """Whether leaving the word out changes anything at all."""
        return self.change is not None and abs(self.change) >= NO_EFFECT


@dataclass(frozen=True)
class Attributions:
    """What each word of a text adds.

    Args:
        label: the class whose log-odds are meant.
        log_odds: those of the whole text.
        words: all words of the text in their order, also those that are not read.
        method: how the numbers were computed, as a sentence.
    """

    label: str
    log_odds: float
    words: tuple[WordAttribution, ...]
    method: str


@dataclass(frozen=True)
class DirectionSplit:
    """How a network's last sum is made of what each direction came to.

    Args:
        label: the class that is meant.
        parts: what each direction adds, by its name; empty where the directions cannot be told apart.
        bias: what the head adds whatever the text.
        total: the sum that the network came to; of two classes the log-odds of `label`, of more how far the logit of
            `label` lies above the mean of all logits.
        probability: of `label`.
        method: how the numbers were computed, as a sentence.
    """

    label: str
    parts: dict[str, float]
    bias: float
    total: float
    probability: float
    method: str


def log_odds(logits: np.ndarray, place: int) -> np.ndarray:
    """Log-odds of one class against all others, (n,), from logits (n, num_logits).

    Args:
        place: of the class among the classes. One logit is that of the second of two.
    """
    logits = logits.astype(np.float64)
    if logits.shape[-1] == 1:
        return logits[:, 0] if place == 1 else -logits[:, 0]
    return logits[:, place] - np.logaddexp.reduce(np.delete(logits, place, axis=-1), axis=-1)


def target_class(scorer: Scorer, logits: np.ndarray) -> int:
    """The class that an explanation is about: the second of two, or of more the most probable one."""
    return 1 if len(scorer.class_names) == 2 else int(logits.argmax())


def leave_one_out(scorer: Scorer, text: str, label: str | None = None) -> Attributions:
    """Leave each word out in turn and score what is left, all in one call.

    A word is left out of the part that is read: a word that `maxlen` cut does not come in for it, and a start id stays.
    For texts that are read whole, that is the score of the text without the word. Of a text so long that this would
    take seconds, only the first and the last words are left out, and `method` says how many.

    Args:
        label: the class whose log-odds are meant; the second of two, or else the most probable one.

    Raises:
        InputError: when the network reads no word of the text.
        RunStateError: when the network reads images or sequences.
    """
    reading = read_text(scorer, text)
    num_read = len(reading.read)
    left_out = _left_out(num_read, reading.most_parts)
    kept = np.ones((1 + len(left_out), num_read), bool)
    kept[np.arange(1, len(kept)), left_out] = False
    logits = scorer.logits_of(reading.parts(kept))
    place = target_class(scorer, logits[0]) if label is None else scorer.class_names.index(label)
    whole, *without = log_odds(logits, place).tolist()
    changes = {reading.read[at]: whole - odds for at, odds in zip(left_out.tolist(), without, strict=True)}
    return Attributions(
        label=scorer.class_names[place],
        log_odds=whole,
        words=tuple(WordAttribution(word, changes.get(at)) for at, word in enumerate(reading.words)),
        method=_attribution_method(reading, len(left_out)),
    )


def direction_split(scorer: Scorer, text: str) -> DirectionSplit:
    """Split the last sum of a network into what each direction adds and the bias.

    With `concat`, `sum` and `ave`, and with one direction, the head's logits are linear in the summary vectors, so
    the parts add up to the total. With `mul` they are not: there are no parts.
    The head's logits of two classes are taken together to the log-odds of the second. Of more classes, the mean of all
    logits is taken from each logit: adding one number to all of them changes no probability, so it must not count.

    Raises:
        InputError: when the network reads no word of the text.
        RunStateError: when the network reads images or sequences, or its file does not name the head's weights.
    """
    reading = read_text(scorer, text)
    kernel, bias = scorer.head
    summaries = scorer.summaries_of(reading.encoded)
    logits = scorer.logits_of(reading.encoded)[0].astype(np.float64)
    place = target_class(scorer, logits)
    weights = _logit_weights(len(logits), place)
    can_be_split = len(summaries) == 1 or scorer.merge_mode != "mul"
    kernels = _kernels(kernel, len(summaries), scorer.merge_mode) if can_be_split else ()
    parts = {
        name: float(summary[0].astype(np.float64) @ own @ weights)
        for (name, summary), own in zip(summaries.items(), kernels, strict=can_be_split)
    }
    return DirectionSplit(
        label=scorer.class_names[place],
        parts=parts,
        bias=float(bias @ weights),
        total=float(logits @ weights),
        probability=float(scorer.probabilities_of(reading.encoded)[0, place]),
        method=_split_method(len(logits), scorer.class_names[place], can_be_split),
    )


def _left_out(num_read: int, most: int) -> np.ndarray:
    """The words to leave out: all, or as many at the start as at the end, where readers of each direction end."""
    if num_read <= most:
        return np.arange(num_read)
    return np.concatenate([np.arange(most // 2), np.arange(num_read - most // 2, num_read)])


def _attribution_method(reading: ReadText, num_left_out: int) -> str:
    num_read = len(reading.read)
    if num_left_out == num_read:
        return "Exact: each word that is read is left out in turn, and the rest is scored."
    half = num_left_out // 2
    return (
        f"Exact for the first {half:,} and the last {half:,} of the {num_read:,} words that are read: each is left out "
        "in turn, and the rest is scored. The others were not left out."
    )


def _logit_weights(num_logits: int, place: int) -> np.ndarray:
    """What each logit counts: together they are the total of a DirectionSplit."""
    if num_logits == 1:
        return np.ones(1)
    if num_logits == 2:
        return np.array([-1.0, 1.0])
    return np.eye(num_logits)[place] - 1 / num_logits


def _kernels(kernel: np.ndarray, num_directions: int, merge_mode: str) -> list[np.ndarray]:
    """The rows of the head's kernel that each direction's summary vector is multiplied by."""
    kernel = kernel.astype(np.float64)
    if num_directions == 1 or merge_mode != "concat":
        return [kernel / num_directions if merge_mode == "ave" else kernel] * num_directions
    ends = np.linspace(0, len(kernel), num_directions + 1).astype(int)
    return [kernel[start:end] for start, end in pairwise(ends)]


def _split_method(num_logits: int, label: str, can_be_split: bool) -> str:
    if not can_be_split:
        return (
            "Cannot be split: `mul` multiplies what the directions came to, so neither has a share of its own. "
            "`concat`, `sum` and `ave` can be split."
        )
    measure = f"the log-odds of {label}" if num_logits <= 2 else f"how far the logit of {label} lies above the mean"
    return f"Exact: what the directions and the bias add up to is {measure}."
