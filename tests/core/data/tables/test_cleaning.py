import pandas as pd

from core.config import DatasetConfig
from core.data.tables.cleaning import clean, draw


def make_frame(*rows: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["text", "label"], index=range(1, len(rows) + 1))


def test_clean_rows_pass_without_a_note():
    frame, notes = clean(make_frame(("a", "0"), ("b", "1")))
    assert frame.index.tolist() == [1, 2]
    assert notes == []


def test_empty_texts_and_labels_are_dropped_and_counted():
    frame, notes = clean(make_frame(("", "0"), ("b", " "), (" \t\n", "1"), ("d", "1")))
    assert frame.index.tolist() == [4]
    assert notes == ["2 rows with an empty text were dropped.", "1 row with an empty label was dropped."]


def test_the_first_of_equal_texts_is_kept():
    frame, notes = clean(make_frame(("a", "0"), ("a", "0"), ("b", "1"), ("a", "0")))
    assert frame.index.tolist() == [1, 3]
    assert notes == ["2 rows with a text that came before were dropped."]


def test_texts_with_different_labels_are_counted_once_each():
    _, notes = clean(make_frame(("a", "0"), ("a", "1"), ("a", "0"), ("b", "1"), ("b", "0"), ("c", "1"), ("c", "1")))
    assert notes[1] == "2 texts have different labels in different rows; the first label was kept."


def test_drawn_rows_keep_the_order_of_the_source():
    frame, notes = draw(make_frame(*((str(i), "0") for i in range(50))), DatasetConfig(num_rows=10, seed=3))
    assert len(frame) == 10
    assert frame.index.is_monotonic_increasing
    assert notes == ["10 of 50 usable rows were drawn with seed 3."]


def test_asking_for_more_rows_than_there_are_takes_all_and_says_so():
    frame, notes = draw(make_frame(("a", "0")), DatasetConfig(num_rows=10))
    assert len(frame) == 1
    assert notes == ["dataset.num_rows is 10, and all 1 usable rows were taken."]
