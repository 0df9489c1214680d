"""Files of sentences whose tokens have labels: names of people and places, marked as spans."""

import random
from pathlib import Path

NAMES, PLACES = ("Anna", "Bela", "Carl"), ("Rome", "Oslo")


def name_sentences(number: int = 120) -> list[list[tuple[str, str]]]:
    """Sentences of 5 to 7 tokens with their labels in the scheme IOB2, each with a word of its own."""
    draw = random.Random(0)
    return [
        [
            (draw.choice(NAMES), "B-PER"), ("Smith", "I-PER"), ("went", "O"), ("to", "O"),
            (draw.choice(PLACES), "B-LOC"), (f"w{place}", "O"), (".", "O"),
        ][draw.choice((0, 2)) :]
        for place in range(number)
    ]  # fmt: skip


def write_conll(path: Path, sentences: list[list[tuple[str, str]]]) -> Path:
    """A line for each token, and a blank line after each sentence."""
    blocks = ["\n".join(f"{word} {label}" for word, label in sentence) for sentence in sentences]
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")
    return path
