import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.inference.explain import word_spans
from core.inference.explain.attribution import WordAttribution, direction_split, leave_one_out, log_odds
from core.inference.explain.word_spans import Word
from tests.support.networks import KNOWN_WORDS, random_scorer

TEXT = "The film was not bad, a lovely film!"
THREE = ("bad", "fair", "good")
MERGES = ("concat", "sum", "ave", "mul")


@pytest.fixture(scope="module", params=["padded", "by_length"])
def scorer(request, tmp_path_factory):
    return random_scorer(tmp_path_factory.mktemp(request.param), batching=request.param)


def odds(probability):
    return math.log(probability) - math.log1p(-probability)


def without(text, place):
    tokens = text.split()
    return " ".join(tokens[:place] + tokens[place + 1 :])


def test_contributions_are_those_of_texts_scored_separately(scorer):
    found = leave_one_out(scorer, TEXT)
    whole = odds(scorer.probabilities([TEXT])[0, 1])
    assert (found.label, found.log_odds) == ("good", pytest.approx(whole, abs=1e-4))
    assert found.method.startswith("Exact: each word that is read")
    for place, contribution in enumerate(found.words):
        alone = odds(scorer.probabilities([without(TEXT, place)])[0, 1])
        assert contribution.change == pytest.approx(whole - alone, abs=1e-4)
        assert contribution.has_effect
    assert len({round(contribution.change, 4) for contribution in found.words}) > 4


def test_contributions_to_the_other_class_are_the_opposite(scorer):
    good, bad = (leave_one_out(scorer, TEXT, label) for label in ("good", "bad"))
    assert [word.change for word in bad.words] == pytest.approx([-word.change for word in good.words])


@pytest.mark.parametrize("head", ["softmax", "logits"])
def test_of_more_than_two_classes_the_verdict_is_held_against_the_rest(tmp_path, head):
    scorer = random_scorer(tmp_path, THREE, head=head)
    found = leave_one_out(scorer, TEXT)
    probabilities = scorer.probabilities([TEXT, without(TEXT, 0)])
    place = probabilities[0].argmax()
    assert found.label == THREE[place]
    assert found.log_odds == pytest.approx(odds(probabilities[0, place]), abs=1e-4)
    expected = odds(probabilities[0, place]) - odds(probabilities[1, place])
    assert found.words[0].change == pytest.approx(expected, abs=1e-4)


def test_words_that_are_not_read_have_no_contribution_and_no_cut_word_comes_in(tmp_path):
    scorer = random_scorer(tmp_path, maxlen=3, oov=False)
    found = leave_one_out(scorer, "lovely but zebra not bad film")
    assert [contribution.word.status for contribution in found.words] == [
        "cut", "cut", "dropped", "known", "known", "known",
    ]  # fmt: skip
    assert [contribution.change is None for contribution in found.words] == [True] * 3 + [False] * 3
    whole, rest = (odds(scorer.probabilities([text])[0, 1]) for text in ("not bad film", "bad film"))
    assert found.words[3].change == pytest.approx(whole - rest, abs=1e-4)


@pytest.mark.parametrize(("change", "has_effect"), [(None, False), (0.0, False), (-2e-6, False), (-0.01, True)])
def test_a_word_without_any_effect_is_told_from_the_others(change, has_effect):
    assert WordAttribution(Word("film", 0, 4, "known"), change).has_effect is has_effect


def test_of_a_long_text_the_first_and_last_words_are_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(word_spans, "MOST_STEPS", 0)
    scorer = random_scorer(tmp_path, maxlen=50)
    found = leave_one_out(scorer, "film " * 60)
    known = [contribution.change is not None for contribution in found.words]
    assert known == [False] * 10 + [True] * 10 + [False] * 30 + [True] * 10
    assert "first 10 and the last 10 of the 50 words" in found.method


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


@pytest.mark.parametrize("direction", ["forward", "backward"])
@pytest.mark.parametrize("merge_mode", ["mul", "ave"])
def test_one_direction_is_the_only_part_whatever_the_merge_mode(tmp_path, direction, merge_mode):
    split = direction_split(random_scorer(tmp_path, direction=direction, merge_mode=merge_mode, num_layers=2), TEXT)
    assert list(split.parts) == [direction]
    assert split.parts[direction] + split.bias == pytest.approx(split.total, abs=1e-5)


def test_what_a_direction_adds_is_what_its_own_summary_changes(tmp_path):
    """Only the backward reader of a masked network can see that the first word is another one."""
    scorer = random_scorer(tmp_path, batching="by_length", num_layers=1)
    one, other = (direction_split(scorer, text) for text in ("film " * 8, "good " + "film " * 7))
    assert abs(one.parts["backward"] - other.parts["backward"]) > 10 * abs(
        one.parts["forward"] - other.parts["forward"]
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text(max_size=400) | st.sampled_from(KNOWN_WORDS), max_size=12).map(" ".join))
def test_any_text_has_an_explanation_or_a_sentence(scorer, text):
    try:
        found, split = leave_one_out(scorer, text), direction_split(scorer, text)
    except InputError:
        assert not scorer.encode([text]).inputs.any()
        return
    assert [contribution.word.is_read for contribution in found.words] == [
        contribution.change is not None for contribution in found.words
    ]
    assert sum(split.parts.values()) + split.bias == pytest.approx(split.total, abs=1e-5)


def test_log_odds_of_many_classes_do_not_overflow():
    logits = np.array([[1e4, -1e4, 0.0], [0.0, 0.0, 0.0]], np.float32)
    assert log_odds(logits, 0).tolist() == pytest.approx([1e4, -math.log(2)])
    assert log_odds(np.array([[2.0]]), 0).tolist() == [-2.0]
