import plotly.graph_objects as go
import pytest

from core.directions import DIRECTION_COLORS
from core.inference.explain.attribution import Attributions, WordAttribution
from core.inference.explain.direction_split import DirectionSplit
from core.inference.explain.incremental import Curve, IncrementalTrace
from core.inference.explain.word_spans import Word
from core.reports.figures.explanations import attribution_bars, split_bar, split_reach, trace_lines
from core.reports.figures.theme import ORANGE, SKY_BLUE, to_json

TAGS = "<b>x</b>"


def attributions(*changes):
    words = [
        WordAttribution(Word(f"w{number}", 0, 1, "known"), change) for number, change in enumerate(changes)
    ]  # fmt: skip
    return Attributions("good", 1.0, tuple(words), "")


def split(**parts):
    return DirectionSplit("good", parts, 0.1, sum(parts.values()) + 0.1, 0.7, "")


def trace(*, tokens=("not", "bad", TAGS), forward=(0.3, 0.6, 0.7), backward=(0.6, 0.2, 0.7)):
    def curve(shares):
        return Curve(tuple(range(1, len(shares) + 1)), shares, tuple("good" if s > 0.5 else "bad" for s in shares))

    return IncrementalTrace(
        "good", tuple(Word(token, 0, 1, "known") for token in tokens), curve(forward), curve(backward), ""
    )


def test_words_for_the_class_are_blue_and_right_words_against_orange_and_left():
    (bars,) = go.Figure(attribution_bars(attributions(0.5, -2.0, 0.001))).data
    assert list(bars.x) == [-2.0, 0.5]
    assert list(bars.marker.color) == [ORANGE, SKY_BLUE]
    assert list(bars.text) == ["▼ −2.00", "▲ +0.50"]


def test_charts_side_by_side_can_share_a_scale():
    for draw, data in (
        (attribution_bars, (attributions(0.5), attributions(-4.0))),
        (split_bar, (split(forward=1.0), split(forward=-3.0))),
    ):
        first, second = (draw(part, 4.0)["layout"]["xaxis"]["range"] for part in data)
        assert first == second


def test_the_parts_of_a_split_are_stacked_and_add_up_to_the_line():
    parts = split(forward=1.2, backward=-0.3)
    *bars, total = go.Figure(split_bar(parts)).data
    assert go.Figure(split_bar(parts)).layout.barmode == "relative"
    assert [bar.name for bar in bars] == ["→ forward +1.20", "← backward −0.30", "bias +0.10"]
    assert [bar.marker.color for bar in bars[:2]] == [DIRECTION_COLORS["forward"], DIRECTION_COLORS["backward"]]
    assert sum(bar.x[0] for bar in bars) == pytest.approx(total.x[0])
    assert total.name == "together +1.00"
    assert split_reach(parts) == pytest.approx(1.3)


def test_a_direction_of_another_name_has_its_bar():
    forward, second, *_ = go.Figure(split_bar(split(forward=1.0, second_forward=0.5))).data
    assert second.name == "→ second forward +0.50"
    assert second.marker.color != forward.marker.color


def test_both_curves_run_over_the_words_of_the_text_in_their_order():
    forward, backward = go.Figure(trace_lines(trace())).data
    assert list(forward.x) == [1, 2, 3]
    assert list(backward.x) == [3, 2, 1]
    assert (forward.line.color, backward.line.color) == (DIRECTION_COLORS["forward"], DIRECTION_COLORS["backward"])
    assert list(go.Figure(trace_lines(trace())).layout.xaxis.ticktext) == ["not", "bad", "&lt;b&gt;x&lt;/b&gt;"]


def test_a_ring_marks_each_change_of_the_predicted_class():
    forward, backward = go.Figure(trace_lines(trace())).data
    assert list(forward.marker.symbol) == ["circle", "circle-open", "circle"]
    assert list(backward.marker.symbol) == ["diamond", "diamond-open", "diamond-open"]
    assert forward.customdata[1][1] == "first 2 words, flips to good"
    assert backward.customdata[0][1] == "last 1 word"


def test_many_words_are_numbered():
    shares = (0.3,) * 60
    axis = go.Figure(trace_lines(trace(tokens=("film",) * 60, forward=shares, backward=shares))).layout.xaxis
    assert axis.ticktext is None
    assert axis.title.text == "word"


def test_no_tag_in_a_text_or_label_reaches_a_figure():
    words = Attributions(TAGS, 1.0, (WordAttribution(Word(TAGS, 0, 1, "known"), 1.0),), "")
    parts = DirectionSplit(TAGS, {"forward": 1.0}, 0.0, 1.0, 0.7, "")
    named = IncrementalTrace(
        TAGS, (Word(TAGS, 0, 1, "known"),), Curve((1,), (0.6,), (TAGS,)), Curve((1,), (0.6,), (TAGS,)), ""
    )
    for figure in (attribution_bars(words), split_bar(parts), trace_lines(named)):
        written = to_json(figure)
        assert TAGS not in written
        assert r"\u003cb\u003ex" not in written
