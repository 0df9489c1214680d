"""The pieces of the lessons' drawings: lines and words as SVG that takes the page's own colour of text."""

import html
from collections.abc import Iterable, Sequence

import streamlit as st

# `st.html` takes SVG out; this puts it into the page. What is not ours to say, the reader's words, goes through `text`.
_picture = st.components.v2.component(
    "bothways_lesson",
    html="<div></div>",
    js="export default ({data, parentElement}) => { parentElement.querySelector('div').innerHTML = data.svg; };",
)


def show(svg: str, key: str) -> None:
    """Put a drawing into the page; drawn again under the same key it changes in place."""
    _picture(key=key, data={"svg": svg}, height="content")


def drawing(width: float, height: float, alt: str, parts: Iterable[str]) -> str:
    """The whole picture, as wide as there is room for, with its text alternative."""
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{html.escape(alt)}" width="100%" '
        f'style="max-width:{width:g}px;display:block" font-family="inherit" fill="currentColor">{"".join(parts)}</svg>'
    )


def text(
    x: float, y: float, content: str, size: float = 14, anchor: str = "middle", *, weight: int = 400, opacity: float = 1
) -> str:
    """Words, whoever wrote them: escaped, so that they are only ever read."""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" text-anchor="{anchor}" font-weight="{weight}" '
        f'opacity="{opacity:g}">{html.escape(content)}</text>'
    )


def box(
    x: float, y: float, width: float, height: float, color: str = "currentColor", *, fill: float = 0, stroke: float = 1,
    line: float = 1.5, radius: float = 6, dashed: bool = False,
) -> str:  # fmt: skip
    """A rounded rectangle; `fill` and `stroke` are opacities of its colour."""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{radius:g}" fill="{color}" '
        f'fill-opacity="{fill:g}" stroke="{color}" stroke-opacity="{stroke:g}" stroke-width="{line:g}"{_dash(dashed)}/>'
    )


def circle(
    x: float, y: float, radius: float, color: str = "currentColor", *, fill: float = 0, stroke: float = 1
) -> str:
    """A circle; `fill` and `stroke` are opacities of its colour."""
    return (
        f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{color}" fill-opacity="{fill:g}" stroke="{color}" '
        f'stroke-opacity="{stroke:g}" stroke-width="1.8"/>'
    )


def line(
    path: str, color: str = "currentColor", *, opacity: float = 1, width: float = 1.8, dashed: bool = False
) -> str:
    """A line along an SVG path."""
    return (
        f'<path d="{path}" fill="none" stroke="{color}" stroke-opacity="{opacity:g}" stroke-width="{width:g}"'
        f"{_dash(dashed)}/>"
    )


def arrow(
    start: float, end: float, y: float, color: str = "currentColor", *, opacity: float = 1, width: float = 2,
    dashed: bool = False,
) -> str:  # fmt: skip
    """A horizontal arrow from `start` to `end`, whichever lies further right."""
    back = -8 if end > start else 8
    return line(f"M{start:g} {y:g}H{end + back / 2:g}", color, opacity=opacity, width=width, dashed=dashed) + (
        f'<path d="M{end:g} {y:g}l{back} -5v10z" fill="{color}" fill-opacity="{opacity:g}"/>'
    )


def fall(
    x: float, start: float, end: float, color: str = "currentColor", *, opacity: float = 1, width: float = 1.8,
    dashed: bool = False,
) -> str:  # fmt: skip
    """A vertical arrow from `start` to `end`, downwards or upwards."""
    back = -7 if end > start else 7
    return line(f"M{x:g} {start:g}V{end + back / 2:g}", color, opacity=opacity, width=width, dashed=dashed) + (
        f'<path d="M{x:g} {end:g}l-4.5 {back}h9z" fill="{color}" fill-opacity="{opacity:g}"/>'
    )


def bent(
    points: Sequence[tuple[float, float]], color: str = "currentColor", *, opacity: float = 1, width: float = 1.8,
    dashed: bool = False,
) -> str:  # fmt: skip
    """An arrow along these points, the last piece of the way vertical."""
    *way, (_, before), (x, end) = points
    start = "".join(f"{'L' if number else 'M'}{px:g} {py:g}" for number, (px, py) in enumerate([*way, (x, before)]))
    return line(start, color, opacity=opacity, width=width, dashed=dashed) + fall(
        x, before, end, color, opacity=opacity, width=width, dashed=dashed
    )


def symbol(x: float, y: float, letter: str, index: str, anchor: str = "start", size: float = 15) -> str:
    """A letter with its index beneath the line."""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" text-anchor="{anchor}" font-weight="600">{html.escape(letter)}'
        f'<tspan dy="4" font-size="{size * 0.7:g}">{html.escape(index)}</tspan></text>'
    )


def _dash(dashed: bool) -> str:
    return ' stroke-dasharray="5 4"' if dashed else ""
