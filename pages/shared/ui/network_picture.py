"""The network that the settings describe, drawn as SVG: what reads what, in which direction, and how large it is."""

from collections.abc import Iterator
from itertools import groupby

import streamlit as st

from core.config import RunConfig
from core.directions import DIRECTION_COLORS, DIRECTIONS
from core.models.architecture import LayerRow, is_bidirectional
from pages.shared.ui.network_strokes import THIN, TILE, arrow, bend, box, line, text

_FORWARD, _BACKWARD = DIRECTION_COLORS["forward"], DIRECTION_COLORS["backward"]
_BOTH = DIRECTION_COLORS["bidirectional"]
_ON_TWO = "#1D2029"  # what is written on the light hue of two forward networks
_WIDTH, _PITCH, _LEFT, _NOTES = 672, 66, 6, 418
_TWO_PITCH = 40  # from one of two forward readers to the next
_STEPS = range(6)
_SIDE = 404  # where the rows' summary passes the stack that reads the columns
_MIDDLE = _LEFT + (5 * _PITCH + TILE) / 2
_MAX_DRAWN = 3  # recurrent layers drawn one by one; more are told as a number

# `st.html` takes SVG out; this puts it into the page, where it has the theme's colour of text.
_picture = st.components.v2.component(
    "bothways_network",
    html="<div></div>",
    js="export default ({data, parentElement}) => { parentElement.querySelector('div').innerHTML = data.svg; };",
)


def network_picture(config: RunConfig, table: tuple[LayerRow, ...], key: str, *, notes: bool = True) -> None:
    """Draw the network into the page; a picture drawn again under the same key changes in place."""
    _picture(key=key, data={"svg": network_svg(config, table, notes=notes)}, height="content")


def network_svg(config: RunConfig, table: tuple[LayerRow, ...], *, notes: bool = True) -> str:
    """The layers from the words (top) to the head (bottom), noted with their output shapes and numbers of parameters.

    Everything in it comes from checked settings, so it can be put into a page as it is. Text and lines take the
    page's own colour; only the directions are coloured. Without notes it is a sketch of what reads, without dropout.
    """
    parts: list[str] = []
    top = 8.0
    shown = _in_reading_order(table if notes else tuple(row for row in table if row.layer != "SpatialDropout1D"))
    for row in _shown(shown, config.model.num_layers):
        drawn, height = _band(row, config, top)
        parts += [*drawn, _note(row, config.model.head, top + min(height, 48) / 2)] if notes else drawn
        top += height
    width = _WIDTH if notes else _NOTES - 10
    title = f"{config.model.direction} {config.model.cell}, {config.model.num_layers} x {config.model.units} units"
    return (
        f'<svg viewBox="0 0 {width} {top + 4:.0f}" role="img" aria-label="{title}" width="100%" '
        f'style="max-width:{width}px;display:block" font-family="inherit" fill="currentColor">{"".join(parts)}</svg>'
    )


def _in_reading_order(table: tuple[LayerRow, ...]) -> tuple[LayerRow, ...]:
    """The table's rows as the picture goes down: with four directions, the columns after all that reads the rows."""
    of_columns = [row for row in table if row.name.endswith("_columns") or row.layer == "Permute"]
    if not of_columns:
        return table
    joining = [row for row in table if row.layer in ("Concatenate", "Dense")]
    return (*(row for row in table if row not in of_columns + joining), *of_columns, *joining)


def _shown(table: tuple[LayerRow, ...], num_layers: int) -> Iterator[LayerRow]:
    """The rows that are drawn; of many recurrent layers those in the middle become one row."""

    def is_more(row: LayerRow) -> bool:
        return _is_recurrent(row) and _MAX_DRAWN <= _number(row) < num_layers

    for more, group in groupby(table, key=is_more):
        rows = list(group)
        if more:
            told = f"{len(set(map(_number, rows)))} more layers"
            yield LayerRow("more", told, rows[-1].output_shape, sum(row.num_params for row in rows))
        else:
            yield from rows


def _band(row: LayerRow, config: RunConfig, top: float) -> tuple[list[str], float]:
    """The drawing of one layer and the height it takes, connections to the next layer included."""
    if row.layer in ("InputLayer", "Permute"):
        beside = [line(_SIDE, top, _SIDE, top + 46)] if row.layer == "Permute" else []
        return [*_inputs(config, row, top), *_falls(top + 28, 16), *beside], 46
    if row.name == "concatenate":
        return _concatenated(top), 50
    if row.layer == "Functional":
        return [text(_MIDDLE, top + 16, "steps put in order again", 12), *_falls(top + 22, 14)], 38
    if row.layer in ("Embedding", "SpatialDropout1D"):
        return [*_vectors(top, row.layer == "SpatialDropout1D"), *_falls(top + 32, 16)], 50
    if row.name == "more":
        return [text(_MIDDLE, top + 20, "⋮", 18, "middle"), *_falls(top + 30, 14)], 46
    if _is_recurrent(row) and DIRECTIONS[config.model.direction].layout == "merged":
        return _one_of_two(row, config, top)
    if _is_recurrent(row):
        return _reader(row, config, top)
    if config.model.head == "per_step":
        return _head_at_each_step(top), 36
    return _head(row, config.model.head, top), 36


def _reader(row: LayerRow, config: RunConfig, top: float) -> tuple[list[str], float]:
    """A recurrent layer; of four directions, the summary of the rows leaves at the side or passes there."""
    is_last = len(row.output_shape) == 2
    drawn, height = _recurrent(config, top, is_last)
    if DIRECTIONS[config.model.direction].reads_columns:
        if row.name.endswith("_columns"):
            drawn.append(line(_SIDE, top, _SIDE, top + height))
        elif is_last:
            end = top + height
            drawn.append(f'<path d="M{_MIDDLE} {end - 6}H{_SIDE}V{end + 8}" {THIN}/>')
            return drawn, height + 8
    return drawn, height


def _one_of_two(row: LayerRow, config: RunConfig, top: float) -> tuple[list[str], float]:
    """One of two forward readers, or what merges them: their last states, or what they say at every step."""
    is_last = len(row.output_shape) == 2
    if row.layer == config.model.cell:
        return list(_lane("forward", top, is_last)), _TWO_PITCH
    merge_mode, color = config.model.merge_mode, DIRECTION_COLORS[config.model.direction]
    if not is_last:
        return [*_merged_steps(merge_mode, top - 6, color), *_falls(top + 8, 20)], 28
    node, right = top + 16, _x(5) + TILE
    ends = [
        bend(right + 6 * above, top - _TWO_PITCH * above + 14, _MIDDLE + 34, node, _FORWARD, first="h", start=right)
        for above in (2, 1)
    ]
    return [*ends, *_merge_node(merge_mode, node, color, _ON_TWO)], 42


def _inputs(config: RunConfig, row: LayerRow, top: float) -> Iterator[str]:
    """What is read at six of the steps."""
    if config.dataset.kind == "text":
        yield from _words(config, top)
        return
    if config.dataset.kind == "image":
        word = "col" if row.layer == "Permute" else "row"
        told = [f"{word} 1", "2", "3", "…", "27", "28"]
    else:
        told = [".31", ".87", ".05", ".44", ".62", ".19"]
    for step, value in enumerate(told):
        yield f"{box(_x(step), top, 28)}{text(_x(step) + TILE / 2, top + 19, value)}"


def _words(config: RunConfig, top: float) -> Iterator[str]:
    words = ["not", "a", "bad", "film"]
    if config.train.batching == "by_length":
        words = ["this", "is", *words]
    else:
        words = ["0", "0", *words] if config.text.padding == "pre" else [*words, "0", "0"]
    for step, word in enumerate(words):
        faded = 0.4 if word == "0" else 1
        yield f'<g opacity="{faded}">{box(_x(step), top, 28)}{text(_x(step) + TILE / 2, top + 19, word)}</g>'


def _vectors(top: float, dropped: bool) -> Iterator[str]:
    for step in _STEPS:
        for channel in range(4):
            shade = 0.0 if dropped and channel == 1 else (0.25, 0.5, 0.15, 0.35)[(channel + step * 3) % 4]
            x, y = _x(step) + TILE / 2 - 8, top + channel * 8
            yield (
                f'<rect x="{x}" y="{y}" width="16" height="7" fill="currentColor" fill-opacity="{shade}" '
                'stroke="currentColor" stroke-opacity=".3" stroke-width=".6"/>'
            )


def _recurrent(config: RunConfig, top: float, is_last: bool) -> tuple[list[str], float]:
    both = is_bidirectional(config.model)
    lanes = [lane for lane in ("forward", "backward") if both or lane == config.model.direction]
    parts: list[str] = []
    for number, lane in enumerate(lanes):
        parts += _lane(lane, top + number * 36, is_last)
    below = top + len(lanes) * 36 - 6
    if both and is_last:
        parts += _joined_ends(config.model.merge_mode, top, below)
        return parts, below - top + 54
    if is_last:
        x = _x(5 if lanes == ["forward"] else 0) + TILE / 2
        parts.append(bend(x, below, _MIDDLE, below + 24, _color(lanes[0])))
        return parts, below - top + 26
    if both:
        parts += _merged_steps(config.model.merge_mode, below, _BOTH)
    return [*parts, *_falls(below + (14 if both else 2), 16)], below - top + (32 if both else 20)


def _lane(lane: str, y: float, is_last: bool) -> Iterator[str]:
    color = _color(lane)
    end = 5 if lane == "forward" else 0
    for step in _STEPS:
        strength = 1 if is_last and step == end else 0.28
        yield (
            f'<rect x="{_x(step)}" y="{y}" width="{TILE}" height="28" rx="6" fill="{color}" '
            f'fill-opacity="{strength}" stroke="{color}" stroke-width="1.5"/>'
        )
    for step in list(_STEPS)[:-1]:
        yield arrow(_x(step) + TILE, _x(step + 1), y + 14, color, lane == "forward")


def _joined_ends(merge_mode: str, top: float, below: float) -> Iterator[str]:
    """The last state of each direction: forward's at the right end, backward's at the left end, meeting in one."""
    node = below + 22
    yield bend(_x(5) + TILE + 6, top + 14, _MIDDLE + 34, node, _FORWARD, first="h", start=_x(5) + TILE)
    yield bend(_x(0) + TILE / 2, below, _MIDDLE - 34, node, _BACKWARD, first="v")
    yield from _merge_node(merge_mode, node, _BOTH, "#fff")


def _merged_steps(merge_mode: str, below: float, color: str) -> Iterator[str]:
    """What two readers say of every step, merged at each."""
    for step in _STEPS:
        yield f'<circle cx="{_x(step) + TILE / 2}" cy="{below + 9}" r="4.5" fill="{color}"/>'
    yield text(_x(5) + TILE / 2 + 9, below + 13, merge_mode, 11.5, "start")


def _merge_node(merge_mode: str, node: float, color: str, on_color: str) -> Iterator[str]:
    yield f'<rect x="{_MIDDLE - 34}" y="{node - 12}" width="68" height="24" rx="12" fill="{color}"/>'
    yield text(_MIDDLE, node + 4.5, merge_mode, 12.5, "middle", on_color)
    yield line(_MIDDLE, node + 12, _MIDDLE, node + 24)


def _concatenated(top: float) -> list[str]:
    """Where the summaries of rows and columns become one."""
    node = top + 14
    return [
        f'<path d="M{_SIDE} {top}V{node}H{_MIDDLE + 54}" {THIN}/>',
        f'<rect x="{_MIDDLE - 54}" y="{node - 12}" width="108" height="24" rx="12" fill="{_BOTH}"/>',
        text(_MIDDLE, node + 4.5, "rows, columns", 12.5, "middle", "#fff"),
        line(_MIDDLE, node + 12, _MIDDLE, node + 34),
    ]


def _head_at_each_step(top: float) -> list[str]:
    return [
        f'<circle cx="{_x(step) + TILE / 2}" cy="{top + 12}" r="10" fill="none" stroke="currentColor" '
        'stroke-width="1.5"/>'
        for step in _STEPS
    ]


def _head(row: LayerRow, head: str, top: float) -> list[str]:
    width = row.output_shape[-1] or 1
    drawn = min(width, 6)
    left = _MIDDLE - (drawn - 1) * 13
    circles = [
        f'<circle cx="{left + unit * 26}" cy="{top + 14}" r="10" fill="none" stroke="currentColor" stroke-width="1.5"/>'
        for unit in range(drawn)
    ]
    label = head if width <= drawn else f"{head} of {width}"
    return [*circles, text(left + drawn * 26 - 8, top + 18.5, label, 13, "start")]


def _note(row: LayerRow, head: str, middle: float) -> str:
    shape = " × ".join("any" if size is None else f"{size:,}" for size in row.output_shape[1:])
    weights = f" · {row.num_params:,} parameters" if row.num_params else ""
    name = row.name if row.layer == "InputLayer" else "Permute: columns" if row.layer == "Permute" else row.layer
    name = f"{name}, {head}" if row.name == "head" and head == "per_step" else name
    return text(_NOTES, middle - 3, name, 13.5, "start", weight=600) + text(
        _NOTES, middle + 13, f"{shape}{weights}", 12, "start", opacity=0.75
    )


def _is_recurrent(row: LayerRow) -> bool:
    return row.name.startswith("recurrent")


def _number(row: LayerRow) -> int:
    """Which recurrent layer a row tells of, counted from 1 as in its name."""
    return int(row.name.split("_")[1])


def _color(lane: str) -> str:
    return _FORWARD if lane == "forward" else _BACKWARD


def _x(step: int) -> float:
    return _LEFT + step * _PITCH


def _falls(top: float, length: float) -> Iterator[str]:
    return (line(_x(step) + TILE / 2, top, _x(step) + TILE / 2, top + length) for step in _STEPS)
