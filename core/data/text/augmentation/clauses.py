"""Clauses of known sentiment for training: frames filled with the words that say most in the training texts.

Counterfactual augmentation: texts that differ in a few words and have opposite labels teach what those words do
(Kaushik, Hovy and Lipton 2020, https://openreview.net/forum?id=Sklgs0NFvr). There people wrote the texts; here frames
make them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from core.data.text.augmentation.frames import (
    CONTRASTS,
    DEGREES,
    DOUBLES,
    ENDS,
    LISTS,
    NOUNS,
    ORDERS,
    PHRASES,
    REPORTS,
    SUBJECTS,
    TAILS,
    VERBS,
)
from core.data.text.augmentation.strong_words import StrongWords

T = TypeVar("T")


@dataclass(frozen=True)
class Chances:
    """How often clauses are of each kind; what remains is a single clause.

    Args:
        contrast, listing: two clauses, of opposite or of equal sentiments.
        order: two words of opposite sentiments, such as `dull and not funny`.
        double: of single clauses, those with two negations in one, or with the first of them alone.
        report: of other single clauses, those after a report such as `I don't think`.
        both, outer, inner: of reports, those that are negated with their clause, alone, or whose clause is alone.
        negated, negated_in_two: of single clauses, and of each of two clauses.
        halved: of clauses with two negations, those with the first alone.
        phrase: of clauses without a report, those without subject and verb.
    """

    contrast: float = 0.19
    listing: float = 0.06
    order: float = 0.05
    double: float = 0.03
    report: float = 0.28
    both: float = 0.3
    outer: float = 0.3
    inner: float = 0.2
    negated: float = 0.5
    negated_in_two: float = 0.5
    halved: float = 0.3
    phrase: float = 0.35


CHANCES = Chances()


def make_clauses(words: StrongWords, number: int, positive_share: float, seed: int) -> tuple[Sequence[str], np.ndarray]:
    """Clauses at random, and whether each is positive, (number,).

    Args:
        positive_share: how many of them are positive: as many as of the training texts.
    """
    writer = _Writer(words, np.random.default_rng(seed))
    is_positive = [writer.chance(positive_share) for _ in range(number)]
    return [writer.clause(one) for one in is_positive], np.array(is_positive, bool)


def clauses_note(number: int) -> str:
    """How many clauses a training set has beside its texts, as a sentence."""
    clauses = "clause with or without a negation was" if number == 1 else "clauses with and without negations were"
    return f"{number:,} {clauses} added to the training texts."


class _Writer:
    """Writes clauses, drawing each of their parts at random."""

    def __init__(self, words: StrongWords, random: np.random.Generator) -> None:
        self._words = words
        self._random = random

    def chance(self, share: float) -> bool:
        return bool(self._random.random() < share)

    def clause(self, is_positive: bool) -> str:
        draw = self._random.random()
        before_order = CHANCES.contrast + CHANCES.listing
        if draw < CHANCES.contrast:
            text = self._pick(CONTRASTS).format(a=self._one_of_two(is_positive), b=self._one_of_two(not is_positive))
        elif draw < before_order:
            text = self._pick(LISTS).format(a=self._one_of_two(is_positive), b=self._one_of_two(is_positive))
        elif draw < before_order + CHANCES.order:
            text = self._pick(ORDERS).format(w=self._word(is_positive), o=self._word(not is_positive))
        elif self.chance(CHANCES.double):
            is_halved = self.chance(CHANCES.halved)
            text = self._filled(self._pick(DOUBLES)[is_halved], is_positive != is_halved)
        elif self.chance(CHANCES.report):
            text = self._report(is_positive)
        else:
            text = self._one(is_positive, CHANCES.negated)
        return text[0].upper() + text[1:] + self._pick(ENDS)

    def _report(self, is_positive: bool) -> str:
        """A clause after a report, either of them negated or both."""
        draw = self._random.random()
        is_outer = draw < CHANCES.both + CHANCES.outer
        is_inner = draw < CHANCES.both or (not is_outer and draw < CHANCES.both + CHANCES.outer + CHANCES.inner)
        return f"{self._pick(REPORTS)[is_outer]} {self._sentence(is_positive != is_outer, is_inner)}"

    def _one_of_two(self, is_positive: bool) -> str:
        return self._one(is_positive, CHANCES.negated_in_two)

    def _one(self, is_positive: bool, negated: float) -> str:
        is_negated = self.chance(negated)
        if not self.chance(CHANCES.phrase):
            return self._sentence(is_positive, is_negated)
        return self._filled(self._pick(PHRASES)[is_negated], is_positive != is_negated)

    def _sentence(self, is_positive: bool, is_negated: bool) -> str:
        parts = (self._pick(SUBJECTS), " ", self._pick(VERBS)[is_negated], " ", self._pick(DEGREES), "{w}")
        return self._filled("".join(parts) + self._pick(TAILS), is_positive != is_negated)

    def _filled(self, text: str, is_positive: bool) -> str:
        return text.format(w=self._word(is_positive), v=self._word(is_positive), n=self._pick(NOUNS))

    def _word(self, is_positive: bool) -> str:
        return self._pick(self._words.positive if is_positive else self._words.negative)

    def _pick(self, items: Sequence[T]) -> T:
        return items[int(self._random.random() * len(items))]
