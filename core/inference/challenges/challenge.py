"""Challenge: one sentence with its sentiment; one's own are read from lines of text."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.errors import InputError

OWN = "own"  # the category of a user's lines
MAX_LINES = 1_000
_SIGNS = {"+": True, "-": False, "positive": True, "negative": False}


@dataclass(frozen=True)
class Challenge:
    """A sentence that a network should get right.

    Args:
        category: the difficulty, such as `negation`.
        template: what the sentence was made from; sentences of one template are alike, so that they count together.
        is_positive: its sentiment.
    """

    category: str
    template: str
    text: str
    is_positive: bool


def read_lines(lines: Iterable[str]) -> tuple[Challenge, ...]:
    """One's own challenges: a sign or word for the sentiment, then the sentence, such as `- Not a good film.`.

    Empty lines are skipped. Every line is a template of its own.

    Raises:
        InputError: naming the line that has no sentiment or no sentence.
    """
    read = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        sign, *text = line.split(maxsplit=1)
        is_positive = _SIGNS.get(sign.rstrip(":").lower())
        if is_positive is None or not text:
            raise InputError(
                f"Line {number} is {line.strip()[:60]!r}.",
                "A line has a sentiment (+, -, positive or negative), a space and a sentence.",
                "Write for example: - Not a good film.",
            )
        read.append(Challenge(OWN, text[0].strip(), text[0].strip(), is_positive))
    if len(read) > MAX_LINES:
        raise InputError(
            f"There are {len(read):,} lines.", f"At most {MAX_LINES:,} are scored at once.", "Score a file instead."
        )
    return tuple(read)
