import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.inference.explain.direction_split import direction_split
from tests.support.networks import KNOWN_WORDS, random_scorer

TEXT = "The film was not bad, a lovely film!"
THREE = ("bad", "fair", "good")
MERGES = ("concat", "sum", "ave", "mul")


@pytest.fixture(scope="module", params=["padded", "by_length"])
def scorer(request, tmp_path_factory):
    return random_scorer(tmp_path_factory.mktemp(request.param), batching=request.param)


def odds(probability):
    return math.log(probability) - math.log1p(-probability)


@pytest.mark.parametrize("head", ["sigmoid", "softmax", "three classes"])
@pytest.mark.parametrize("merge_mode", MERGES)
@pytest.mark.parametrize("cell", ["SimpleRNN", "GRU", "LSTM"])
def test_the_parts_of_the_directions_and_the_bias_add_up(tmp_path, cell, merge_mode, head):
    names = THREE if head == "three classes" else ("bad", "good")
    scorer = random_scorer(
        tmp_path, names, cell=cell, merge_mode=merge_mode, head="softmax" if head == "three classes" else head
    )
    split = direction_split(scorer, TEXT)
    probabilities = scorer.probabilities([TEXT])[0].astype(float)
    place = names.index(split.label)
    if len(names) == 2:
        assert split.label == "good"
        assert split.total == pytest.approx(odds(probabilities[1]), abs=1e-4)
    else:
        assert place == probabilities.argmax()
        assert split.total == pytest.approx((np.log(probabilities) - np.log(probabilities).mean())[place], abs=1e-4)
    assert split.probability == pytest.approx(probabilities[place])
    if merge_mode == "mul":
        assert split.parts == {}
        assert split.method.startswith("Cannot be split: `mul`")
    else:
        assert list(split.parts) == ["forward", "backward"]
        assert sum(split.parts.values()) + split.bias == pytest.approx(split.total, abs=1e-5)
        assert min(map(abs, split.parts.values())) > 1e-3
        assert split.method.startswith("Exact")


@pytest.mark.parametrize("pooling", ["max", "mean", "max_mean", "attention"])
@pytest.mark.parametrize("merge_mode", ["concat", "sum", "ave"])
def test_pooled_outputs_are_split_wherever_they_are_linear(tmp_path, merge_mode, pooling):
    scorer = random_scorer(tmp_path, merge_mode=merge_mode, pooling=pooling, batching="by_length", priors="both")
    split = direction_split(scorer, TEXT)
    if merge_mode != "concat" and "max" in pooling:
        assert split.parts == {}
        assert "maximum" in split.method
    else:
        assert list(split.parts) == ["forward", "backward"]
        assert sum(split.parts.values()) + split.bias == pytest.approx(split.total, abs=1e-5)
        assert min(map(abs, split.parts.values())) > 1e-3


def test_a_network_without_a_recurrent_layer_has_no_parts(tmp_path):
    scorer = random_scorer(tmp_path, direction="unordered", pooling="mean", batching="by_length")
    split = direction_split(scorer, TEXT)
    assert (split.parts, split.method) == ({}, "Cannot be split: this network has no recurrent layer.")
    assert split.total == pytest.approx(odds(scorer.probabilities([TEXT])[0, 1].item()), abs=1e-4)


@pytest.mark.parametrize("direction", ["forward", "backward"])
@pytest.mark.parametrize("merge_mode", ["mul", "ave"])
def test_one_direction_is_the_only_part_in_every_merge_mode(tmp_path, direction, merge_mode):
    split = direction_split(random_scorer(tmp_path, direction=direction, merge_mode=merge_mode, num_layers=2), TEXT)
    assert list(split.parts) == [direction]
    assert split.parts[direction] + split.bias == pytest.approx(split.total, abs=1e-5)


def test_the_part_of_a_direction_changes_with_its_own_state(tmp_path):
    """Only the backward layer of a masked network can see that the first word is different."""
    scorer = random_scorer(tmp_path, batching="by_length", num_layers=1)
    one, other = (direction_split(scorer, text) for text in ("film " * 8, "good " + "film " * 7))
    assert abs(one.parts["backward"] - other.parts["backward"]) > 10 * abs(
        one.parts["forward"] - other.parts["forward"]
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text(max_size=400) | st.sampled_from(KNOWN_WORDS), max_size=12).map(" ".join))
def test_any_text_has_a_split_or_an_error(scorer, text):
    try:
        split = direction_split(scorer, text)
    except InputError:
        assert not scorer.encode([text]).inputs.any()
        return
    assert sum(split.parts.values()) + split.bias == pytest.approx(split.total, abs=1e-5)
