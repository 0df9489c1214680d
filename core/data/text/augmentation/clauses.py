"""Clauses of known sentiment for training: frames filled with the words that say most in the training texts.

Counterfactual augmentation: texts that differ in a few words and have opposite labels teach what those words do
(Kaushik, Hovy and Lipton 2020, https://openreview.net/forum?id=Sklgs0NFvr). There people wrote the texts; here frames
make them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from core.config.parts.text_config import Augmentation
from core.data.text.augmentation.frames import (
    CONTRASTS,
    DEGREES,
    DOUBLES,
    ENDS,
    LISTS,
    NOUNS,
    ORDERS,
    OWN_WORDS,
    PHRASES,
    REPORTS,
    SUBJECTS,
    TAILS,
    VERBS,
)
from core.data.text.augmentation.strong_words import StrongWords
from core.data.text.augmentation.turns import DENIALS, ECHOES, HOPES, OPENINGS, REACTIONS, TURN_WORDS, TURNS

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
        turn: texts whose end decides against what came first.
        reaction: what somebody did or felt, without an adjective.
        hope: a hope, and in a sentence of its own whether it came true; half of them with a word.
        denial: short ones without a verb, half of them negated.
        reacts: of turns, those that end in a reaction.
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
    turn: float = 0.0
    reaction: float = 0.0
    hope: float = 0.0
    denial: float = 0.0
    reacts: float = 0.5


CHANCES: Mapping[Augmentation, Chances] = {
    "negation": Chances(),
    "contrast": Chances(contrast=0.1, listing=0.03, order=0.04, turn=0.25, reaction=0.08, hope=0.1, denial=0.1),
}


def own_words(kind: Augmentation) -> frozenset[str]:
    """The words of the frames, which no slot may be filled with."""
    return OWN_WORDS | TURN_WORDS if CHANCES[kind].turn else OWN_WORDS


def make_clauses(
    words: StrongWords, number: int, positive_share: float, seed: int, kind: Augmentation = "negation"
) -> tuple[Sequence[str], np.ndarray]:
    """Clauses at random, and whether each is positive, (number,).

    Args:
        positive_share: how many of them are positive: as many as of the training texts.
    """
    writer = _Writer(words, np.random.default_rng(seed), CHANCES[kind])
    is_positive = [writer.chance(positive_share) for _ in range(number)]
    return [writer.clause(one) for one in is_positive], np.array(is_positive, bool)


def clauses_note(number: int) -> str:
    """How many clauses a training set has beside its texts, as a sentence."""
    clauses = "clause with or without a negation was" if number == 1 else "clauses with and without negations were"
    return f"{number:,} {clauses} added to the training texts."


class _Writer:
    """Writes clauses, drawing each of their parts at random."""

    def __init__(self, words: StrongWords, random: np.random.Generator, chances: Chances) -> None:
        self._words = words
        self._random = random
        self._chances = chances

    def chance(self, share: float) -> bool:
        return bool(self._random.random() < share)

    def clause(self, is_positive: bool) -> str:
        draw = self._random.random()
        chances = self._chances
        before_order = chances.contrast + chances.listing
        before_turn = before_order + chances.order
        if draw < chances.contrast:
            text = self._pick(CONTRASTS).format(a=self._one_of_two(is_positive), b=self._one_of_two(not is_positive))
        elif draw < before_order:
            text = self._pick(LISTS).format(a=self._one_of_two(is_positive), b=self._one_of_two(is_positive))
        elif draw < before_turn:
            text = self._pick(ORDERS).format(w=self._word(is_positive), o=self._word(not is_positive))
        elif draw < before_turn + chances.turn:
            text = self._pick(TURNS).format(a=self._end(is_positive), b=self._opening(not is_positive))
        elif draw < before_turn + chances.turn + chances.reaction:
            text = self._reaction(is_positive)
        elif draw < before_turn + chances.turn + chances.reaction + chances.hope:
            text = self._hope(is_positive)
        elif draw < before_turn + chances.turn + chances.reaction + chances.hope + chances.denial:
            is_negated = self.chance(0.5)
            text = self._filled(self._pick(DENIALS)[is_negated], is_positive != is_negated)
        elif self.chance(chances.double):
            is_halved = self.chance(chances.halved)
            text = self._filled(self._pick(DOUBLES)[is_halved], is_positive != is_halved)
        elif self.chance(chances.report):
            text = self._report(is_positive)
        else:
            text = self._one(is_positive, chances.negated)
        return text[0].upper() + text[1:] + self._pick(ENDS)

    def _report(self, is_positive: bool) -> str:
        """A clause after a report, either of them negated or both."""
        draw = self._random.random()
        is_outer = draw < self._chances.both + self._chances.outer
        is_inner = draw < self._chances.both or (
            not is_outer and draw < self._chances.both + self._chances.outer + self._chances.inner
        )
        return f"{self._pick(REPORTS)[is_outer]} {self._sentence(is_positive != is_outer, is_inner)}"

    def _opening(self, is_positive: bool) -> str:
        """What comes first: its words have one sentiment."""
        frame, w, v = self._pick(OPENINGS), self._word(is_positive), self._word(is_positive)
        return frame.format(w=w, v=v, n=self._pick(NOUNS), m=self._pick(NOUNS))

    def _end(self, is_positive: bool) -> str:
        """What decides: a reaction, or a clause that may be negated."""
        return self._reaction(is_positive) if self.chance(self._chances.reacts) else self._one_of_two(is_positive)

    def _reaction(self, is_positive: bool) -> str:
        return self._pick(REACTIONS)[not is_positive].format(n=self._pick(NOUNS))

    def _hope(self, is_positive: bool) -> str:
        if self.chance(0.5):
            return self._pick(HOPES)[not is_positive].format(n=self._pick(NOUNS))
        is_negated = self.chance(0.5)
        return self._filled(self._pick(ECHOES)[is_negated], is_positive != is_negated)

    def _one_of_two(self, is_positive: bool) -> str:
        return self._one(is_positive, self._chances.negated_in_two)

    def _one(self, is_positive: bool, negated: float) -> str:
        is_negated = self.chance(negated)
        if not self.chance(self._chances.phrase):
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
