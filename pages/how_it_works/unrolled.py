"""The unrolled network: step through a sentence and see what each direction's state has read so far."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import streamlit as st

from core.directions import DIRECTION_ARROWS, DIRECTION_COLORS, DIRECTIONS, Pass
from core.errors import BothwaysError
from core.runs.demo import bundled
from pages.how_it_works import lesson_frames
from pages.how_it_works.rnn_math import words_read
from pages.shared.session import cache
from pages.shared.ui import svg
from pages.shared.ui.formats import percent

SENTENCE = "lesson_sentence"
DEFAULT_SENTENCE, DEFAULT_STEP = "The film was not bad at all", 4
MAX_WORDS, MAX_CHARACTERS = 12, 200
_WIDTH, _LEFT, _MAX_PITCH = 1040, 112, 128
_WORDS, _FORWARD, _BACKWARD, _MERGED = 36, 112, 176, 258  # where the rows begin
_CURVES, _CURVE_HEIGHT, _HEIGHT = 312, 80, 404


@st.fragment
def show() -> None:
    """A sentence, and for each of its steps what each state has read and what the shipped networks predict by then."""
    st.markdown(
        "Unrolled over time, the same cell is applied at every step. The forward state at step $t$ has read everything "
        "up to $t$, the backward state everything from $t$ on. Merged, they cover the whole sentence **at every "
        "step**. The curves below are real: how probable *positive* is for the shipped networks after each word."
    )
    sentence = st.text_input("Your sentence", DEFAULT_SENTENCE, key=SENTENCE, live="250ms", persist_state="session")
    words = sentence[:MAX_CHARACTERS].split()[:MAX_WORDS]
    if not words:
        st.caption("Type a sentence to see what each direction reads.")
        return
    lesson_frames.show(frames_of(words), "Time step", "lesson_reading", DEFAULT_STEP - 1)
    if len(sentence.split()) > MAX_WORDS or len(sentence) > MAX_CHARACTERS:
        st.caption(f"The picture shows the first {MAX_WORDS} words and at most {MAX_CHARACTERS} characters.")


def frames_of(words: Sequence[str]) -> list[lesson_frames.Frame]:
    """The picture of each step, what each direction has read by then, and the networks' predictions."""
    curves = probabilities(words)
    made: list[lesson_frames.Frame] = []
    for step in range(1, len(words) + 1):
        read = words_read(words, step)
        sentences = [
            f"{DIRECTION_ARROWS[direction]} has read: {' · '.join(read[direction])}; has not read: "
            f"{' · '.join(_words_left(words, step, direction)) or 'nothing'}"
            for direction in read
        ]
        predicted = [
            f"{DIRECTION_ARROWS[name]} {DIRECTIONS[name].word} {percent(curve[step - 1])}"
            for name, curve in curves.items()
        ]
        if predicted:
            sentences.append(f"Positive, by the networks that have read the first {step}: {', '.join(predicted)}")
        made.append(
            {"svg": picture(words, step, curves), "title": f"t = {step}: {words[step - 1]}", "words": sentences}
        )
    return made


def probabilities(words: Sequence[str]) -> Mapping[str, Sequence[float]]:
    """By direction, the probability of the second class after each word, from the shipped networks; empty without."""
    beginnings = [" ".join(words[:number]) for number in range(1, len(words) + 1)]
    curves: dict[str, Sequence[float]] = {}
    for run in bundled.demo_runs():
        try:
            curves[run.config.model.direction] = cache.scorer(run).probabilities(beginnings)[:, 1].tolist()
        except BothwaysError:  # its files are missing: the lesson needs no network
            continue
    return curves


def _words_left(words: Sequence[str], step: int, direction: Pass) -> Sequence[str]:
    return words[step:] if direction == "forward" else words[: step - 1]


def picture(words: Sequence[str], step: int, curves: Mapping[str, Sequence[float]] | None = None) -> str:
    """The sentence, both rows of states and their merged state at `step` (counted from 1) as SVG.

    Args:
        curves: by direction, a probability after each word, drawn up to the step.
    """
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
    parts += _curves(middles, step, curves or {})
    read = words_read(words, step)
    alt = (
        f"Unrolled network at step {step} of {len(words)}, the word {words[step - 1]}. Forward has read: "
        f"{' '.join(read['forward'])}. Backward has read: {' '.join(read['backward'])}."
    )
    return svg.drawing(_WIDTH, _HEIGHT if curves else _CURVES - 10, alt, parts)


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


def _curves(middles: Sequence[float], step: int, curves: Mapping[str, Sequence[float]]) -> list[str]:
    """The probability of each network after the words up to the step, between lines at 0, 50 and 100 %."""
    if not curves:
        return []
    parts = [svg.text(0, _CURVES + _CURVE_HEIGHT / 2 + 5, "positive", 15, "start", weight=600)]
    for share, label in ((0, "0 %"), (0.5, "50 %"), (1, "100 %")):
        y = _CURVES + (1 - share) * _CURVE_HEIGHT
        parts.append(svg.line(f"M{middles[0]:g} {y:g}H{middles[-1]:g}", opacity=0.25, width=1, dashed=share == 0.5))
        parts.append(svg.text(_LEFT - 2, y + 5, label, 12, "end", opacity=0.8))
    for name, values in curves.items():
        color = DIRECTION_COLORS[name]
        points = [(x, _CURVES + (1 - value) * _CURVE_HEIGHT) for x, value in zip(middles, values, strict=True)][:step]
        parts.append(svg.line("M" + "L".join(f"{x:g} {y:g}" for x, y in points), color, width=2.5))
        parts += [svg.circle(x, y, 4 if number < step else 6, color, fill=1) for number, (x, y) in enumerate(points, 1)]
    return parts


def _half(pitch: float) -> float:
    """Half the width of a state's box."""
    return min(26.0, pitch * 0.3)


def _short(word: str, pitch: float) -> str:
    max_length = max(3, int((pitch - 14) / 8.2))
    return word if len(word) <= max_length else f"{word[: max_length - 1]}…"
