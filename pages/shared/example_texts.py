"""Sentences to try, each hard for a reader who goes one way only or in a hurry."""

from collections.abc import Sequence

from core.runs import Run

EXAMPLES = (
    "Not a bad film at all.",
    "I expected to love it. I did not.",
    "A slow start, but what an ending!",
    "Great cast, fine music, and yet it never comes alive.",
)
TWEET_EXAMPLE = "I do not recommend this product"


def examples_for(runs: Sequence[Run]) -> tuple[str, ...]:
    """The sentences to try on these runs: those trained on tweets have one of their own."""
    tweets = any(run.config.dataset.name == "sentiment140" for run in runs)
    return (TWEET_EXAMPLE, *EXAMPLES) if tweets else EXAMPLES
