import pandas as pd

from core.config import DatasetConfig
from core.data.reading import Reading
from core.data.tables.cleaning import clean, draw

CONFIG = DatasetConfig()
NEAR = DatasetConfig(drop_near_duplicates=True)


def make_frame(*rows: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["text", "label"], index=range(1, len(rows) + 1))


def test_clean_rows_pass_without_a_note():
    frame, reading = clean(make_frame(("a", "0"), ("b", "1")), Reading(), CONFIG)
    assert frame.index.tolist() == [1, 2]
    assert reading == Reading()


def test_empty_texts_and_labels_are_dropped_and_counted():
    frame, reading = clean(make_frame(("", "0"), ("b", " "), (" \t\n", "1"), ("d", "1")), Reading(), CONFIG)
    assert frame.index.tolist() == [4]
    assert reading.dropped == {"empty_text": 2, "empty_label": 1}
    assert reading.notes == ("2 rows with an empty text were removed.", "1 row with an empty label was removed.")


def test_the_first_of_equal_texts_is_kept():
    rows = make_frame(("a", "0"), ("a", "0"), ("b", "1"), ("a", "0"))
    frame, reading = clean(rows, Reading(dropped={"neutral": 1}), CONFIG)
    assert frame.index.tolist() == [1, 3]
    assert reading.dropped == {"neutral": 1, "duplicate": 2}
    assert reading.notes[1] == "2 duplicate texts were removed."


def test_texts_with_different_labels_are_counted_once_each():
    rows = (("a", "0"), ("a", "1"), ("a", "0"), ("b", "1"), ("b", "0"), ("c", "1"), ("c", "1"))
    _, reading = clean(make_frame(*rows), Reading(), CONFIG)
    assert reading.num_conflicts == 2
    assert reading.notes[1] == "2 texts have different labels in different rows; the first label was kept."


def test_near_duplicates_are_kept_unless_the_config_drops_them():
    rows = make_frame(("Good film", "1"), ("good film!", "1"), ("Good film", "1"), ("bad", "0"))
    assert clean(rows, Reading(), CONFIG)[0].index.tolist() == [1, 2, 4]
    frame, reading = clean(rows, Reading(), NEAR)
    assert frame.index.tolist() == [1, 4]
    assert reading.dropped == {"duplicate": 1, "near_duplicate": 1}
    assert reading.notes[1] == "1 near-duplicate text (equal but for case, spaces and punctuation) was removed."


def test_equal_texts_are_dropped_with_near_duplicates_whatever_drop_duplicates_is():
    rows = make_frame(("a", "0"), ("a", "1"), ("A.", "1"), ("b", "1"))
    config = DatasetConfig(drop_duplicates=False, drop_near_duplicates=True)
    frame, reading = clean(rows, Reading(), config)
    assert frame.index.tolist() == [1, 4]
    assert reading.dropped == {"duplicate": 1, "near_duplicate": 1}
    assert reading.num_conflicts == 1


def test_all_rows_are_kept_where_neither_setting_drops_them():
    rows = make_frame(("a", "0"), ("a", "0"), ("A", "0"))
    frame, reading = clean(rows, Reading(), DatasetConfig(drop_duplicates=False))
    assert (len(frame), reading) == (3, Reading())


def test_rows_that_are_drawn_stay_in_the_order_of_the_source():
    rows = make_frame(*((str(number), "0") for number in range(50)))
    frame, reading = draw(rows, Reading(), DatasetConfig(num_rows=10, seed=3))
    assert len(frame) == 10
    assert frame.index.is_monotonic_increasing
    assert (reading.num_requested, reading.num_usable, reading.seed) == (10, 50, 3)
    assert reading.notes == ("10 of 50 usable rows were drawn with seed 3, stratified by class.",)


def test_a_draw_of_more_rows_than_there_are_uses_all_and_says_so():
    frame, reading = draw(make_frame(("a", "0")), Reading(), DatasetConfig(num_rows=10))
    assert len(frame) == 1
    assert reading.notes == ("The limit num_rows (10) left nothing out: there is 1 usable row.",)


def test_a_stratified_draw_keeps_the_share_of_each_class_and_grows_with_its_size():
    rows = make_frame(*((str(number), "rare" if number % 10 == 0 else "usual") for number in range(100)))
    drawn = {number: draw(rows, Reading(), DatasetConfig(num_rows=number))[0] for number in (20, 50)}
    assert [int((frame["label"] == "rare").sum()) for frame in drawn.values()] == [2, 5]
    assert set(drawn[20].index) < set(drawn[50].index)
    assert set(draw(rows, Reading(), DatasetConfig(num_rows=20, seed=1))[0].index) != set(drawn[20].index)


def test_a_random_draw_is_that_of_earlier_versions():
    rows = make_frame(*((str(number), "ab"[number % 2]) for number in range(60)))
    frame, reading = draw(rows, Reading(), DatasetConfig(num_rows=12, sampling="random"))
    assert frame.equals(rows.sample(12, random_state=42).sort_index())
    assert reading.notes == ("12 of 60 usable rows were drawn with seed 42.",)


def test_a_draw_keeps_the_share_of_each_set():
    rows = make_frame(*((str(number), "ab"[number % 2]) for number in range(60)))
    rows = rows.assign(part=[0, 0, 1, 1, 2, 2] * 10)
    frame, _ = draw(rows, Reading(), DatasetConfig(num_rows=30))
    assert frame.groupby(["label", "part"]).size().tolist() == [5] * 6


def test_of_texts_in_several_sets_the_one_for_testing_stays():
    rows = make_frame(("a", "0"), ("a", "1"), ("b", "0"), ("b", "0"), ("c", "1")).assign(part=[0, 2, 1, 0, 0])
    frame, reading = clean(rows, Reading(), CONFIG)
    assert frame.index.tolist() == [2, 3, 5]
    assert (reading.dropped, reading.num_conflicts) == ({"duplicate": 2}, 1)
