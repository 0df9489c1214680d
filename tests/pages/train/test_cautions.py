import pytest

from core.config import RunConfig
from pages.train.cautions import DataFacts, cautions


def told(*settings: str, both_ways: bool = False, **facts) -> dict[str, str]:
    return cautions(RunConfig().with_settings(settings).to_dict(), DataFacts(**facts), both_ways)


def test_the_defaults_need_no_caution():
    assert told(both_ways=True) == {}


@pytest.mark.parametrize(
    ("direction", "padding", "both_ways", "warned"),
    [
        ("forward", "post", False, True),
        ("forward", "pre", False, False),
        ("backward", "pre", False, True),
        ("backward", "post", True, False),
        ("two_forward", "post", True, True),
        ("two_forward", "pre", False, False),
        ("bidirectional", "post", False, False),
        ("bidirectional", "post", True, True),
    ],
)
def test_a_network_that_reads_padding_last_is_warned_of(direction, padding, both_ways, warned):
    settings = (f"model.direction={direction}", f"text.padding={padding}")
    assert ("text.padding" in told(*settings, both_ways=both_ways)) == warned
    assert "text.padding" not in told(*settings, "train.batching=by_length", both_ways=both_ways)


@pytest.mark.parametrize(("num_classes", "warned"), [(None, False), (2, False), (3, True)])
def test_a_sigmoid_head_is_for_two_classes(num_classes, warned):
    assert ("model.head" in told(num_classes=num_classes)) == warned
    assert "model.head" not in told("model.head=softmax", num_classes=num_classes)


def test_a_maxlen_that_cuts_most_texts_is_told_with_their_length():
    assert "83.1 %" in told(share_cut=0.831, median_length=174.0)["text.maxlen"]
    assert "174 words" in told(share_cut=0.831, median_length=174.0)["text.maxlen"]
    assert "text.maxlen" not in told(share_cut=0.4, median_length=174.0)


def test_few_rows_are_told():
    assert "dataset.num_rows" in told(num_rows=499)
    assert "dataset.num_rows" not in told(num_rows=500)


@pytest.mark.parametrize(
    ("direction", "task", "warned"),
    [
        ("forward", "future", True),
        ("two_forward", "both", True),
        ("two_forward", "past", False),
        ("bidirectional", "both", False),
    ],
)
def test_forward_networks_whose_labels_depend_on_later_values_are_told_they_must_fail(direction, task, warned):
    sequences = ("dataset.name=cumulative_sum", "model.head=per_step", f"dataset.task={task}")
    sentence = told(*sequences, f"model.direction={direction}").get("model.direction", "")
    assert ("a forward network has not processed yet, so it cannot learn them" in sentence) == warned
