"""Own slices as tables, as plain values and as sentences."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from core.comparison.rows.own_slices import OwnSlice, Share
from core.comparison.rows.slices import MIN_ROWS
from core.system.formatting import count, percent, signed_points

OWN_SLICE_TEXT = (
    "95 % intervals over seeds and test rows, not corrected for the number of slices: with many slices some exclude "
    f"zero by chance. Slices of fewer than {MIN_ROWS} texts have none."
)


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
