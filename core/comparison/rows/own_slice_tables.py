"""Own slices as tables, as plain values and as sentences."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from core.comparison.rows.own_slices import OwnSlice, Share
from core.comparison.rows.slices import MIN_ROWS
from core.comparison.rows.text_slices import TextSlice
from core.system.formatting import count, percent, signed_points

_INTERVALS = (
    "95 % intervals over seeds and test rows, not corrected for the number of slices: with many slices some exclude "
    f"zero by chance. Slices of fewer than {MIN_ROWS} texts have none."
)


def own_slice_text(slices: Sequence[TextSlice], tokens: str) -> str:
    """What the intervals are, and which rules cut the words of slices.

    Args:
        tokens: what the tokenizer of the networks makes of texts.
    """
    kinds = {one.kind for one in slices}
    sentences = [_INTERVALS]
    if "word" in kinds:
        sentences.append("word= finds words as text.tokenizer=words cuts them, whatever the tokenizer of the networks.")
    if "length" in kinds and tokens != "words":
        sentences.append(f"length= counts {tokens}, as the tokenizer of the networks cuts the texts.")
    return " ".join(sentences)


def own_slice_table(slices: Sequence[OwnSlice]) -> pd.DataFrame:
    """A row for each slice: its texts, the accuracy of each arm and the gap of each pair, in points."""
    return pd.DataFrame([_row(one) for one in slices])


def own_slice_documents(slices: Sequence[OwnSlice]) -> list[dict[str, Any]]:
    """The same, ready for JSON: shares, not points."""
    return [
        {
            "slice": str(one.slice),
            "num_rows": one.num_rows,
            "num_all": one.num_all,
            "accuracies": [{"arm": arm, **vars(share)} for arm, share in one.accuracies.items()],
            "gaps": [{"a": a, "b": b, **vars(share)} for (a, b), share in one.gaps.items()],
        }
        for one in slices
    ]


def own_slice_sentences(slices: Sequence[OwnSlice]) -> list[str]:
    """One sentence for each slice."""
    return [
        f"Slice {one.slice}: {count(one.num_rows)} of {count(one.num_all)} texts"
        + "".join(f"; {arm} {_accuracy(share)}" for arm, share in one.accuracies.items())
        + "".join(f"; {b} against {a} {_gap(share)} points" for (a, b), share in one.gaps.items())
        + "."
        for one in slices
    ]


def _row(one: OwnSlice) -> dict[str, object]:
    row: dict[str, object] = {"Slice": str(one.slice), "Texts": f"{count(one.num_rows)} of {count(one.num_all)}"}
    row |= {arm: _accuracy(share) for arm, share in one.accuracies.items()}
    return row | {f"{b} against {a} (points)": _gap(share) for (a, b), share in one.gaps.items()}


def _accuracy(share: Share) -> str:
    if share.low is None or share.high is None:
        return percent(share.mean, 1)
    return f"{percent(share.mean, 1)} ({100 * share.low:.1f} to {100 * share.high:.1f})"


def _gap(share: Share) -> str:
    if share.low is None or share.high is None:
        return signed_points(share.mean)
    return f"{signed_points(share.mean)} ({signed_points(share.low)} to {signed_points(share.high)})"
