import pandas as pd
import pytest

from core.data.tables.columns import choose_columns, guess_columns, joined_texts, label_columns


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


def test_links_ids_dates_and_numbers_are_neither_texts_nor_labels():
    frame = make_frame(
        id=[str(number) for number in range(40)],
        link=[f"https://example.org/a-very-long-address/of-a-page/{number}" for number in range(40)],
        words=[f"words {number}" for number in range(40)],
        votes=[str(number * 7 % 41) for number in range(40)],
        kind=["a", "b"] * 20,
    )
    choice = choose_columns(frame)
    assert (choice.text_column, choice.label_column) == ("words", "kind")
    assert (choice.text_reason, choice.label_reason) == ("longest", "only")
    assert [choice.kinds[name] for name in ("id", "link", "votes")] == ["id", "link", "number"]


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("number", [f"{3.5 * number:g}" for number in range(40)]),
        ("when", [f"2024-01-{number % 28 + 1:02d}" for number in range(40)]),
        ("user_id", [f"u{number}" for number in range(40)]),
    ],
)
@pytest.mark.parametrize("label", ["label", "kind"])
def test_without_a_column_of_texts_numbers_dates_or_ids_are_the_texts(name, cells, label):
    choice = choose_columns(pd.DataFrame({name: cells, label: ["a", "b"] * 20}))
    assert (choice.text_column, choice.label_column, choice.text_reason) == (name, label, "no_text")


def test_texts_that_repeat_stay_the_texts_beside_numbers():
    frame = pd.DataFrame({"remark": ["so good", "so bad"] * 20, "score": [f"{number / 7:.3f}" for number in range(40)]})
    assert choose_columns(frame).text_column == "remark"


def test_a_column_called_text_is_the_text_even_where_others_are_longer():
    frame = make_frame(text=["short a", "short b"], article=["a long article", "another one"], label=["0", "1"])
    choice = choose_columns(frame)
    assert (choice.text_column, choice.text_reason) == ("text", "name")


def test_names_of_other_things_come_after_names_that_say_nothing():
    frame = make_frame(verified=["Y", "N"] * 2, text=[f"long text {i}" for i in range(4)], kind=["a", "b", "c", "a"])
    choice = choose_columns(frame)
    assert (choice.label_column, choice.label_reason) == ("kind", "name")
    assert list(choice.label_choices) == ["kind", "verified"]


def test_fewest_conflicts_then_fewest_classes_make_the_label():
    frame = make_frame(text=["same text", "same text", "other text"] * 2, x=["0", "1", "0"] * 2, z=["a", "a", "b"] * 2)
    choice = choose_columns(frame)
    assert (choice.label_column, choice.label_reason) == ("z", "conflicts")
    assert choice.label_choices == {
        "z": {"num_classes": 2, "num_conflicts": 0}, "x": {"num_classes": 2, "num_conflicts": 1},
    }  # fmt: skip


def test_missing_labels_are_no_class():
    frame = make_frame(text=["long text", "more text", "some text"], label=["1", "NA", "nan"], kind=["a", "b", "c"])
    assert label_columns(frame, "text") == ["kind"]


def test_columns_are_joined_with_a_space():
    frame = make_frame(title=["A", "B "], body=["long text", ""])
    assert joined_texts(frame, ("title", "body")).tolist() == ["A long text", "B"]
    assert joined_texts(frame, ("title",)).tolist() == ["A", "B "]
