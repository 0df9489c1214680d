import re

import pytest

from core.inference.scorer import Score
from core.reports.figures.theme import NEUTRAL, ORANGE, SKY_BLUE
from pages.shared.runs.score_html import prediction_html, probabilities_html
from pages.shared.ui.formats import percent


def score_of(label, probabilities):
    return Score("a film", label, probabilities, 2, (), 0, 0.1, 2)


@pytest.mark.parametrize(
    ("probabilities", "colors"),
    [
        ({"bad": 0.25, "good": 0.75}, [ORANGE, SKY_BLUE]),
        ({"bad": 0.25, "so so": 0.7, "good": 0.05}, [NEUTRAL, SKY_BLUE, NEUTRAL]),
    ],
    ids=["each of two classes in its hue", "of more classes only the predicted one is strong"],
)
def test_every_class_has_its_name_its_number_and_a_bar_of_that_length(probabilities, colors):
    page = probabilities_html(score_of(max(probabilities, key=probabilities.get), probabilities))
    rows = re.findall(r'share-name">([^<]*)<.*?share-value">([^<]*)<.*?width:([\d.]+)%;background:([^"]*)"', page)
    assert [(name, float(width) / 100) for name, _, width, _ in rows] == list(probabilities.items())
    assert [number for _, number, _, _ in rows] == [percent(share) for share in probabilities.values()]
    assert [color for *_, color in rows] == colors


def test_the_bars_say_how_many_classes_they_leave_out():
    shares = {f"class {number}": number / 1000 for number in range(310)}
    page = probabilities_html(score_of("class 309", shares))
    assert page.count("share-name") == 20
    assert page.endswith(">and 290 more classes</div></div>")
    assert "more class" not in probabilities_html(score_of("a", {"a": 0.6, "b": 0.4}))


@pytest.mark.parametrize(("label", "is_long"), [("negative", False), ("a complaint about a delivery", True)])
def test_a_long_class_name_is_set_smaller(label, is_long):
    assert ("verdict-words long" in prediction_html(score_of(label, {label: 0.75, "other": 0.25}))) is is_long


def test_each_of_several_labels_has_a_bar_with_its_threshold():
    shares = {"food": 0.8, "money": 0.4, "sport": 0.1}
    score = Score("a film", "food|money", shares, 2, (), 0, 0.1, 2, ("food", "money"))
    page = probabilities_html(score, {"food": 0.5, "money": 0.25, "sport": 0.6})
    assert re.findall(r'width:[\d.]+%;background:([^"]*)"', page) == [SKY_BLUE, SKY_BLUE, NEUTRAL]
    assert re.findall(r'title="threshold ([\d.]+)" style="left:([\d.]+)%', page) == [
        ("0.50", "50.00"), ("0.25", "25.00"), ("0.60", "60.00"),
    ]  # fmt: skip
    assert "food, money" in prediction_html(score)
    none = Score("a film", "(no label)", shares, 2, (), 0, 0.1, 2, ())
    assert "every label is below its threshold" in prediction_html(none)
