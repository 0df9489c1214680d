import pytest

from core.errors import InputError
from core.inference.decision_rule import DecisionRule, LabelThresholds, read_rule, remove_rule, write_rule


def test_the_positive_class_is_decided_above_its_threshold():
    rule = DecisionRule("good", 0.3)
    assert [rule.decide({"bad": 1 - share, "good": share}) for share in (0.2, 0.3, 0.31)] == ["bad", "bad", "good"]
    assert DecisionRule("bad", 0.3).decide({"bad": 0.31, "good": 0.69}) == "bad"
    assert rule.words == "threshold 0.30 for good"


@pytest.mark.parametrize("names", [("bad", "fair", "good"), ("no", "yes"), ("good",)])
def test_a_rule_for_other_classes_is_refused(names):
    with pytest.raises(InputError, match="needs two classes, one of them called 'good'"):
        DecisionRule("good", 0.5).decide(dict.fromkeys(names, 0.3))


@pytest.mark.parametrize("threshold", [-0.1, 1.1, float("nan")])
def test_a_threshold_outside_0_to_1_is_refused(threshold):
    with pytest.raises(InputError, match="from 0 to 1"):
        DecisionRule("good", threshold)


def test_a_rule_is_stored_with_a_run_and_removed(tmp_path):
    assert read_rule(tmp_path) is None
    write_rule(DecisionRule("gut \N{SNOWMAN}", 0.25), tmp_path)
    assert read_rule(tmp_path) == DecisionRule("gut \N{SNOWMAN}", 0.25)
    remove_rule(tmp_path), remove_rule(tmp_path)
    assert read_rule(tmp_path) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"positive": "good", "threshold": 7}', '{"threshold": "x"}'])
def test_a_file_that_is_no_rule_is_ignored(tmp_path, text):
    (tmp_path / "threshold.json").write_text(text, encoding="utf-8")
    assert read_rule(tmp_path) is None


def test_labels_above_their_thresholds_are_decided_and_the_rule_is_stored(tmp_path):
    rule = LabelThresholds({"food": 0.3, "sport": 0.8})
    assert rule.labels({"food": 0.4, "sport": 0.7, "other": 0.6}) == ["food", "other"]
    assert rule.decide({"food": 0.4, "sport": 0.9}) == "food|sport"
    assert rule.decide({"food": 0.3, "sport": 0.8}) == ""
    assert rule.words == "a threshold for each label, chosen on the validation set"
    assert LabelThresholds({"food": 0.4, "sport": 0.4}).words == "threshold 0.40 for each label"
    write_rule(rule, tmp_path)
    assert read_rule(tmp_path) == rule
    (tmp_path / "threshold.json").write_text('{"thresholds": [0.3]}', encoding="utf-8")
    assert read_rule(tmp_path) is None
    with pytest.raises(InputError, match="from 0 to 1"):
        LabelThresholds({"food": 1.2})
