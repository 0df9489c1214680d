from xml.etree import ElementTree

import pytest

from pages.shared.ui import svg

HOSTILE = "</text><script>alert(1)</script> & \"'"


def test_a_text_and_the_text_alternative_are_escaped():
    drawing = ElementTree.fromstring(
        svg.drawing(10, 10, HOSTILE, [svg.text(1, 2, HOSTILE), svg.symbol(1, 2, "<", "&")])
    )
    assert drawing.get("aria-label") == HOSTILE
    assert [element.tag for element in drawing.iter()] == ["svg", "text", "text", "tspan"]
    assert drawing[0].text == HOSTILE


@pytest.mark.parametrize(("start", "end", "back"), [(0, 20, -8), (20, 0, 8)])
def test_an_arrows_tip_points_to_its_end(start, end, back):
    line, tip = ElementTree.fromstring(f"<g>{svg.horizontal_arrow(start, end, 5)}</g>")
    assert line.get("d") == f"M{start} 5H{end + back // 2}"
    assert tip.get("d").startswith(f"M{end} 5l{back} ")


def test_a_bent_arrow_ends_vertically():
    line, tip = ElementTree.fromstring(f"<g>{svg.bent_arrow([(0, 0), (9, 0), (9, 30)])}</g>")[:2]
    assert line.get("d") == "M0 0L9 0"
    assert tip.get("d") == "M9 0V26.5"
