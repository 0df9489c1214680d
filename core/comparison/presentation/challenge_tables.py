"""Tables of challenges: by difficulty, the share of sentences that each arm gets right, and the gaps between arms."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from core.inference.challenges import OWN, Challenge, PassRate, pass_rates, rate_gaps
from core.system.formatting import percent, signed_points

_ABOUT = (
    "English sentences about films, made from templates; each template has as many positive as negative sentences, so "
    "that always predicting one class passes half. 95 % intervals over templates: how these networks would do with "
    "other templates of the same kind, not how other seeds would do. The intervals are not corrected for their number."
)
_ABOUT_OWN = (
    "Your own sentences ({name}) count as a template each. Always predicting positive passes {share} of them; their "
    "intervals hold for other sentences of the same kind."
)


def challenge_text(suite: Sequence[Challenge]) -> str:
    """What the sentences are and what the intervals hold for; a user's own have no templates and no balance."""
    own = [one.is_positive for one in suite if one.category == OWN]
    if not own:
        return _ABOUT
    return f"{_ABOUT} {_ABOUT_OWN.format(name=OWN, share=percent(sum(own) / len(own)))}"


def rate_table(suite: Sequence[Challenge], rights: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """A row for each difficulty: the share of its sentences that each arm gets right, and how many there are.

    Args:
        rights: by arm, whether each network is right about each sentence, (num_networks, n).
    """
    rates = {arm: pass_rates(suite, right) for arm, right in rights.items()}
    first = next(iter(rates.values()))
    rows = [
        {"Difficulty": category}
        | {arm: _share(of_arm[category]) for arm, of_arm in rates.items()}
        | {"Sentences": one.num_sentences, "Templates": one.num_templates}
        for category, one in first.items()
    ]
    return pd.DataFrame(rows)


def gap_table(suite: Sequence[Challenge], rights: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """A row for each difficulty and a column for each pair of arms: by how many points the second passes more."""
    gaps = {f"{b} against {a}": rate_gaps(suite, rights[a], rights[b]) for a, b in combinations(rights, 2)}
    categories = dict.fromkeys(one.category for one in suite)
    rows = [
        {"Difficulty": category} | {pair: _points(of_pair[category]) for pair, of_pair in gaps.items()}
        for category in categories
    ]
    return pd.DataFrame(rows)


def only_one_table(suite: Sequence[Challenge], rights: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """The sentences that all networks of one arm get right and all of another get wrong."""
    shares = {arm: np.atleast_2d(right).mean(axis=0) for arm, right in rights.items()}
    rows = [
        {"Sentence": one.text, "Difficulty": one.category, "Sentiment": "positive" if one.is_positive else "negative"}
        | {
            arm: "right" if share[place] == 1 else "wrong" if share[place] == 0 else "mixed"
            for arm, share in shares.items()
        }
        for place, one in enumerate(suite)
        if {0.0, 1.0} <= {float(share[place]) for share in shares.values()}
    ]
    return pd.DataFrame(rows)


def challenge_document(suite: Sequence[Challenge], rights: Mapping[str, np.ndarray]) -> dict[str, Any]:
    """Rates and gaps as plain types, ready for JSON: shares, not points."""
    return {
        "about": challenge_text(suite),
        "rates": {arm: _documents(pass_rates(suite, right)) for arm, right in rights.items()},
        "gaps": [
            {"a": a, "b": b, "by_difficulty": _documents(rate_gaps(suite, rights[a], rights[b]))}
            for a, b in combinations(rights, 2)
        ],
    }


def _documents(rates: Mapping[str, PassRate]) -> dict[str, dict[str, Any]]:
    return {category: dict(vars(rate)) for category, rate in rates.items()}


def _share(rate: PassRate) -> str:
    if rate.low is None or rate.high is None:
        return f"{percent(rate.mean)} (no interval)"
    return f"{percent(rate.mean)} ({100 * rate.low:.0f} to {100 * rate.high:.0f})"


def _points(gap: PassRate) -> str:
    if gap.low is None or gap.high is None:
        return f"{signed_points(gap.mean)} (no interval)"
    return f"{signed_points(gap.mean)} ({signed_points(gap.low)} to {signed_points(gap.high)})"
