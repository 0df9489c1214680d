"""The unrolled network: step through a sentence and see what each direction's state has read so far."""

from collections.abc import Sequence
from itertools import pairwise

import streamlit as st

from core.directions import DIRECTION_COLORS, Pass
from pages.how_it_works.rnn_math import words_read
from pages.shared.ui import badges, svg

SENTENCE, STEP = "lesson_sentence", "lesson_step"
DEFAULT_SENTENCE, DEFAULT_STEP = "The film was not bad at all", 4
MAX_WORDS, MAX_CHARACTERS = 12, 200
_WIDTH, _LEFT, _MAX_PITCH = 1040, 112, 128
_WORDS, _FORWARD, _BACKWARD, _MERGED = 36, 112, 176, 258  # where the rows begin
_HEIGHT = 300


@st.fragment
def show() -> None:
    """A sentence, a step, the picture, and in words what each state has read and has not read."""
    st.markdown(
        "Unrolled over time, the same cell is applied at every step. The forward state at step $t$ has read everything "
        "up to $t$, the backward state everything from $t$ on. Merged, they cover the whole sentence **at every step**."
    )
    left, right = st.columns([4, 5], gap="large", vertical_alignment="bottom")
    with left:
        sentence = st.text_input("Your sentence", DEFAULT_SENTENCE, key=SENTENCE, live="250ms", persist_state="session")
    words = sentence[:MAX_CHARACTERS].split()[:MAX_WORDS]
    if not words:
        st.caption("Type a sentence to see what each direction reads.")
        return
    with right:
        step = _choose_step(len(words))
    svg.show(picture(words, step), "lesson_reading")
    for column, (direction, read) in zip(st.columns(2), words_read(words, step).items(), strict=True):
        with column.container(gap="xsmall"):
            badges.direction_badge(direction)
            st.text(f"has read: {' · '.join(read)}")
            st.text(f"has not read: {' · '.join(_words_left(words, step, direction)) or 'nothing'}")
    if len(sentence.split()) > MAX_WORDS or len(sentence) > MAX_CHARACTERS:
        st.caption(f"The picture shows the first {MAX_WORDS} words and at most {MAX_CHARACTERS} characters.")


def _choose_step(num_steps: int) -> int:
    if num_steps == 1:
        return 1
    st.session_state[STEP] = min(st.session_state.get(STEP, DEFAULT_STEP), num_steps)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        step = st.session_state[STEP]
        _step_button("Back", -1, num_steps, disabled=step <= 1)
        _step_button("Next", 1, num_steps, disabled=step >= num_steps)
        return st.slider("Time step t", 1, num_steps, key=STEP)


def _step_button(label: str, by: int, num_steps: int, *, disabled: bool) -> None:
    st.button(
        label,
        key=f"lesson_step_{label.lower()}",
        icon=f":material/arrow_{'forward' if by > 0 else 'back'}:",
        on_click=_move,
        args=(by, num_steps),
        disabled=disabled,
    )


def _move(by: int, num_steps: int) -> None:
    st.session_state[STEP] = min(max(st.session_state[STEP] + by, 1), num_steps)


def _words_left(words: Sequence[str], step: int, direction: Pass) -> Sequence[str]:
    return words[step:] if direction == "forward" else words[: step - 1]


def picture(words: Sequence[str], step: int) -> str:
    """The sentence, both rows of states and their merged state at `step` (counted from 1) as SVG."""
    pitch = min(_MAX_PITCH, (_WIDTH - _LEFT) / len(words))
    middles = [_LEFT + pitch * (number + 0.5) for number in range(len(words))]
    parts = [
        svg.text(0, _FORWARD + 26, "forward →", 15, "start", weight=600),
        svg.text(0, _BACKWARD + 26, "← backward", 15, "start", weight=600),
        svg.text(0, _MERGED + 22, "merged ↔", 15, "start", weight=600),
        *_spans(middles, pitch, step),
    ]
    for number, (word, middle) in enumerate(zip(words, middles, strict=True), start=1):
        is_current = number == step
        parts.append(svg.box(middle - pitch / 2 + 4, _WORDS, pitch - 8, 32, stroke=1 if is_current else 0.3))
        parts.append(svg.text(middle, _WORDS + 21, _short(word, pitch), 15, weight=700 if is_current else 400))
    parts += [*_lane(middles, pitch, step, "forward"), *_lane(middles, pitch, step, "backward")]
    parts += _merged(middles[step - 1], _half(pitch), step)
    read = words_read(words, step)
    alt = (
        f"Unrolled network at step {step} of {len(words)}, the word {words[step - 1]}. Forward has read: "
        f"{' '.join(read['forward'])}. Backward has read: {' '.join(read['backward'])}."
    )
    return svg.drawing(_WIDTH, _HEIGHT, alt, parts)


def _spans(middles: Sequence[float], pitch: float, step: int) -> list[str]:
    """Bars above and below the words that each direction has read so far."""
    here = middles[step - 1]
    ends = {"forward": (middles[0] - pitch / 2 + 6, here + pitch / 2 - 6, _WORDS - 12),
            "backward": (here - pitch / 2 + 6, middles[-1] + pitch / 2 - 6, _WORDS + 44)}  # fmt: skip
    return [
        svg.line(f"M{left:g} {y}H{right:g}", DIRECTION_COLORS[direction], width=6)
        for direction, (left, right, y) in ends.items()
    ]


def _lane(middles: Sequence[float], pitch: float, step: int, direction: Pass) -> list[str]:
    color, top = DIRECTION_COLORS[direction], _FORWARD if direction == "forward" else _BACKWARD
    half = _half(pitch)
    parts = []
    for number, middle in enumerate(middles, start=1):
        is_read = number <= step if direction == "forward" else number >= step
        fill = 1 if number == step else 0.3 if is_read else 0
        parts.append(svg.box(middle - half, top, 2 * half, 40, color, fill=fill, stroke=1 if is_read else 0.35))
        strength = 0.5 if is_read else 0.15
        side, turn = middle + half + 9, _BACKWARD - 13
        path = (
            [(middle, _WORDS + 52)] if direction == "forward" else [(side, _WORDS + 52), (side, turn), (middle, turn)]
        )
        parts.append(svg.bent_arrow([*path, (middle, top - 2)], opacity=strength, width=1.4))
    for number, (left, right) in enumerate(pairwise(middles), start=1):
        is_read = number < step if direction == "forward" else number >= step
        ends = (left + half + 2, right - half - 2) if direction == "forward" else (right - half - 2, left + half + 2)
        parts.append(
            svg.horizontal_arrow(*ends, top + 20, color, opacity=1 if is_read else 0.25, width=3 if is_read else 1.6)
        )
    return parts


def _merged(middle: float, half: float, step: int) -> list[str]:
    both, forward, backward = (DIRECTION_COLORS[name] for name in ("bidirectional", "forward", "backward"))
    return [
        svg.bent_arrow(
            [
                (middle - 12, _FORWARD + 41),
                (middle - 12, _FORWARD + 51),
                (middle - half - 9, _FORWARD + 51),
                (middle - half - 9, _MERGED - 20),
                (middle - 8, _MERGED - 20),
                (middle - 8, _MERGED - 1),
            ],
            forward,
            width=2.4,
        ),
        svg.vertical_arrow(middle + 8, _BACKWARD + 42, _MERGED, backward, width=2.4),
        svg.box(middle - 44, _MERGED, 88, 34, both, fill=0.3, stroke_width=2.5, radius=17),
        svg.text(middle, _MERGED + 22, f"t = {step}", 15, weight=700),
    ]


def _half(pitch: float) -> float:
    """Half the width of a state's box."""
    return min(26.0, pitch * 0.3)


def _short(word: str, pitch: float) -> str:
    max_length = max(3, int((pitch - 14) / 8.2))
    return word if len(word) <= max_length else f"{word[: max_length - 1]}…"
