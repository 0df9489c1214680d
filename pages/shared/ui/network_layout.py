"""The grid of the network picture: its six steps, its notes, and what several layers are drawn with."""

from collections.abc import Iterator, Sequence

from pages.shared.ui import svg

WIDTH, TILE, PITCH, LEFT, NOTES = 672, 48, 66, 6, 418
STEPS = range(6)
MIDDLE = LEFT + (5 * PITCH + TILE) / 2


def left_of(step: int) -> float:
    """Where the tile of a step begins."""
    return LEFT + step * PITCH


def center(step: int) -> float:
    """The middle of a step."""
    return left_of(step) + TILE / 2


def thin(path: str, width: float = 1) -> str:
    """A line that belongs to no direction."""
    return svg.line(path, opacity=0.35, width=width)


def connections(top: float, length: float) -> Iterator[str]:
    """A line down from every step."""
    return (thin(f"M{center(step)} {top}V{top + length}") for step in STEPS)


def input_tile(step: int, top: float, value: str) -> Iterator[str]:
    """The input at a step."""
    yield svg.box(left_of(step), top, TILE, 28, stroke=0.45, stroke_width=1)
    yield svg.text(center(step), top + 19, value, 13)


def cell(left: float, top: float, shade: float, width: float = 16, *, dashed: bool = False) -> str:
    """One number of a vector."""
    return svg.box(left, top, width, 7, fill=shade, stroke=0.3, stroke_width=0.6, radius=0, dashed=dashed)


def pill(x: float, y: float, label: str, width: float) -> Iterator[str]:
    """What becomes of several vectors, in no direction's colour."""
    yield svg.box(x - width / 2, y - 12, width, 24, stroke=0.6, stroke_width=1.2, radius=12)
    yield svg.text(x, y + 4.5, label, 12.5)


def gathered(top: float, ends: Sequence[float], widths: Sequence[float] = (1,) * len(STEPS)) -> Iterator[str]:
    """The lines of all steps come together and go down at some places, each line as wide as its step counts."""
    for step, width in zip(STEPS, widths, strict=True):
        yield thin(f"M{center(step)} {top}V{top + 8}", width)
    yield thin(f"M{center(0)} {top + 8}H{center(5)}")
    yield from (thin(f"M{end} {top + 8}V{top + 16}") for end in ends)
