"""The strokes of the network's picture: lines, tiles and words as SVG in the page's own colour of text."""

TILE = 48
THIN = 'stroke="currentColor" stroke-opacity=".35" fill="none"'


def line(x1: float, y1: float, x2: float, y2: float) -> str:
    """A thin line that belongs to no direction."""
    return f'<path d="M{x1} {y1}L{x2} {y2}" {THIN}/>'


def box(x: float, y: float, height: float) -> str:
    """An empty tile."""
    return (
        f'<rect x="{x}" y="{y}" width="{TILE}" height="{height}" rx="6" fill="none" stroke="currentColor" '
        'stroke-opacity=".45"/>'
    )


def arrow(left: float, right: float, y: float, color: str, forward: bool) -> str:
    """From one tile to the next, in a direction's hue."""
    tip, tail = (right - 1, left) if forward else (left + 1, right)
    back = -6 if forward else 6
    return (
        f'<path d="M{tail} {y}H{tip}" stroke="{color}" stroke-width="1.8" fill="none"/>'
        f'<path d="M{tip} {y}l{back} -4v8z" fill="{color}"/>'
    )


def bend(x: float, y: float, to_x: float, to_y: float, color: str, first: str = "v", start: float | None = None) -> str:
    """A line with one corner or two, upright first or level first."""
    begin = f"M{start} {y}H{x}" if start is not None else f"M{x} {y}"
    path = f"{begin}V{to_y}H{to_x}" if first == "h" or to_x != x else f"{begin}V{to_y}"
    return f'<path d="{path}" stroke="{color}" stroke-width="1.8" fill="none"/>'


def text(
    x: float, y: float, words: str, size: float = 13, anchor: str = "middle", color: str = "currentColor", *,
    weight: int = 400, opacity: float = 1,
) -> str:  # fmt: skip
    """Words of ours, which need no escaping."""
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}" fill="{color}" font-weight="{weight}" '
        f'opacity="{opacity}">{words}</text>'
    )
