import pandas as pd
import pytest

from core.data.tables.column_kinds import MAX_CLASSES, column_kind, most_classes

NUMBERS = range(60)


@pytest.mark.parametrize(
    ("name", "cells", "kind"),
    [
        ("text", [f"some words {number}" for number in NUMBERS], "text"),
        ("text", ["これは良い映画です" * 2 + chr(0x3042 + number) for number in NUMBERS], "text"),
        ("link", [f"https://example.org/{number}" for number in NUMBERS], "link"),
        ("mail", [f"person{number}@example.org" for number in NUMBERS], "link"),
        ("when", [f"2024-01-{number % 28 + 1:02} 10:{number:02}:00" for number in NUMBERS], "date"),
        ("when", [f"{number % 28 + 1}.1.2024" for number in NUMBERS], "date"),
        ("when", [f"Mon Apr {number % 28 + 1:02} 22:19:45 PDT 2009" for number in NUMBERS], "date"),
        ("when", [f"March {number % 28 + 1}, 2020" for number in NUMBERS], "date"),
        ("id", ["1", "2"], "id"),
        ("tweet_id", [str(number % 30) for number in NUMBERS], "id"),
        ("key", [f"{number:08x}-77aa" for number in NUMBERS], "id"),
        ("row", [str(number) for number in NUMBERS], "id"),
        ("x", [str(number) for number in NUMBERS], "id"),
        ("votes", [str(number**2 % 97) for number in NUMBERS], "number"),
        ("confidence", [f"0.{number}" for number in NUMBERS], "number"),
        ("part", ["train", "Test", "train", "dev"] * 15, "split"),
        ("stars", [str(number % 5) for number in NUMBERS], "label"),
        ("intent", [f"intent {number % 25}" for number in NUMBERS], "label"),
        ("topic", [str(number % 27) for number in NUMBERS], "label"),
        ("note", [" ", ""], "empty"),
        ("kind", ["train", "ship"] * 30, "label"),
    ],
)
def test_the_form_of_the_cells_makes_the_kind(name, cells, kind):
    assert column_kind(name, pd.Series(cells, dtype=object)) == kind


def test_a_class_has_several_rows_where_there_are_more_than_twenty():
    assert [most_classes(number) for number in (3, 60, 10_000)] == [20, 30, MAX_CLASSES]


def test_numbers_may_have_more_digits_than_python_reads():
    cells = [str(number % 9 + 1) + "0" * (4_400 + number * 7 % 30) for number in NUMBERS]
    assert column_kind("votes", cells) == "number"
    assert column_kind("votes", sorted(cells, key=lambda cell: (len(cell), cell))) == "id"
