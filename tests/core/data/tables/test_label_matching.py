import pytest

from core.data.tables.label_matching import match_labels

NAMES = ("negative", "positive")


@pytest.mark.parametrize(
    ("labels", "names", "meanings"),
    [
        (["positive", " Negative "], NAMES, {"positive": 1, " Negative ": 0}),
        (["pos", "NEG"], NAMES, {"pos": 1, "NEG": 0}),
        (["0", "1", "1.0"], NAMES, {"0": 0, "1": 1, "1.0": 1}),
        (["4", "0", "+4.0"], ("0", "4"), {"4": 1, "0": 0, "+4.0": 1}),
        (["positive", "neutral"], NAMES, {"positive": 1, "neutral": None}),
        (["positive", "1", "neg"], NAMES, {"positive": 1, "1": None, "neg": None}),
        (["2", "3"], NAMES, {"2": None, "3": None}),
        (["nan", "inf", "-1", "0.5"], NAMES, {"nan": None, "inf": None, "-1": None, "0.5": None}),
        (["", " "], NAMES, {}),
        (["s"], ("sad", "so-so"), {"s": None}),
    ],
)
def test_labels_mean_the_classes_that_people_mean(labels, names, meanings):
    assert match_labels(labels, names) == meanings


@pytest.mark.parametrize("labels", [("1", "2"), ("-1", "1"), ("0", "4")])
def test_numbers_that_do_not_count_the_classes_mean_none_of_them(labels):
    assert set(match_labels(labels, ("negative", "positive")).values()) == {None}
