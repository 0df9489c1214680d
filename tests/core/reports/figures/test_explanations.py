import pytest

from core.directions import DIRECTION_COLORS
from core.inference.explain.attribution import Attributions, WordAttribution
from core.inference.explain.direction_split import DirectionSplit
from core.inference.explain.incremental import Curve, IncrementalTrace
from core.inference.explain.word_spans import Word
from core.reports.figures.datasets import FIRST_COLOR, SECOND_COLOR
from core.reports.figures.explanations import contribution_bars, split_bar, split_reach, trace_lines

TAGS = "<b>x</b>"


def contributions(*changes):
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


def test_words_for_the_class_are_blue_and_right_and_words_against_it_orange_and_left():
    (bars,) = contribution_bars(contributions(0.5, -2.0, 0.001)).data
    assert list(bars.x) == [-2.0, 0.5]
    assert list(bars.marker.color) == [FIRST_COLOR, SECOND_COLOR]
    assert list(bars.text) == ["▼ −2.00", "▲ +0.50"]


def test_charts_side_by_side_may_have_one_scale():
    one, other = (contribution_bars(contributions(change), 4.0).layout.xaxis.range for change in (0.5, -4.0))
    assert one == other
    assert (
        split_bar(split(forward=1.0), 3.0).layout.xaxis.range == split_bar(split(forward=-3.0), 3.0).layout.xaxis.range
    )


def test_the_parts_of_a_split_are_stacked_and_add_up_to_the_line():
    shown = split(forward=1.2, backward=-0.3)
    *bars, total = split_bar(shown).data
    assert split_bar(shown).layout.barmode == "relative"
    assert [bar.name for bar in bars] == ["→ forward +1.20", "← backward −0.30", "bias +0.10"]
    assert [bar.marker.color for bar in bars[:2]] == [DIRECTION_COLORS["forward"], DIRECTION_COLORS["backward"]]
    assert sum(bar.x[0] for bar in bars) == pytest.approx(total.x[0])
    assert total.name == "together +1.00"
    assert split_reach(shown) == pytest.approx(1.3)


def test_a_direction_of_another_name_has_its_bar():
    forward, second, *_ = split_bar(split(forward=1.0, second_forward=0.5)).data
    assert second.name == "→ second forward +0.50"
    assert second.marker.color != forward.marker.color


def test_both_curves_run_over_the_words_of_the_text_in_their_order():
    forward, backward = trace_lines(trace()).data
    assert list(forward.x) == [1, 2, 3]
    assert list(backward.x) == [3, 2, 1]
    assert (forward.line.color, backward.line.color) == (DIRECTION_COLORS["forward"], DIRECTION_COLORS["backward"])
    assert list(trace_lines(trace()).layout.xaxis.ticktext) == ["not", "bad", "&lt;b&gt;x&lt;/b&gt;"]


def test_a_ring_marks_each_flip_and_says_what_it_flips_to():
    forward, backward = trace_lines(trace()).data
    assert list(forward.marker.symbol) == ["circle", "circle-open", "circle"]
    assert list(backward.marker.symbol) == ["diamond", "diamond-open", "diamond-open"]
    assert forward.customdata[1][1] == "first 2 words, flips to good"
    assert backward.customdata[0][1] == "last 1 word"


def test_many_words_are_numbered():
    shares = (0.3,) * 60
    axis = trace_lines(trace(tokens=("film",) * 60, forward=shares, backward=shares)).layout.xaxis
    assert axis.ticktext is None
    assert axis.title.text == "word"


def test_no_tag_of_other_people_reaches_a_figure():
    shown = Attributions(TAGS, 1.0, (WordAttribution(Word(TAGS, 0, 1, "known"), 1.0),), "")
    parts = DirectionSplit(TAGS, {"forward": 1.0}, 0.0, 1.0, 0.7, "")
    named = IncrementalTrace(
        TAGS, (Word(TAGS, 0, 1, "known"),), Curve((1,), (0.6,), (TAGS,)), Curve((1,), (0.6,), (TAGS,)), ""
    )
    for figure in (contribution_bars(shown), split_bar(parts), trace_lines(named)):
        written = figure.to_json()
        assert TAGS not in written
        assert r"\u003cb\u003ex" not in written
