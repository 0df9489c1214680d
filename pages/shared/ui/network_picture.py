"""The network that the settings describe, drawn as SVG: layers, directions, output shapes and parameters."""

from collections.abc import Iterator
from itertools import groupby, zip_longest

from core.config import RunConfig
from core.directions import DIRECTION_COLORS, DIRECTIONS
from core.models.architecture import LayerRow, is_bidirectional
from pages.shared.ui import svg
from pages.shared.ui.network_layout import (
    MIDDLE,
    NOTES,
    STEPS,
    TILE,
    WIDTH,
    cell,
    center,
    connections,
    input_tile,
    left_of,
    thin,
)
from pages.shared.ui.pooling_picture import is_pooling, pooling, short_attention

_FORWARD, _BACKWARD = DIRECTION_COLORS["forward"], DIRECTION_COLORS["backward"]
_BOTH = DIRECTION_COLORS["bidirectional"]
_ON_TWO = "#1D2029"  # text on the light hue of two forward networks
_ON_BOTH = "#fff"
_TWO_PITCH = 40  # from one of two forward layers to the next
_SIDE = 404  # where the rows' summary passes the stack that reads the columns
_NUM_WORD_CELLS, _NUM_PRIOR_CELLS = 4, 2
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
    rows = table if notes else tuple(row for row in table if not row.layer.endswith(("Dropout", "Dropout1D")))
    drawn = [*_collapse_middle(_columns_last(tuple(short_attention(rows))), config.model.num_layers)]
    for row, following in zip_longest(drawn, drawn[1:]):
        layer, height = _layer(row, config, top)
        if following and following.layer == "Permute":
            layer.append(thin(f"M{MIDDLE} {top + height - 6}H{_SIDE}V{top + height + 8}"))
            height += 8
        elif row.name.endswith("_columns") or row.layer == "Permute":
            layer.append(thin(f"M{_SIDE} {top}V{top + height}"))
        parts += [*layer, _note(row, config, top + min(height, 48) / 2)] if notes else layer
        top += height
    model = config.model
    layers = f"{model.cell}, {model.num_layers} x {model.units} units"
    title = f"{model.direction} {layers if model.has_recurrent_layers else 'network, no recurrent layer'}"
    return svg.drawing(WIDTH if notes else NOTES - 10, round(top + 4), title, parts)


def _columns_last(table: tuple[LayerRow, ...]) -> tuple[LayerRow, ...]:
    """The rows in the order of the picture: with four directions, the column layers follow the row layers."""
    of_columns = [row for row in table if row.name.endswith("_columns") or row.layer == "Permute"]
    if not of_columns:
        return table
    ends = [row for row in table if row.name in ("concatenate", "head_dropout", "head")]
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
    if row.name == "priors":
        return [*_priors(top), *connections(top, 40)], 40
    if row.layer in ("InputLayer", "Permute"):
        return [*_inputs(config, row, top), *connections(top + 28, 16)], 46
    if row.name == "concatenate":
        return _concatenation(top), 50
    if row.layer == "Functional":
        return [svg.text(MIDDLE, top + 16, "original order of steps", 12), *connections(top + 22, 14)], 38
    if row.name in ("embedding", "features", "token_dropout", "spatial_dropout"):
        num_cells = _NUM_WORD_CELLS + (_NUM_PRIOR_CELLS if config.has_priors and row.name != "embedding" else 0)
        return [*_vectors(row.name, num_cells, top), *connections(top + 8 * num_cells, 16)], 8 * num_cells + 18
    if is_pooling(row):
        return pooling(row, config.model.pooling, top)
    if row.name == "more":
        return [svg.text(MIDDLE, top + 20, "⋮", 18), *connections(top + 30, 14)], 46
    if _is_recurrent(row) and DIRECTIONS[config.model.direction].layout == "merged":
        return _one_of_two(row, config, top)
    if _is_recurrent(row):
        return _lanes(config, top, len(row.output_shape) == 2)
    if row.name == "head_dropout":
        return _head_dropout(config.model.head == "per_step", top)
    if config.model.head == "per_step":
        return [svg.circle(center(step), top + 12, 10, stroke_width=1.5) for step in STEPS], 36
    return _head(row, config.model.head, top), 36


def _one_of_two(row: LayerRow, config: RunConfig, top: float) -> tuple[list[str], float]:
    """One of two forward layers, or the layer that merges their last states or their states at every step."""
    is_last = len(row.output_shape) == 2
    if row.layer == config.model.cell:
        return list(_lane("forward", top, is_last)), _TWO_PITCH
    merge_mode, color = config.model.merge_mode, DIRECTION_COLORS[config.model.direction]
    if not is_last:
        return [*_merge_at_each_step(merge_mode, top - 6, color), *connections(top + 8, 26)], 34
    node, right = top + 16, left_of(5) + TILE
    ends = [
        svg.line(f"M{right} {top - _TWO_PITCH * above + 14}H{right + 6 * above}V{node}H{MIDDLE + 34}", _FORWARD)
        for above in (2, 1)
    ]
    return [*ends, *_merge_node(merge_mode, node, color, _ON_TWO)], 42


def _inputs(config: RunConfig, row: LayerRow, top: float) -> Iterator[str]:
    """An example of the input at six of the steps."""
    if config.dataset.has_words:
        yield from _words(config, top)
        return
    values = [".31", ".87", ".05", ".44", ".62", ".19"]
    if config.dataset.kind == "image":
        values = [f"{'col' if row.layer == 'Permute' else 'row'} 1", "2", "3", "…", "27", "28"]
    for step, value in enumerate(values):
        yield from input_tile(step, top, value)


def _words(config: RunConfig, top: float) -> Iterator[str]:
    words = ["not", "a", "bad", "film"]
    if config.train.batching == "by_length":
        words = ["this", "is", *words]
    else:
        words = ["0", "0", *words] if config.text.padding == "pre" else [*words, "0", "0"]
    for step, word in enumerate(words):
        yield svg.group(input_tile(step, top, word), opacity=0.4 if word == "0" else 1)


def _vectors(name: str, num_cells: int, top: float) -> Iterator[str]:
    """The vector of each step; of those with priors the last cells, which are dashed."""
    for step in STEPS:
        for channel in range(num_cells):
            is_dropped = (name == "spatial_dropout" and channel == 1) or (name == "token_dropout" and step == 3)
            shade = 0.0 if is_dropped else (0.25, 0.5, 0.15, 0.35)[(channel + step * 3) % 4]
            yield cell(center(step) - 8, top + channel * 8, shade, dashed=channel >= _NUM_WORD_CELLS)


def _priors(top: float) -> Iterator[str]:
    """Priors come in beside the vector of each word, and join it below."""
    for step in STEPS:
        left = center(step) + 8
        for number in range(_NUM_PRIOR_CELLS):
            shade = (0.55, 0.1, 0.3)[(number + step * 2) % 3]
            yield cell(left, top + 4 + number * 8, shade, dashed=True)
        yield thin(f"M{left + 8} {top + 4 + 8 * _NUM_PRIOR_CELLS}V{top + 32}H{center(step)}")


def _head_dropout(is_per_step: bool, top: float) -> tuple[list[str], float]:
    """The head's inputs, some of which are dropped."""
    if is_per_step:
        cells = [
            cell(center(step) - 8 * (1 - part), top, 0.3 * (part != step % 2), 8) for step in STEPS for part in (0, 1)
        ]
        return [*cells, *connections(top + 8, 24)], 34
    cells = [cell(MIDDLE - 48 + 16 * part, top + 2, 0.0 if part in (1, 4) else 0.3, 15) for part in range(6)]
    return [*cells, thin(f"M{MIDDLE} {top + 10}V{top + 34}")], 36


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
        x = center(5 if lanes == ["forward"] else 0)
        parts.append(svg.line(f"M{x} {below}V{below + 24}H{MIDDLE}", _color(lanes[0])))
        return parts, below - top + 26
    if both:
        parts += _merge_at_each_step(config.model.merge_mode, below, _BOTH)
    return [*parts, *connections(below + (14 if both else 2), 16)], below - top + (32 if both else 20)


def _lane(lane: str, y: float, is_last: bool) -> Iterator[str]:
    color, is_forward = _color(lane), lane == "forward"
    end = 5 if is_forward else 0
    for step in STEPS:
        yield svg.box(left_of(step), y, TILE, 28, color, fill=1 if is_last and step == end else 0.28)
    for step in list(STEPS)[:-1]:
        left, right = left_of(step) + TILE, left_of(step + 1)
        ends = (left, right - 1) if is_forward else (right, left + 1)
        yield svg.horizontal_arrow(*ends, y + 14, color, width=1.8, head=6)


def _merge_of_ends(merge_mode: str, top: float, below: float) -> Iterator[str]:
    """The last state of each direction, forward's at the right end and backward's at the left end, merged."""
    node, right = below + 22, left_of(5) + TILE
    yield svg.line(f"M{right} {top + 14}H{right + 6}V{node}H{MIDDLE + 34}", _FORWARD)
    yield svg.line(f"M{center(0)} {below}V{node}H{MIDDLE - 34}", _BACKWARD)
    yield from _merge_node(merge_mode, node, _BOTH, _ON_BOTH)


def _merge_at_each_step(merge_mode: str, below: float, color: str) -> Iterator[str]:
    """The outputs of two layers, merged at every step."""
    for step in STEPS:
        yield svg.circle(center(step), below + 9, 4.5, color, fill=1, stroke=0)
    yield svg.text(center(5) + 9, below + 13, merge_mode, 11.5, "start")


def _merge_node(merge_mode: str, node: float, color: str, on_color: str) -> Iterator[str]:
    yield svg.box(MIDDLE - 34, node - 12, 68, 24, color, fill=1, stroke=0, radius=12)
    yield svg.text(MIDDLE, node + 4.5, merge_mode, 12.5, color=on_color)
    yield thin(f"M{MIDDLE} {node + 12}V{node + 24}")


def _concatenation(top: float) -> list[str]:
    """The summaries of rows and columns become one vector."""
    node = top + 14
    return [
        thin(f"M{_SIDE} {top}V{node}H{MIDDLE + 54}"),
        svg.box(MIDDLE - 54, node - 12, 108, 24, _BOTH, fill=1, stroke=0, radius=12),
        svg.text(MIDDLE, node + 4.5, "rows, columns", 12.5, color=_ON_BOTH),
        thin(f"M{MIDDLE} {node + 12}V{node + 34}"),
    ]


def _head(row: LayerRow, head: str, top: float) -> list[str]:
    width = row.output_shape[-1] or 1
    num_circles = min(width, 6)
    left = MIDDLE - (num_circles - 1) * 13
    circles = [svg.circle(left + unit * 26, top + 14, 10, stroke_width=1.5) for unit in range(num_circles)]
    label = head if width <= num_circles else f"{head} of {width}"
    return [*circles, svg.text(left + num_circles * 26 - 8, top + 18.5, label, 13, "start")]


def _note(row: LayerRow, config: RunConfig, middle: float) -> str:
    shape = " × ".join("any" if size is None else f"{size:,}" for size in row.output_shape[1:])
    weights = f" · {row.num_params:,} parameters" if row.num_params else ""
    return svg.text(NOTES, middle - 3, _title(row, config), 13.5, "start", weight=600) + svg.text(
        NOTES, middle + 13, f"{shape}{weights}", 12, "start", opacity=0.75
    )


def _title(row: LayerRow, config: RunConfig) -> str:
    model = config.model
    if row.name == "embedding":
        vectors = {"random": "", "glove": ", GloVe", "file": ", from a file"}[model.embeddings]
        return f"Embedding{vectors}{'' if model.embeddings_trainable else ', frozen'}"
    per_step = ", per_step" if row.name == "head" and model.head == "per_step" else ""
    details = {"features": ": priors", "token_dropout": ": tokens", "columns": ": columns"}
    return row.name if row.layer == "InputLayer" else f"{row.layer}{details.get(row.name, per_step)}"


def _is_recurrent(row: LayerRow) -> bool:
    return row.name.startswith("recurrent")


def _number(row: LayerRow) -> int:
    """The number of a recurrent layer, counted from 1 as in its name."""
    return int(row.name.split("_")[1])


def _color(lane: str) -> str:
    return _FORWARD if lane == "forward" else _BACKWARD
