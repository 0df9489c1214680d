from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.config import RunConfig
from core.data.tables.text_table import read_csv, read_lines
from core.evaluation.statistics import wilson
from core.inference.batch import RunScores, result_frame
from core.inference.batch_summary import NUM_BINS, agreement_sentence, class_counts_text, model_notes, summarize
from core.inference.decision_rule import LabelThresholds
from core.inference.network import Network

NETWORK = Network("a1", "one", RunConfig().with_settings(["model.direction=forward"]), Path())


def scores(*of_good: float | None, num_known: int = 3) -> RunScores:
    probabilities = [[np.nan] * 2 if one is None else [1 - one, one] for one in of_good]
    known = np.array([-1 if one is None else num_known for one in of_good])
    return RunScores(NETWORK, ("bad", "good"), np.array(probabilities, np.float32), known, known, np.minimum(known, 0))


def test_the_summary_describes_the_scored_rows():
    summary = summarize(read_lines("a\n\nb\nc\nd"), [scores(0.9, None, 0.2, 0.55, 1.0)])
    assert (summary["num_rows"], summary["num_scored"], summary["num_problems"]) == (5, 4, 1)
    assert summary["problems"] == [{"row": 2, "problem": "The text is empty."}]
    assert summary["num_agree"] is None
    (model,) = summary["models"]
    assert model["class_counts"] == {"bad": 1, "good": 3}
    assert len(model["confidence"]) == NUM_BINS
    assert sum(model["confidence"]) == 4
    assert model["confidence"][-1] == 1
    assert [one["row"] for one in model["least_certain"]] == [4, 3, 1, 5]
    assert model["least_certain"][0]["text"] == "c"
    assert model["least_certain"][0]["probability"] == pytest.approx(0.55)
    assert model["labelled"] is None


def test_labels_are_compared_with_the_predicted_classes(tmp_path):
    rows = ["good", "GOOD", "bad", "bad", "neutral", ""]
    (tmp_path / "a.csv").write_text(
        "text,label\n" + "".join(f"t{n},{label}\n" for n, label in enumerate(rows)), encoding="utf-8"
    )
    table = read_csv(tmp_path / "a.csv", "text", "label")
    labelled = summarize(table, [scores(0.9, 0.2, 0.1, 0.3, 0.5, 0.5)])["models"][0]["labelled"]
    assert (labelled["num_labelled"], labelled["num_right"], labelled["accuracy"]) == (4, 3, 0.75)
    assert labelled["confusion"] == [[2, 0], [1, 1]]
    assert labelled["f1"] == pytest.approx((4 / 5 + 2 / 3) / 2)
    assert (labelled["accuracy_low"], labelled["accuracy_high"]) == wilson(0.75, 4)
    assert labelled["unmatched"] == {"neutral": 1}
    assert labelled["num_unmatched"] == 1
    assert labelled["meanings"] == {"good": "good", "GOOD": "good", "bad": "bad"}


def test_labels_that_training_merged_or_dropped_mean_what_they_became(tmp_path):
    (tmp_path / "a.csv").write_text("text,label\na,5\nb,4\nc,1\nd,3\ne,bad\n", encoding="utf-8")
    data = {"name": "file", "path": "own.csv", "classes": "1 and 2: bad; 3: drop; 4 and 5: good", "min_class_rows": 9}
    network = replace(NETWORK, config=RunConfig.from_dict({"dataset": data}))
    of_network = replace(scores(0.9, 0.8, 0.7, 0.2, 0.1), network=network)
    labelled = summarize(read_csv(tmp_path / "a.csv", "text", "label"), [of_network])["models"][0]["labelled"]
    assert (labelled["num_labelled"], labelled["num_right"]) == (4, 3)
    assert labelled["meanings"] == {"5": "good", "4": "good", "1": "bad", "bad": "bad"}
    assert labelled["unmatched"] == {"3": 1}


def test_labels_that_match_no_class_give_no_accuracy(tmp_path):
    (tmp_path / "a.csv").write_text("text,label\na,x\nb,y\n", encoding="utf-8")
    labelled = summarize(read_csv(tmp_path / "a.csv", "text", "label"), [scores(0.9, 0.2)])["models"][0]["labelled"]
    assert (labelled["num_labelled"], labelled["accuracy"], labelled["f1"]) == (0, None, None)
    assert labelled["unmatched"] == {"x": 1, "y": 1}


def test_a_repeated_uncertain_text_is_listed_once():
    summary = summarize(read_lines("a\na\nb"), [scores(0.51, 0.51, 0.6)])
    assert [one["row"] for one in summary["models"][0]["least_certain"]] == [1, 3]


def test_rows_without_a_known_word_are_counted():
    assert summarize(read_lines("a\nb"), [scores(0.9, 0.2, num_known=0)])["models"][0]["num_without_known"] == 2


def test_agreement_of_several_networks_is_counted():
    assert summarize(read_lines("a\nb"), [scores(0.9, 0.2), scores(0.8, 0.7)])["num_agree"] == 1


def test_a_table_without_a_scored_row_is_no_error():
    summary = summarize(read_lines("\n".join(["x" * 100_001])), [scores(None)])
    assert summary["num_scored"] == 0
    assert summary["models"][0]["least_certain"] == []


def test_several_labels_are_written_counted_and_compared(tmp_path):
    config = RunConfig.from_dict({
        "dataset": {"name": "file", "path": "tags.csv", "label_separator": ";"}, "model": {"head": "multi_label"},
    })  # fmt: skip
    table = tmp_path / "a.csv"
    table.write_text("text,tags\none,food; Money\ntwo,\nthree,money;other\nfour,food\n", encoding="utf-8")
    shares = np.array([[0.9, 0.4], [0.2, 0.1], [0.1, 0.8], [0.4, 0.4]], np.float32)
    counts = (np.full(4, 3),) * 3
    scored = RunScores(Network("a1", "one", config, tmp_path), ("food", "money"), shares, *counts, np.array([0.5, 0.3]))
    read = read_csv(table, "text", "tags")
    (model,) = summarize(read, [scored])["models"]
    assert model["class_counts"] == {"food": 1, "money": 3}
    labelled = model["labelled"]
    assert (labelled["num_labelled"], labelled["num_right"]) == (3, 2)  # a text with an unknown label does not count
    assert labelled["unmatched"] == {"other": 1}
    assert labelled["of_labels"]["food"] == {"actual": 2, "predicted": 1, "both": 1}
    assert labelled["micro_f1"] == pytest.approx(2 * 2 / (3 + 3))
    assert result_frame(read, [scored])["label"].tolist() == ["food|money", "", "money", "money"]
    rule = LabelThresholds({"food": 0.3, "money": 0.9})
    frame = result_frame(read, [scored], rule)
    assert frame["label"].tolist() == ["food", "", "", "food"]
    assert frame["probability"].tolist() == pytest.approx([0.9 * 0.6, 0.8 * 0.9, 0.9 * 0.2, 0.4 * 0.6])
    assert "decision" not in frame
    assert summarize(read, [scored.decided_by(rule)])["models"][0]["class_counts"] == {"food": 2, "money": 0}


def test_of_many_classes_the_most_frequent_are_counted_in_words():
    assert class_counts_text({"class_counts": {"bad": 1, "good": 3}}) == "bad 1, good 3"
    counts = {f"class {number}": number for number in range(300)}
    text = class_counts_text({"class_counts": counts})
    assert text.startswith("class 280 280, class 281 281, ")
    assert text.endswith("class 299 299 and 280 more classes")


def test_the_notes_of_a_network_are_sentences(tmp_path):
    (tmp_path / "a.csv").write_text("text,label\na,GOOD\nb,meh\nc,bad\n", encoding="utf-8")
    summary = summarize(read_csv(tmp_path / "a.csv", "text", "label"), [scores(0.9, 0.2, 0.1, num_known=0)])
    assert model_notes(summary["models"][0]) == [
        "The label 'meh' (1 row) is not a class of the network; not counted.",
        "Read as: GOOD = good",
        "3 rows have no known word; their score is meaningless.",
    ]
    assert agreement_sentence(summary) == ""


def test_labels_of_no_class_and_cut_rows_are_noted(tmp_path):
    (tmp_path / "a.csv").write_text("text,label\na,meh\nb,meh\n", encoding="utf-8")
    summary = summarize(read_csv(tmp_path / "a.csv", "text", "label"), [scores(0.9, 0.2)] * 2)
    model = summary["models"][0] | {"num_without_known": 1, "num_with_cut": 1}
    assert model_notes(model) == [
        "The label 'meh' (2 rows) is not a class of the network; not counted.",
        "No row has a label that is a class. The classes are bad, good.",
        "1 row has no known word; its score is meaningless.",
        "1 row is longer than maxlen and was truncated.",
    ]
    assert agreement_sentence(summary) == "The networks agree on 2 rows (100 %)."
