"""One weight update in order: both directions' states, the outputs, then backpropagation in each direction."""

import streamlit as st

from core.directions import DIRECTION_COLORS, Pass
from pages.how_it_works import lesson_frames
from pages.shared.ui import svg

STAGES = {
    "Forward states": "The forward direction reads from first to last. Each state waits for the previous one.",
    "Backward states": "The backward direction reads from last to first. It does not depend on the forward direction, "
    "so both can run in parallel, but it cannot start before the last step has arrived.",
    "Outputs and loss": "Now both states exist at every step. They are merged, the output layer predicts at every step "
    "(or once, from the two final states), and the loss compares the predictions with the labels.",
    "Gradients, forward direction": "Backpropagation through time runs in the opposite order: in the forward "
    "direction the gradient goes from the last step to the first.",
    "Gradients, backward direction": "In the backward direction the gradient goes from the first step to the last. "
    "Neither direction's gradient passes through the other direction's states.",
    "Update": "Each direction's weights sum their gradient over all steps. The optimizer updates W, U and b of "
    "both directions and the output layer at once. Then the next batch follows.",
    "On a stream": "Three steps have arrived and more will follow. The forward states exist. The backward direction "
    "cannot start: its first state is that of the last step. So a bidirectional layer cannot predict on a stream "
    "until it ends. Either wait for the end, or apply both directions to windows of the stream.",
}  # fmt: skip
_NAMES = tuple(STAGES)
_STEPS, _ARRIVED = 5, 3
_LEFT, _PITCH, _HALF = 150, 102, 32
_FORWARD, _BACKWARD, _OUTPUT, _LOSS = 76, 146, 226, 296
_WIDTH, _HEIGHT = 660, 330


def show() -> None:
    """Step through the stages: the picture on the left, what happens and why on the right."""
    st.markdown(
        "One weight update has six stages, the same for every cell. Step through them, then see what happens when "
        "the end of the sequence has not arrived yet."
    )
    lesson_frames.show(frames_of(), "Stage", "lesson_passes", beside=True)


def frames_of() -> list[lesson_frames.Frame]:
    """The picture of each stage with its explanation."""
    last = len(_NAMES) - 1
    return [
        {
            "svg": picture(stage),
            "title": stage if number == last else f"{number + 1} of {last}: {stage}",
            "words": [STAGES[stage]],
        }
        for number, stage in enumerate(_NAMES)
    ]


def picture(stage: str) -> str:
    """Five steps of a bidirectional network and what this stage has computed; the current operations are bold."""
    at = _NAMES.index(stage)
    stream = stage == "On a stream"
    arrived = _ARRIVED if stream else _STEPS
    parts = [
        svg.text(0, 30, "input", 15, "start", weight=600),
        svg.text(0, _FORWARD + 24, "forward →", 15, "start", weight=600),
        svg.text(0, _BACKWARD + 24, "← backward", 15, "start", weight=600),
        svg.text(0, _OUTPUT + 23, "output", 15, "start", weight=600),
        *_inputs(arrived),
        *_lane("forward", at, num_known=arrived),
        *_lane("backward", at, num_known=0 if stream or at < 1 else _STEPS),
        *_outputs(at, stream),
    ]
    return svg.drawing(_WIDTH, _HEIGHT, f"{stage}: {STAGES[stage]}", parts)


def _x(step: int) -> float:
    return _LEFT + (step - 0.5) * _PITCH


def _inputs(arrived: int) -> list[str]:
    parts = []
    for step in range(1, _STEPS + 1):
        is_here = step <= arrived
        parts.append(svg.box(_x(step) - _HALF, 8, 2 * _HALF, 34, stroke=0.7 if is_here else 0.35, dashed=not is_here))
        parts.append(
            svg.text(_x(step), 30, f"x{_subscript(step)}" if is_here else "?", 16, opacity=1 if is_here else 0.5)
        )
        if is_here:
            x, side, turn = _x(step), _x(step) + _HALF + 9, _BACKWARD - 13
            parts.append(svg.vertical_arrow(x, 44, _FORWARD - 2, opacity=0.4, width=1.4))
            path = [(x + 18, 43), (x + 18, 54), (side, 54), (side, turn), (x, turn), (x, _BACKWARD - 2)]
            parts.append(svg.bent_arrow(path, opacity=0.3, width=1.2))
    return parts


def _lane(direction: Pass, at: int, num_known: int) -> list[str]:
    """The states, numbered in the order of computation or of the gradient."""
    forward = direction == "forward"
    color, top = DIRECTION_COLORS[direction], _FORWARD if forward else _BACKWARD
    states, gradients = at == (0 if forward else 1) or at == len(_NAMES) - 1, at == (3 if forward else 4)
    parts = []
    for step in range(1, _STEPS + 1):
        exists = step <= num_known
        strong = exists and (states or gradients or at == 5)
        order = step if forward != gradients else _STEPS + 1 - step
        parts.append(
            svg.box(
                _x(step) - _HALF,
                top,
                2 * _HALF,
                38,
                color,
                fill=0.35 if strong else 0.12 if exists else 0,
                stroke=1 if exists else 0.4,
                stroke_width=2.6 if strong else 1.4,
                dashed=not exists,
            )
        )
        if exists and (states or gradients):
            parts.append(svg.text(_x(step), top + 25, f"{order}.", 17, weight=700))
        elif at == 5:
            parts.append(svg.text(_x(step), top + 25, "W U b", 14, weight=600))
    for step in range(1, _STEPS):
        ends = (_x(step) + _HALF + 2, _x(step + 1) - _HALF - 2)
        is_current = (states or gradients) and step < num_known
        parts.append(
            svg.horizontal_arrow(
                *(ends if forward != gradients else ends[::-1]),
                top + 19,
                color,
                dashed=gradients,
                opacity=1 if is_current else 0.3,
                width=3.2 if is_current else 1.6,
            )
        )
    if at == len(_NAMES) - 1 and not forward:
        parts.append(svg.text(_x(3), top + 58, "waits for the last step, which has not arrived yet", 15, weight=600))
    return parts


def _outputs(at: int, stream: bool) -> list[str]:
    color = DIRECTION_COLORS["bidirectional"]
    exists, gradients = at >= 2 and not stream, at in (3, 4)
    parts = []
    for step in range(1, _STEPS + 1):
        x = _x(step)
        parts.append(
            svg.circle(
                x, _OUTPUT + 18, 18, color, fill=0.35 if at == 2 else 0.12 if exists else 0, stroke=1 if exists else 0.4
            )
        )
        parts.append(svg.text(x, _OUTPUT + 23, f"y{_subscript(step)}", 15, opacity=1 if exists else 0.5))
        if exists:
            parts += [*_merged(x, at), svg.line(f"M{x:g} {_OUTPUT + 36}V{_LOSS - 4}", opacity=0.5, dashed=gradients)]
    parts.append(svg.box(_x(1) - _HALF, _LOSS - 4, _x(5) - _x(1) + 2 * _HALF, 30, stroke=0.9 if exists else 0.3))
    label = {3: "loss: where every gradient starts", 4: "loss: where every gradient starts"}.get(at, "loss")
    parts.append(svg.text(_x(3), _LOSS + 16, label, 15, weight=600, opacity=1 if exists else 0.5))
    return parts


def _merged(x: float, at: int) -> list[str]:
    """Both states of a step merge into its output; the gradient takes the same path back, dashed."""
    side, turn, low = x - _HALF - 9, _FORWARD + 49, _OUTPUT - 16
    paths = {
        "forward": [
            (x - 14, _FORWARD + 40),
            (x - 14, turn),
            (side, turn),
            (side, low),
            (x - 7, low),
            (x - 7, _OUTPUT + 1),
        ],
        "backward": [(x + 7, _BACKWARD + 40), (x + 7, _OUTPUT + 1)],
    }
    parts = []
    for direction, path in paths.items():
        back = at == (3 if direction == "forward" else 4)
        strong = at == 2 or back
        parts.append(
            svg.bent_arrow(
                path[::-1] if back else path,
                DIRECTION_COLORS[direction],
                opacity=1 if strong else 0.3,
                width=2.4 if strong else 1.4,
                dashed=back,
            )
        )
    return parts


def _subscript(number: int) -> str:
    return "₀₁₂₃₄₅₆₇₈₉"[number]
