"""Challenges: sentences of known sentiment, each built around one difficulty, and how many a network gets right."""

from core.inference.challenges.challenge import OWN, Challenge, read_lines
from core.inference.challenges.pass_rates import PassRate, pass_rates, positive_class, rate_gaps, right_sentences
from core.inference.challenges.templates import CATEGORIES, challenges

__all__ = [
    "CATEGORIES",
    "OWN",
    "Challenge",
    "PassRate",
    "challenges",
    "pass_rates",
    "positive_class",
    "rate_gaps",
    "read_lines",
    "right_sentences",
]
