"""Leave-one-out attributions: how much each word of a text adds to the log-odds of a class, by forward passes only."""

from dataclasses import dataclass

import numpy as np

from core.inference.explain.word_spans import Word, tokenize_text
from core.inference.scorer import Scorer

NO_EFFECT = 1e-5  # in log-odds; smaller changes are rounding errors of single precision
MAX_STRONGEST = 12
_MIN_STRONGEST_CHANGE = 0.005  # smaller changes are written as 0.00


@dataclass(frozen=True)
class WordAttribution:
    """What one word adds to the log-odds of a class.

    Args:
        change: log-odds of the whole text minus those of the text without this word, so positive where the word speaks
            for the class; None where the word is not read, or was not left out because the text is long.
    """

    word: Word
    change: float | None

    @property
    def has_effect(self) -> bool:
        """Whether the prediction changes at all when the word is left out."""
        return self.change is not None and abs(self.change) >= NO_EFFECT


@dataclass(frozen=True)
class Attributions:
    """What each word of a text adds to the log-odds of a class.

    Args:
        label: the class.
        log_odds: its log-odds for the whole text.
        words: all words of the text in their order, also those that are not read.
        method: how the numbers were computed, as a sentence.
    """

    label: str
    log_odds: float
    words: tuple[WordAttribution, ...]
    method: str


def log_odds(logits: np.ndarray, place: int, are_labels: bool = False) -> np.ndarray:
    """Log-odds of one class against all others, (n,), from logits (n, num_logits).

    Args:
        place: of the class among the classes. A single logit is that of the second of two classes.
        are_labels: whether each logit is that of a label of its own, as `Scorer.has_label_sets` says.
    """
    logits = logits.astype(np.float64)
    if are_labels:
        return logits[:, place]
    if logits.shape[-1] == 1:
        return logits[:, 0] if place == 1 else -logits[:, 0]
    return logits[:, place] - np.logaddexp.reduce(np.delete(logits, place, axis=-1), axis=-1)


def target_class(scorer: Scorer, logits: np.ndarray) -> int:
    """The class that an explanation is about: the second of two classes, or the most probable of more, or label."""
    return 1 if len(scorer.class_names) == 2 and not scorer.has_label_sets else int(logits.argmax())


def leave_one_out(scorer: Scorer, text: str, label: str | None = None) -> Attributions:
    """Leave out each word in turn and score the rest, all in one call.

    A word is removed from the part that is read: a word that `maxlen` cuts off does not take its place, and a start id
    stays. For texts that are read whole, that is the score of the text without the word. In a text so long that this
    would take seconds, only the first and the last words are left out, and `method` says how many.

    Args:
        label: the class; without it, the `target_class`.

    Raises:
        InputError: when the network reads no word of the text.
        RunStateError: when the network reads images or sequences.
    """
    tokenized = tokenize_text(scorer, text)
    num_read = len(tokenized.read)
    left_out = _left_out(num_read, tokenized.max_parts)
    masks = np.ones((1 + len(left_out), num_read), bool)
    masks[np.arange(1, len(masks)), left_out] = False
    logits = scorer.logits_of(tokenized.parts(masks))
    place = target_class(scorer, logits[0]) if label is None else scorer.class_names.index(label)
    whole, *without = log_odds(logits, place, scorer.has_label_sets).tolist()
    changes = {tokenized.read[at]: whole - odds for at, odds in zip(left_out.tolist(), without, strict=True)}
    return Attributions(
        label=scorer.class_names[place],
        log_odds=whole,
        words=tuple(WordAttribution(word, changes.get(at)) for at, word in enumerate(tokenized.words)),
        method=_method(num_read, len(left_out)),
    )


def strongest(attributions: Attributions, most: int = MAX_STRONGEST) -> list[WordAttribution]:
    """The words with the largest changes in either direction, the largest first; without changes written as 0.00."""
    strong = [each for each in attributions.words if abs(each.change or 0) >= _MIN_STRONGEST_CHANGE]
    return sorted(strong, key=lambda each: -abs(each.change or 0))[:most]


def _left_out(num_read: int, most: int) -> np.ndarray:
    """The words to leave out: all, or as many at the start as at the end, where each direction layer ends."""
    if num_read <= most:
        return np.arange(num_read)
    return np.concatenate([np.arange(most // 2), np.arange(num_read - most // 2, num_read)])


def _method(num_read: int, num_left_out: int) -> str:
    if num_left_out == num_read:
        return "Exact: each word that is read is left out in turn, and the rest is scored."
    half = num_left_out // 2
    return (
        f"Exact for the first {half:,} and the last {half:,} of the {num_read:,} words that are read: each is left out "
        "in turn, and the rest is scored. The words between them are not left out, because the text is long."
    )
