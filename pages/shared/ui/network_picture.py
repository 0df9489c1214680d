"""The network that the settings describe, drawn as SVG: layers, directions, output shapes and parameters."""

from collections.abc import Iterator
from itertools import groupby

from core.config import RunConfig
from core.directions import DIRECTION_COLORS, DIRECTIONS
from core.models.architecture import LayerRow, is_bidirectional
from pages.shared.ui import svg

_FORWARD, _BACKWARD = DIRECTION_COLORS["forward"], DIRECTION_COLORS["backward"]
_BOTH = DIRECTION_COLORS["bidirectional"]
_ON_TWO = "#1D2029"  # text on the light hue of two forward networks
_ON_BOTH = "#fff"
_WIDTH, _TILE, _PITCH, _LEFT, _NOTES = 672, 48, 66, 6, 418
_TWO_PITCH = 40  # from one of two forward layers to the next
_STEPS = range(6)
_SIDE = 404  # where the rows' summary passes the stack that reads the columns
_MIDDLE = _LEFT + (5 * _PITCH + _TILE) / 2
_MAX_LAYERS = 3  # recurrent layers drawn one by one; the others are drawn as a number


def network_picture(config: RunConfig, table: tuple[LayerRow, ...], key: str, *, notes: bool = True) -> None:
    """Draw the network into the page; a picture with the same key is replaced in place."""
    svg.show(network_svg(config, table, notes=notes), key)


def network_svg(config: RunConfig, table: tuple[LayerRow, ...], *, notes: bool = True) -> str:
    """The layers from the input (top) to the head (bottom), annotated with output shapes and numbers of parameters.

    Text and lines take the page's colour; only the directions are coloured. Without notes it is a sketch of the
    recurrent layers, without dropout.
    """
    parts: list[str] = []
    top = 8.0
    rows = table if notes else tuple(row for row in table if row.layer != "SpatialDropout1D")
    for row in _collapse_middle(_columns_last(rows), config.model.num_layers):
        layer, height = _layer(row, config, top)
        parts += [*layer, _note(row, config.model.head, top + min(height, 48) / 2)] if notes else layer
        top += height
    title = f"{config.model.direction} {config.model.cell}, {config.model.num_layers} x {config.model.units} units"
    return svg.drawing(_WIDTH if notes else _NOTES - 10, round(top + 4), title, parts)


def _columns_last(table: tuple[LayerRow, ...]) -> tuple[LayerRow, ...]:
    """The rows in the order of the picture: with four directions, the column layers follow the row layers."""
    of_columns = [row for row in table if row.name.endswith("_columns") or row.layer == "Permute"]
    if not of_columns:
        return table
    ends = [row for row in table if row.layer in ("Concatenate", "Dense")]
    return (*(row for row in table if row not in of_columns + ends), *of_columns, *ends)


def _collapse_middle(table: tuple[LayerRow, ...], num_layers: int) -> Iterator[LayerRow]:
    """Of many recurrent layers, the middle ones become one row."""

    def is_middle(row: LayerRow) -> bool:
        return _is_recurrent(row) and _MAX_LAYERS <= _number(row) < num_layers

    for middle, group in groupby(table, key=is_middle):
        rows = list(group)
        if middle:
            name = f"{len(set(map(_number, rows)))} more layers"
            yield LayerRow("more", name, rows[-1].output_shape, sum(row.num_params for row in rows))
        else:
            yield from rows


def _layer(row: LayerRow, config: RunConfig, top: float) -> tuple[list[str], float]:
    """The drawing of one layer and its height, including the connections to the next layer."""
    if row.layer in ("InputLayer", "Permute"):
        side = [_thin(f"M{_SIDE} {top}V{top + 46}")] if row.layer == "Permute" else []
        return [*_inputs(config, row, top), *_connections(top + 28, 16), *side], 46
    if row.name == "concatenate":
        return _concatenation(top), 50
    if row.layer == "Functional":
        return [svg.text(_MIDDLE, top + 16, "original order of steps", 12), *_connections(top + 22, 14)], 38
    if row.layer in ("Embedding", "SpatialDropout1D"):
        return [*_vectors(top, row.layer == "SpatialDropout1D"), *_connections(top + 32, 16)], 50
    if row.name == "more":
        return [svg.text(_MIDDLE, top + 20, "⋮", 18), *_connections(top + 30, 14)], 46
    if _is_recurrent(row) and DIRECTIONS[config.model.direction].layout == "merged":
        return _one_of_two(row, config, top)
    if _is_recurrent(row):
        return _recurrent_layer(row, config, top)
    if config.model.head == "per_step":
        return [svg.circle(_center(step), top + 12, 10, stroke_width=1.5) for step in _STEPS], 36
    return _head(row, config.model.head, top), 36


def _recurrent_layer(row: LayerRow, config: RunConfig, top: float) -> tuple[list[str], float]:
    """A recurrent layer; of four directions, the summary of the rows leaves at the side or passes there."""
    is_last = len(row.output_shape) == 2
    parts, height = _lanes(config, top, is_last)
    if DIRECTIONS[config.model.direction].reads_columns:
        end = top + height
        if row.name.endswith("_columns"):
            parts.append(_thin(f"M{_SIDE} {top}V{end}"))
        elif is_last:
            return [*parts, _thin(f"M{_MIDDLE} {end - 6}H{_SIDE}V{end + 8}")], height + 8
    return parts, height


def _one_of_two(row: LayerRow, config: RunConfig, top: float) -> tuple[list[str], float]:
    """One of two forward layers, or the layer that merges their last states or their states at every step."""
    is_last = len(row.output_shape) == 2
    if row.layer == config.model.cell:
        return list(_lane("forward", top, is_last)), _TWO_PITCH
    merge_mode, color = config.model.merge_mode, DIRECTION_COLORS[config.model.direction]
    if not is_last:
        return [*_merge_at_each_step(merge_mode, top - 6, color), *_connections(top + 8, 20)], 28
    node, right = top + 16, _x(5) + _TILE
    ends = [
        svg.line(f"M{right} {top - _TWO_PITCH * above + 14}H{right + 6 * above}V{node}H{_MIDDLE + 34}", _FORWARD)
        for above in (2, 1)
    ]
    return [*ends, *_merge_node(merge_mode, node, color, _ON_TWO)], 42


def _inputs(config: RunConfig, row: LayerRow, top: float) -> Iterator[str]:
    """An example of the input at six of the steps."""
    if config.dataset.kind == "text":
        yield from _words(config, top)
        return
    values = [".31", ".87", ".05", ".44", ".62", ".19"]
    if config.dataset.kind == "image":
        values = [f"{'col' if row.layer == 'Permute' else 'row'} 1", "2", "3", "…", "27", "28"]
    for step, value in enumerate(values):
        yield from _input_tile(step, top, value)


def _words(config: RunConfig, top: float) -> Iterator[str]:
    words = ["not", "a", "bad", "film"]
    if config.train.batching == "by_length":
        words = ["this", "is", *words]
    else:
        words = ["0", "0", *words] if config.text.padding == "pre" else [*words, "0", "0"]
    for step, word in enumerate(words):
        yield svg.group(_input_tile(step, top, word), opacity=0.4 if word == "0" else 1)


def _input_tile(step: int, top: float, value: str) -> Iterator[str]:
    yield svg.box(_x(step), top, _TILE, 28, stroke=0.45, stroke_width=1)
    yield svg.text(_center(step), top + 19, value, 13)


def _vectors(top: float, has_dropout: bool) -> Iterator[str]:
    for step in _STEPS:
        for channel in range(4):
            shade = 0.0 if has_dropout and channel == 1 else (0.25, 0.5, 0.15, 0.35)[(channel + step * 3) % 4]
            left = _center(step) - 8
            yield svg.box(left, top + channel * 8, 16, 7, fill=shade, stroke=0.3, stroke_width=0.6, radius=0)


def _lanes(config: RunConfig, top: float, is_last: bool) -> tuple[list[str], float]:
    both = is_bidirectional(config.model)
    lanes = [lane for lane in ("forward", "backward") if both or lane == config.model.direction]
    parts: list[str] = []
    for number, lane in enumerate(lanes):
        parts += _lane(lane, top + number * 36, is_last)
    below = top + len(lanes) * 36 - 6
    if both and is_last:
        parts += _merge_of_ends(config.model.merge_mode, top, below)
        return parts, below - top + 54
    if is_last:
        x = _center(5 if lanes == ["forward"] else 0)
        parts.append(svg.line(f"M{x} {below}V{below + 24}H{_MIDDLE}", _color(lanes[0])))
        return parts, below - top + 26
    if both:
        parts += _merge_at_each_step(config.model.merge_mode, below, _BOTH)
    return [*parts, *_connections(below + (14 if both else 2), 16)], below - top + (32 if both else 20)


def _lane(lane: str, y: float, is_last: bool) -> Iterator[str]:
    color, is_forward = _color(lane), lane == "forward"
    end = 5 if is_forward else 0
    for step in _STEPS:
        yield svg.box(_x(step), y, _TILE, 28, color, fill=1 if is_last and step == end else 0.28)
    for step in list(_STEPS)[:-1]:
        left, right = _x(step) + _TILE, _x(step + 1)
        ends = (left, right - 1) if is_forward else (right, left + 1)
        yield svg.horizontal_arrow(*ends, y + 14, color, width=1.8, head=6)


def _merge_of_ends(merge_mode: str, top: float, below: float) -> Iterator[str]:
    """The last state of each direction, forward's at the right end and backward's at the left end, merged."""
    node, right = below + 22, _x(5) + _TILE
    yield svg.line(f"M{right} {top + 14}H{right + 6}V{node}H{_MIDDLE + 34}", _FORWARD)
    yield svg.line(f"M{_center(0)} {below}V{node}H{_MIDDLE - 34}", _BACKWARD)
    yield from _merge_node(merge_mode, node, _BOTH, _ON_BOTH)


def _merge_at_each_step(merge_mode: str, below: float, color: str) -> Iterator[str]:
    """The outputs of two layers, merged at every step."""
    for step in _STEPS:
        yield svg.circle(_center(step), below + 9, 4.5, color, fill=1, stroke=0)
    yield svg.text(_center(5) + 9, below + 13, merge_mode, 11.5, "start")


def _merge_node(merge_mode: str, node: float, color: str, on_color: str) -> Iterator[str]:
    yield svg.box(_MIDDLE - 34, node - 12, 68, 24, color, fill=1, stroke=0, radius=12)
    yield svg.text(_MIDDLE, node + 4.5, merge_mode, 12.5, color=on_color)
    yield _thin(f"M{_MIDDLE} {node + 12}V{node + 24}")


def _concatenation(top: float) -> list[str]:
    """The summaries of rows and columns become one vector."""
    node = top + 14
    return [
        _thin(f"M{_SIDE} {top}V{node}H{_MIDDLE + 54}"),
        svg.box(_MIDDLE - 54, node - 12, 108, 24, _BOTH, fill=1, stroke=0, radius=12),
        svg.text(_MIDDLE, node + 4.5, "rows, columns", 12.5, color=_ON_BOTH),
        _thin(f"M{_MIDDLE} {node + 12}V{node + 34}"),
    ]


def _head(row: LayerRow, head: str, top: float) -> list[str]:
    width = row.output_shape[-1] or 1
    num_circles = min(width, 6)
    left = _MIDDLE - (num_circles - 1) * 13
    circles = [svg.circle(left + unit * 26, top + 14, 10, stroke_width=1.5) for unit in range(num_circles)]
    label = head if width <= num_circles else f"{head} of {width}"
    return [*circles, svg.text(left + num_circles * 26 - 8, top + 18.5, label, 13, "start")]


def _note(row: LayerRow, head: str, middle: float) -> str:
    shape = " × ".join("any" if size is None else f"{size:,}" for size in row.output_shape[1:])
    weights = f" · {row.num_params:,} parameters" if row.num_params else ""
    name = row.name if row.layer == "InputLayer" else "Permute: columns" if row.layer == "Permute" else row.layer
    name = f"{name}, {head}" if row.name == "head" and head == "per_step" else name
    return svg.text(_NOTES, middle - 3, name, 13.5, "start", weight=600) + svg.text(
        _NOTES, middle + 13, f"{shape}{weights}", 12, "start", opacity=0.75
    )


def _is_recurrent(row: LayerRow) -> bool:
    return row.name.startswith("recurrent")


def _number(row: LayerRow) -> int:
    """The number of a recurrent layer, counted from 1 as in its name."""
    return int(row.name.split("_")[1])


def _color(lane: str) -> str:
    return _FORWARD if lane == "forward" else _BACKWARD


def _x(step: int) -> float:
    return _LEFT + step * _PITCH


def _center(step: int) -> float:
    return _x(step) + _TILE / 2


def _thin(path: str) -> str:
    """A line that belongs to no direction."""
    return svg.line(path, opacity=0.35, width=1)


def _connections(top: float, length: float) -> Iterator[str]:
    return (_thin(f"M{_center(step)} {top}V{top + length}") for step in _STEPS)
