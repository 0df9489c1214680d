import pandas as pd
import pytest

from core.data.tables.columns import guess_columns, label_columns


def make_frame(**columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(columns, dtype=str)


@pytest.mark.parametrize("name", ["label", "Sentiment", "airline_sentiment", "POLARITY", "target", "class", "rating"])
def test_a_usual_name_makes_the_label(name):
    frame = make_frame(split=["a", "b", "a"], text=["long text", "more text", "some text"], **{name: ["0", "1", "2"]})
    assert guess_columns(frame) == ("text", name)


def test_without_a_usual_name_fewest_values_make_the_label():
    frame = make_frame(x=["0", "1", "2"], text=["long text", "more text", "some text"], z=["a", "a", "b"])
    assert guess_columns(frame) == ("text", "z")


def test_a_usual_name_with_one_value_or_too_many_is_passed_over():
    rows = [str(i) for i in range(30)]
    frame = make_frame(label=rows, text=[f"text {i}" for i in rows], target=["0"] * 30, kind=["a", "b", "c"] * 10)
    assert guess_columns(frame) == ("text", "kind")
    assert label_columns(frame, "text") == ["kind"]


def test_labels_are_found_in_a_file_sorted_by_label():
    size = 30_000
    frame = make_frame(text=[f"some text {i}" for i in range(size)], polarity=["0"] * (size // 2) + ["4"] * (size // 2))
    assert guess_columns(frame) == ("text", "polarity")


def test_long_labels_are_not_taken_for_the_texts():
    frame = make_frame(sentiment=["very positive", "very negative"], text=["good", "bad"])
    assert guess_columns(frame) == ("text", "sentiment")


def test_empty_cells_are_no_class():
    frame = make_frame(text=["long text", "more text", "some text"], note=["", " ", "x"], kind=["a", "b", "c"])
    assert label_columns(frame, "text") == ["kind"]


def test_a_given_column_is_not_guessed_for_the_other():
    frame = make_frame(title=["a", "b"], body=["long text", "more text"], label=["0", "1"])
    assert guess_columns(frame, text_column="label") == ("label", "title")
    assert guess_columns(frame, label_column="body") == ("title", "body")
