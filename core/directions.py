"""Directions: their words, their looks and the layers they are built of, in one table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Direction = Literal["forward", "backward", "two_forward", "bidirectional", "four_directions", "unordered"]
Pass = Literal["forward", "backward"]
Layout = Literal["single", "wrapped", "merged", "none"]
StreamlitColor = Literal["blue", "green", "violet", "orange", "gray"]


@dataclass(frozen=True)
class DirectionSpec:
    """One value of `model.direction`.

    Args:
        word: on badges, in tables and, as the choice of an arm, in the address of the Train page.
        name: in names of arms.
        subject: the subject of a sentence about it.
        phrase: a network of this direction, with `{}` for its cell.
        help: what it does, for the help of `model.direction`.
        arrow: its sign in text.
        hue: its colour in figures and in the light theme, one of Okabe and Ito's, which colour-blind people tell apart
            (https://jfly.uni-koeln.de/color/).
        dark_hue: that colour in the dark theme.
        color: Streamlit's name for both.
        icon: its Material icon.
        passes: the way that each direction layer of a recurrent layer goes through the steps.
        layout: a `single` Keras layer, two `wrapped` in `Bidirectional`, two that a layer of their own has `merged`, or
            `none`.
        summaries: names of what the direction layers end with, in the order of `passes`.
        twin: the direction it is trained beside to see what the second direction gives.
        reads_columns: whether a second stack reads the columns of an image, so that only images fit.
    """

    word: str
    name: str
    subject: str
    phrase: str
    help: str
    arrow: str
    hue: str
    dark_hue: str
    color: StreamlitColor
    icon: str
    passes: tuple[Pass, ...]
    layout: Layout
    summaries: tuple[str, ...]
    twin: Direction
    reads_columns: bool = False

    @property
    def only_pass(self) -> Pass | None:
        """The way that every direction layer goes; None where they go different ways."""
        return self.passes[0] if len(set(self.passes)) == 1 else None


DIRECTIONS: Mapping[str, DirectionSpec] = {
    "forward": DirectionSpec(
        word="forward",
        name="forward",
        subject="reading forward",
        phrase="A forward {}",
        help="reads from the first step to the last",
        arrow="→",
        hue="#0072B2",
        dark_hue="#3D9AD1",
        color="blue",
        icon=":material/arrow_forward:",
        passes=("forward",),
        layout="single",
        summaries=("forward",),
        twin="bidirectional",
    ),
    "backward": DirectionSpec(
        word="backward",
        name="backward",
        subject="reading backward",
        phrase="A backward {}",
        help="reads from the last step to the first",
        arrow="←",
        hue="#009E73",
        dark_hue="#2DB98F",
        color="green",
        icon=":material/arrow_back:",
        passes=("backward",),
        layout="single",
        summaries=("backward",),
        twin="bidirectional",
    ),
    "two_forward": DirectionSpec(
        word="two forward",
        name="two forward",
        subject="reading forward twice",
        phrase="Two forward {}s side by side",
        help="merges two forward layers, which have as many weights as `bidirectional` and no second direction",
        arrow="⇉",
        hue="#CC79A7",
        dark_hue="#D993B9",
        color="violet",
        icon=":material/keyboard_double_arrow_right:",
        passes=("forward", "forward"),
        layout="merged",
        summaries=("forward", "second_forward"),
        twin="bidirectional",
    ),
    "bidirectional": DirectionSpec(
        word="both ways",
        name="bidirectional",
        subject="reading both ways",
        phrase="A bidirectional {}",
        help="merges a forward and a backward layer",
        arrow="↔",
        hue="#D55E00",
        dark_hue="#E9803A",
        color="orange",
        icon=":material/sync_alt:",
        passes=("forward", "backward"),
        layout="wrapped",
        summaries=("forward", "backward"),
        twin="forward",
    ),
    "four_directions": DirectionSpec(
        word="four directions",
        name="four directions",
        subject="reading rows and columns both ways",
        phrase="{}s over rows and columns, both ways",
        help="reads an image's rows and its columns, each with a forward and a backward layer",
        arrow="↔↕",
        hue="#D55E00",
        dark_hue="#E9803A",
        color="orange",
        icon=":material/drag_pan:",
        passes=("forward", "backward"),
        layout="wrapped",
        summaries=("forward", "backward"),
        twin="bidirectional",
        reads_columns=True,
    ),
    "unordered": DirectionSpec(
        word="no order",
        name="unordered",
        subject="reading in no order",
        phrase="A network without a recurrent layer",
        help="has no recurrent layer: it pools its inputs in no order, as a control",
        arrow="∅",
        hue="#7F7F7F",
        dark_hue="#9A9CA3",
        color="gray",
        icon=":material/remove:",
        passes=(),
        layout="none",
        summaries=(),
        twin="bidirectional",
    ),
}
DIRECTION_ARROWS: Mapping[str, str] = {name: direction.arrow for name, direction in DIRECTIONS.items()}
DIRECTION_COLORS: Mapping[str, str] = {name: direction.hue for name, direction in DIRECTIONS.items()}
DEFAULT_ARMS: tuple[Direction, ...] = ("forward", "bidirectional", "two_forward")  # of a study


def summary_color(name: str) -> str | None:
    """The colour of a direction layer's summary: its direction's own, or of one that no other direction has."""
    if name in DIRECTION_COLORS:
        return DIRECTION_COLORS[name]
    return next((direction.hue for direction in DIRECTIONS.values() if name in direction.summaries), None)
