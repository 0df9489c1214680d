"""Sentences to try, each hard for a reader who goes one way only or in a hurry."""

EXAMPLES = (
    "Not a bad film at all.",
    "I expected to love it. I did not.",
    "A slow start, but what an ending!",
    "Great cast, fine music, and yet it never comes alive.",
)
