"""SVG drawings in a page: lines, boxes, arrows and text in the page's text colour or in a direction's."""

import html
from collections.abc import Iterable, Sequence

import streamlit as st

# `st.html` removes SVG; this component puts it into the page. Text that users typed must go through `text`.
_drawing = st.components.v2.component(
    "bothways_drawing",
    html="<div></div>",
    js="export default ({data, parentElement}) => { parentElement.querySelector('div').innerHTML = data.svg; };",
)
_TEXT_COLOR = "currentColor"
Point = tuple[float, float]


def show(svg: str, key: str) -> None:
    """Put a drawing into the page; a drawing with the same key is replaced in place."""
    _drawing(key=key, data={"svg": svg}, height="content")


def drawing(width: float, height: float, alt: str, parts: Iterable[str]) -> str:
    """The whole drawing with its text alternative; it shrinks with the page and is never wider than `width`."""
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{html.escape(alt)}" width="100%" '
        f'style="max-width:{width:g}px;display:block" font-family="inherit" fill="{_TEXT_COLOR}">{"".join(parts)}</svg>'
    )


def group(parts: Iterable[str], opacity: float) -> str:
    """Several shapes with a common opacity."""
    return f'<g opacity="{opacity:g}">{"".join(parts)}</g>'


def text(
    x: float, y: float, content: str, size: float = 14, anchor: str = "middle", color: str = _TEXT_COLOR, *,
    weight: int = 400, opacity: float = 1,
) -> str:  # fmt: skip
    """Any text, escaped, so that nothing in it is markup."""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" text-anchor="{anchor}" fill="{color}" font-weight="{weight}" '
        f'opacity="{opacity:g}">{html.escape(content)}</text>'
    )


def symbol(x: float, y: float, letter: str, index: str, anchor: str = "start", size: float = 15) -> str:
    """A letter with a subscript."""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" text-anchor="{anchor}" font-weight="600">{html.escape(letter)}'
        f'<tspan dy="4" font-size="{size * 0.7:g}">{html.escape(index)}</tspan></text>'
    )


def box(
    x: float, y: float, width: float, height: float, color: str = _TEXT_COLOR, *, fill: float = 0, stroke: float = 1,
    stroke_width: float = 1.5, radius: float = 6, dashed: bool = False,
) -> str:  # fmt: skip
    """A rounded rectangle; `fill` and `stroke` are opacities of its colour."""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{radius:g}" fill="{color}" '
        f'fill-opacity="{fill:g}" stroke="{color}" stroke-opacity="{stroke:g}" stroke-width="{stroke_width:g}"'
        f"{_dash(dashed)}/>"
    )


def circle(
    x: float, y: float, radius: float, color: str = _TEXT_COLOR, *, fill: float = 0, stroke: float = 1,
    stroke_width: float = 1.8,
) -> str:  # fmt: skip
    """A circle; `fill` and `stroke` are opacities of its colour."""
    return (
        f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{color}" fill-opacity="{fill:g}" stroke="{color}" '
        f'stroke-opacity="{stroke:g}" stroke-width="{stroke_width:g}"/>'
    )


def line(path: str, color: str = _TEXT_COLOR, *, opacity: float = 1, width: float = 1.8, dashed: bool = False) -> str:
    """A line along an SVG path."""
    return (
        f'<path d="{path}" fill="none" stroke="{color}" stroke-opacity="{opacity:g}" stroke-width="{width:g}"'
        f"{_dash(dashed)}/>"
    )


def horizontal_arrow(
    start: float, end: float, y: float, color: str = _TEXT_COLOR, *, opacity: float = 1, width: float = 2,
    head: float = 8, dashed: bool = False,
) -> str:  # fmt: skip
    """An arrow from `start` to `end`, to the right or to the left; `head` is the length of its tip."""
    back = -head if end > start else head
    return line(f"M{start:g} {y:g}H{end + back / 2:g}", color, opacity=opacity, width=width, dashed=dashed) + (
        f'<path d="M{end:g} {y:g}l{back:g} {-head * 0.625:g}v{head * 1.25:g}z" fill="{color}" '
        f'fill-opacity="{opacity:g}"/>'
    )


def vertical_arrow(
    x: float, start: float, end: float, color: str = _TEXT_COLOR, *, opacity: float = 1, width: float = 1.8,
    dashed: bool = False,
) -> str:  # fmt: skip
    """An arrow from `start` to `end`, down or up."""
    back = -7 if end > start else 7
    return line(f"M{x:g} {start:g}V{end + back / 2:g}", color, opacity=opacity, width=width, dashed=dashed) + (
        f'<path d="M{x:g} {end:g}l-4.5 {back}h9z" fill="{color}" fill-opacity="{opacity:g}"/>'
    )


def bent_arrow(
    points: Sequence[Point], color: str = _TEXT_COLOR, *, opacity: float = 1, width: float = 1.8, dashed: bool = False
) -> str:
    """An arrow along these points; its last segment is vertical."""
    *corners, (_, before), (x, end) = points
    path = "".join(f"{'L' if number else 'M'}{px:g} {py:g}" for number, (px, py) in enumerate([*corners, (x, before)]))
    return line(path, color, opacity=opacity, width=width, dashed=dashed) + vertical_arrow(
        x, before, end, color, opacity=opacity, width=width, dashed=dashed
    )


def _dash(dashed: bool) -> str:
    return ' stroke-dasharray="5 4"' if dashed else ""
