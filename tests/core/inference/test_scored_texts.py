import csv
import io

from core.inference.scored_texts import ScoredText, scored_texts_csv, scored_texts_table


def entry(text: str, pinned: bool = False, name: str = "one", run_id: str = "a") -> ScoredText:
    prediction = {"name": name, "shape": "▲", "label": "=good", "probability": 0.75}
    return {"text": text, "pinned": pinned, "predictions": {run_id: prediction}}


def test_the_csv_has_no_formula_and_distinguishes_equal_names_by_their_ids():
    entries = [entry("=1+1", run_id="a"), entry("two\nlines, and “quotes”", run_id="b")]
    rows = list(csv.reader(io.StringIO(scored_texts_csv(entries).decode("utf-8-sig"))))
    assert rows == [
        ["text", "pinned", "one a: verdict", "one a: probability", "one b: verdict", "one b: probability",
         "spreadsheet_guard"],
        ["'=1+1", "no", "'=good", "0.75", "", "", '["text", "one a: verdict"]'],
        ["two\nlines, and “quotes”", "no", "", "", "'=good", "0.75", '["one b: verdict"]'],
    ]  # fmt: skip


def test_the_table_marks_pinned_and_empty_texts_and_leaves_missing_predictions_out():
    table = scored_texts_table([entry("a film", pinned=True), entry("", name="two", run_id="b")])
    assert table["Text"].tolist() == ["📌 a film", "(empty)"]
    assert table["one"].tolist()[0] == "▲ =good 75.0 %"
    assert table["one"].isna().tolist() == [False, True]
    assert table["two"].isna().tolist() == [True, False]
