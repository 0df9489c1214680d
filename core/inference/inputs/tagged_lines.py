"""Tagged lines: many sentences with the labels of several networks, a row for each line or for each token."""

from collections.abc import Mapping, Sequence

import pandas as pd

from core.inference.inputs.restored_text import restored_text
from core.inference.inputs.tagged_sentence import TaggedSentence

MOST_LINES = 2_000  # that are labelled while a person waits


def typed_lines(text: str) -> list[str]:
    """The lines of a typed text that have more than spaces."""
    return [line for line in text.splitlines() if line.strip()]


def line_frame(tagged: Mapping[str, Sequence[TaggedSentence]], data: Mapping[str, str]) -> pd.DataFrame:
    """A row for each line: what each network restores in it, or its tokens with their labels, and where they differ.

    Args:
        tagged: the same lines as each network labelled them, by its name.
        data: the name of the data set that each network was trained on.
    """
    columns: dict[str, list[object]] = {"Line": [sentence.text for sentence in next(iter(tagged.values()), ())]}
    for name, sentences in tagged.items():
        columns[name] = [restored_text(sentence, data[name]) or sentence.line for sentence in sentences]
    if len(tagged) > 1:
        columns["Different labels"] = [_num_different(of_line) for of_line in zip(*tagged.values(), strict=True)]
    return pd.DataFrame(columns)


def token_frame(tagged: Mapping[str, Sequence[TaggedSentence]]) -> pd.DataFrame:
    """A row for each token of each line: its place, and the label and its probability by each network.

    A network that cuts a line differently has no label there.
    """
    rows: dict[tuple[int, int, int], dict[str, object]] = {}
    for name, sentences in tagged.items():
        for number, sentence in enumerate(sentences, start=1):
            for token in sentence.tokens:
                place = (number, token.start, token.end)
                typed = sentence.text[token.start : token.end]
                row = rows.setdefault(place, {"line": number, "start": token.start, "end": token.end, "token": typed})
                row |= {f"{name}: label": token.label, f"{name}: probability": token.probability}
    return pd.DataFrame([rows[place] for place in sorted(rows)])


def _num_different(sentences: Sequence[TaggedSentence]) -> int:
    """The tokens of a line that two networks label differently."""
    labels: dict[tuple[int, int], set[str]] = {}
    for sentence in sentences:
        for token in sentence.tokens:
            labels.setdefault((token.start, token.end), set()).add(token.label)
    return sum(len(of_place) > 1 for of_place in labels.values())
