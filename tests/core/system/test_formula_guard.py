import pandas as pd
import pytest

from core.system.formula_guard import guarded, is_formula, marker_of, original_names, without_guard


@pytest.mark.parametrize(
    "text",
    ["=1+1", "-1+1", "+1-2", "-a film", "+cmd|' /C calc'!A0", "@SUM(1)", "@cmd|'/C calc'!A0", "@[a.xls]S!A1", "= 5",
     '=""', "\t=1", "\r\n=1", "\0=1", " =1", "\ufeff=1", "＝1", "－a", "＠SUM（1）", "-A1", "+1-800-555", "-1:2",
     "- 5 stars"],
)  # fmt: skip
def test_text_that_a_spreadsheet_would_run_is_a_formula(text):
    assert is_formula(text)


@pytest.mark.parametrize(
    "text",
    ["", "-1", "+3.5", "1e5", "-1e5", "-1E-05", "-$5", "-5 %", "- 5", "-1,000.5", "-.5", "+49 ", "--", "-", "=", "@",
     "...", "@friend it was great", "@friend!", "a=1", "3-2", "'=1", "(1)", "\ttext", "\rtext"],
)  # fmt: skip
def test_numbers_mentions_and_other_text_are_none(text):
    assert not is_formula(text)


def test_a_table_without_a_formula_stays_as_it_is():
    frame = pd.DataFrame({"text": ["-1", "a"], "n": [-1, 2]})
    assert guarded(frame) is frame


def test_each_row_lists_the_columns_that_got_an_apostrophe():
    frame = pd.DataFrame({"a": ["=1", "'=2", "x"], "b": ["@F()", "-1", "y"], "n": [-1, 2, 3]}, index=[7, 8, 9])
    safe = guarded(frame)
    assert safe.drop(columns="n").to_numpy().tolist() == [
        ["'=1", "'@F()", '["a", "b"]'],
        ["'=2", "-1", ""],
        ["x", "y", ""],
    ]
    assert frame["a"].tolist() == ["=1", "'=2", "x"]
    restored, number = without_guard(safe, "spreadsheet_guard")
    pd.testing.assert_frame_equal(restored, frame)
    assert number == 2


def test_sorted_deleted_and_changed_rows_lose_only_their_own_apostrophe():
    safe = guarded(pd.DataFrame({"text": ["=1", "=2", "=3", "'=4"]})).iloc[[3, 2, 1]]
    safe["spreadsheet_guard"] = ["", safe["spreadsheet_guard"].iloc[1], "changed by hand"]
    assert without_guard(safe, "spreadsheet_guard")[0]["text"].tolist() == ["'=4", "=3", "'=2"]


def test_names_are_guarded_and_restored_also_those_that_look_guarded():
    safe = guarded(pd.DataFrame({"=x": ["a"], "'=x": ["=b"], "''y": ["c"]}))
    assert list(safe.columns) == ["'=x", "''=x", "''y", "spreadsheet_guard"]
    restored, _ = without_guard(safe, "spreadsheet_guard")
    assert restored.to_dict("list") == {"=x": ["a"], "'=x": ["=b"], "''y": ["c"]}


def test_a_column_with_the_name_of_the_marker_is_kept():
    safe = guarded(pd.DataFrame({"text": ["a"], "spreadsheet_guard": ["mine"]}))
    marker = marker_of(list(safe.columns))
    assert marker == "spreadsheet_guard_"
    assert without_guard(safe, marker)[0].to_dict("list") == {"text": ["a"], "spreadsheet_guard": ["mine"]}


def test_a_file_without_the_marker_has_no_guard():
    assert marker_of(["text", "label"]) is None
    assert original_names(["'=x", "m"], "m") == {"'=x": "=x"}


def test_names_that_are_one_without_their_guard_stay_different():
    assert original_names(["'=x", "=x", "'\t=x", "m"], "m") == {"'=x": "=x", "=x": "=x'", "'\t=x": "=x''"}
