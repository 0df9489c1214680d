"""Pass rates: the share of challenges that networks get right, with intervals over templates."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from core.data.tables.sentiment_classes import named_positive
from core.errors import InputError
from core.evaluation.statistics import wilson
from core.inference.challenges.challenge import Challenge
from core.inference.scorer import Scorer
from core.system.formatting import listed_classes

_RULE_OF_THREE = 3


@dataclass(frozen=True)
class PassRate:
    """A share, or a difference of two, and its 95 % interval.

    Args:
        low, high: None with a single template, which gives no interval.
    """

    mean: float
    low: float | None
    high: float | None
    num_sentences: int
    num_templates: int
    num_networks: int


def positive_class(class_names: Sequence[str]) -> str:
    """Which of two classes is the positive one, by its name; the second where the names do not say.

    Raises:
        InputError: when there are not two classes: then no class stands for a sentiment.
    """
    if len(class_names) != 2:
        raise InputError(
            f"The network has {len(class_names)} classes.",
            "Challenges are sentences that are positive or negative, so they need two classes.",
            "Choose a run with two classes.",
        )
    return named_positive(class_names) or class_names[1]


def right_sentences(scorer: Scorer, suite: Sequence[Challenge], positive: str) -> np.ndarray:
    """Whether a network predicts the sentiment of each sentence, shape (n,).

    Raises:
        InputError: when the network has no such class, not two, or several labels for a text.
    """
    if scorer.has_label_sets:
        raise InputError(
            "The network predicts several labels for a text.",
            "Challenges are sentences that are positive or negative, so they need two classes.",
            "Choose a run with two classes.",
        )
    positive_class(scorer.class_names)
    if positive not in scorer.class_names:
        raise InputError(
            f"The network has no class {positive!r}.",
            f"Its classes are {listed_classes(scorer.class_names)}.",
            "Name the one that stands for a positive sentence.",
        )
    predicted = scorer.probabilities([one.text for one in suite]).argmax(axis=1)
    expected = np.array([one.is_positive for one in suite])
    return (predicted == scorer.class_names.index(positive)) == expected


def pass_rates(suite: Sequence[Challenge], right: np.ndarray) -> dict[str, PassRate]:
    """By category, the share of sentences that networks get right.

    Sentences of one template are alike, so the interval is over templates: Student's t of the templates' shares, for
    these networks on other templates of the same kind. It is never narrower than Wilson's of independent sentences,
    which also holds where all templates give the same share.

    Args:
        right: (num_networks, n) or (n,).
    """
    rights = np.atleast_2d(right).astype(float)
    rates = {}
    for category, of_template in _templates(suite, rights.mean(axis=0)).items():
        mean, half, number = _mean_and_half(of_template)
        wilson_low, wilson_high = wilson(mean, number)
        low = None if half is None else max(0.0, min(wilson_low, mean - half))
        high = None if half is None else min(1.0, max(wilson_high, mean + half))
        rates[category] = PassRate(mean, low, high, number, len(of_template), len(rights))
    return rates


def rate_gaps(suite: Sequence[Challenge], of_a: np.ndarray, of_b: np.ndarray) -> dict[str, PassRate]:
    """By category, the pass rate of b minus that of a, with its interval over templates.

    It is at least as wide as the rule of three has it (Hanley and Lippman-Hand 1983): where n sentences show no
    difference, one of up to 3 / n is possible.

    Args:
        of_a, of_b: whether each sentence is right, (num_networks, n); the networks need not be as many.
    """
    a, b = (np.atleast_2d(right).astype(float) for right in (of_a, of_b))
    gaps = {}
    for category, of_template in _templates(suite, b.mean(axis=0) - a.mean(axis=0)).items():
        mean, half, number = _mean_and_half(of_template)
        half = None if half is None else max(half, _RULE_OF_THREE / number)
        low = None if half is None else max(-1.0, mean - half)
        high = None if half is None else min(1.0, mean + half)
        gaps[category] = PassRate(mean, low, high, number, len(of_template), len(a) + len(b))
    return gaps


def _templates(suite: Sequence[Challenge], values: np.ndarray) -> dict[str, list[list[float]]]:
    """By category, the values of each template's sentences."""
    by_template: dict[str, dict[str, list[float]]] = {}
    for one, value in zip(suite, values.tolist(), strict=True):
        by_template.setdefault(one.category, {}).setdefault(one.template, []).append(value)
    return {category: list(templates.values()) for category, templates in by_template.items()}


def _mean_and_half(of_template: Sequence[Sequence[float]]) -> tuple[float, float | None, int]:
    """The mean over sentences, half of its interval over templates (None for a single one), and their number."""
    sizes = [len(values) for values in of_template]
    shares = np.array([np.mean(values) for values in of_template])
    mean = float(np.average(shares, weights=sizes))
    if len(shares) == 1:
        return mean, None, sum(sizes)
    error = shares.std(ddof=1) / np.sqrt(len(shares))
    return mean, float(stats.t.ppf(0.975, len(shares) - 1) * error), sum(sizes)
