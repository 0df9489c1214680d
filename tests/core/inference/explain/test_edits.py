import pytest

from core.inference.explain.counterfactuals import Counterfactual
from core.inference.explain.edits import apply_edit, edit_label, editable_words, effect_summary

TEXT = "a good, long film"


def effect(verdict, probability, change, log_odds) -> Counterfactual:
    return Counterfactual("a text", "good", verdict, probability, change, log_odds)


@pytest.mark.parametrize(
    ("edit", "position", "replacement", "description", "text"),
    [
        ("delete", 1, "", "deleted “good”", "a , long film"),
        ("swap", 1, "", "swapped “good” and “long”", "a long, good film"),
        ("swap", 3, "", "swapped “long” and “film”", "a good, film long"),
        ("negate", 2, "", "negated “long”", "a good, not long film"),
        ("replace", 1, " bad ", "“good” replaced by “bad”", "a bad, long film"),
        ("replace", 1, " ", "“good” replaced by “”", TEXT),
    ],
)
def test_an_edit_has_a_description_and_a_new_text(edit, position, replacement, description, text):
    assert apply_edit(edit, TEXT, position, replacement) == (description, text)


def test_a_single_word_cannot_be_swapped():
    assert apply_edit("swap", "film", 0) == ("", "film")


def test_only_the_first_words_of_a_long_text_can_be_edited():
    assert editable_words("a film") == ["a", "film"]
    assert len(editable_words("film " * 600)) == 500


def test_a_row_is_labelled_by_depth_number_and_description():
    labels = [edit_label(path, ("deleted “a”", "negated “film”")) for path in ((0,), (0, 1), (0, 1, 2))]
    assert labels == ["Original", "└ 1 · deleted “a”", "\N{EM SPACE}└ 2 · negated “film”"]


def test_an_effect_is_that_of_the_last_edit_and_in_brackets_that_of_the_path():
    original, first, second = effect("good", 0.6, 0, 0), effect("good", 0.7, 0.1, 0.5), effect("bad", 0.4, -0.2, -0.25)
    assert effect_summary([original]) == "60.0 %"
    assert effect_summary([original, first]) == "70.0 % · ▲ +10.0 points · log-odds +0.50"
    assert effect_summary([original, first, second]) == (
        "40.0 % · now bad · ▼ −30.0 points (▼ −20.0) · log-odds −0.75 (−0.25)"
    )
