"""What a person should be told at a control before training: settings that work, but against them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.directions import DIRECTIONS
from pages.shared.session.draft import kind_of
from pages.shared.ui.formats import count, percent

SMALL_DATA = 500
MANY_CUT = 0.5


@dataclass(frozen=True)
class DataFacts:
    """What is known of the data; None where it has not been looked at yet."""

    num_rows: int | None = None
    num_classes: int | None = None
    share_cut: float | None = None
    median_length: float | None = None
    readable: bool = True


def cautions(parts: Mapping[str, Mapping[str, Any]], facts: DataFacts, both_ways: bool) -> dict[str, str]:
    """One sentence for each setting that deserves one, by `part.key`.

    Args:
        parts: the settings, part by part.
        both_ways: whether the twin will be trained too.
    """
    text, model, train = parts["text"], parts["model"], parts["train"]
    told = {}
    is_text = kind_of(parts) == "text"
    direction = DIRECTIONS[model["direction"]]
    only_passes = {direction.only_pass, DIRECTIONS[direction.twin].only_pass if both_ways else None}
    reads_padding_last = {"post": "forward", "pre": "backward"}[text["padding"]]
    if is_text and train["batching"] == "padded" and reads_padding_last in only_passes:
        other = "pre" if text["padding"] == "post" else "post"
        told["text.padding"] = (
            f"With `{text['padding']}` padding the {reads_padding_last} network reads the padding last and may forget "
            f"the words. Choose `{other}`, or batching `by_length`."
        )
    if model["head"] == "sigmoid" and facts.num_classes not in (None, 2):
        told["model.head"] = (
            f"A sigmoid head tells two classes apart; this data has {facts.num_classes}. Choose `softmax`."
        )
    if train["early_stopping_patience"] is not None and train["validation_split"] == 0:
        told["train.early_stopping_patience"] = (
            "Early stopping watches the validation loss, and nothing is kept aside to validate. Raise "
            "`validation_split`, or empty this box."
        )
    reads_ahead = parts["dataset"]["task"] != "past"
    if parts["dataset"]["name"] == "cumulative_sum" and reads_ahead and direction.only_pass:
        told["model.direction"] = (
            f"The labels depend on values that a {direction.only_pass} network has not read yet: it must fail."
            if direction.only_pass == "forward" or parts["dataset"]["task"] == "both"
            else "The labels depend on this value and later ones, which is all that a backward network has read."
        )
    if facts.share_cut is not None and facts.share_cut > MANY_CUT:
        told["text.maxlen"] = (
            f"About {percent(facts.share_cut)} of the texts are longer and will be cut; the middle text has "
            f"{count(facts.median_length)} words."
        )
    if facts.num_rows is not None and facts.num_rows < SMALL_DATA:
        told["dataset.num_rows"] = (
            f"{count(facts.num_rows)} rows are few: differences between two networks may be luck."
        )
    return told
