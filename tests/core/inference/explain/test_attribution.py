import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.inference.explain import word_spans
from core.inference.explain.attribution import Attributions, WordAttribution, leave_one_out, log_odds, strongest
from core.inference.explain.counterfactuals import score_counterfactuals
from core.inference.explain.direction_split import direction_split
from core.inference.explain.incremental import incremental_predictions
from core.inference.explain.word_spans import Word
from tests.support.networks import KNOWN_WORDS, random_scorer

TEXT = "The film was not bad, a lovely film!"
THREE = ("bad", "fair", "good")


@pytest.fixture(scope="module", params=["padded", "by_length"])
def scorer(request, tmp_path_factory):
    return random_scorer(tmp_path_factory.mktemp(request.param), batching=request.param)


def odds(probability):
    return math.log(probability) - math.log1p(-probability)


def without(text, place):
    tokens = text.split()
    return " ".join(tokens[:place] + tokens[place + 1 :])


def test_attributions_equal_those_of_texts_scored_separately(scorer):
    attributions = leave_one_out(scorer, TEXT)
    whole = odds(scorer.probabilities([TEXT])[0, 1])
    assert (attributions.label, attributions.log_odds) == ("good", pytest.approx(whole, abs=1e-4))
    assert attributions.method.startswith("Exact: each word that is read")
    for place, attribution in enumerate(attributions.words):
        alone = odds(scorer.probabilities([without(TEXT, place)])[0, 1])
        assert attribution.change == pytest.approx(whole - alone, abs=1e-4)
        assert attribution.has_effect
    assert len({round(attribution.change, 4) for attribution in attributions.words}) > 4


def test_attributions_to_the_other_class_have_the_opposite_sign(scorer):
    good, bad = (leave_one_out(scorer, TEXT, label) for label in ("good", "bad"))
    assert [word.change for word in bad.words] == pytest.approx([-word.change for word in good.words])


@pytest.mark.parametrize("head", ["softmax", "logits"])
def test_with_more_than_two_classes_the_predicted_class_is_against_the_rest(tmp_path, head):
    scorer = random_scorer(tmp_path, THREE, head=head)
    attributions = leave_one_out(scorer, TEXT)
    probabilities = scorer.probabilities([TEXT, without(TEXT, 0)])
    place = probabilities[0].argmax()
    assert attributions.label == THREE[place]
    assert attributions.log_odds == pytest.approx(odds(probabilities[0, place]), abs=1e-4)
    expected = odds(probabilities[0, place]) - odds(probabilities[1, place])
    assert attributions.words[0].change == pytest.approx(expected, abs=1e-4)


def test_words_that_are_not_read_have_no_attribution_and_stay_cut_off(tmp_path):
    scorer = random_scorer(tmp_path, maxlen=3, oov=False)
    attributions = leave_one_out(scorer, "lovely but zebra not bad film")
    assert [attribution.word.status for attribution in attributions.words] == [
        "cut", "cut", "dropped", "known", "known", "known",
    ]  # fmt: skip
    assert [attribution.change is None for attribution in attributions.words] == [True] * 3 + [False] * 3
    whole, rest = (odds(scorer.probabilities([text])[0, 1]) for text in ("not bad film", "bad film"))
    assert attributions.words[3].change == pytest.approx(whole - rest, abs=1e-4)


@pytest.mark.parametrize(("change", "has_effect"), [(None, False), (0.0, False), (-2e-6, False), (-0.01, True)])
def test_a_word_without_effect_is_distinguished_from_the_others(change, has_effect):
    assert WordAttribution(Word("film", 0, 4, "known"), change).has_effect is has_effect


def test_in_a_long_text_only_the_first_and_last_words_are_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(word_spans, "MAX_STEPS", 0)
    scorer = random_scorer(tmp_path, maxlen=50)
    attributions = leave_one_out(scorer, "film " * 60)
    known = [attribution.change is not None for attribution in attributions.words]
    assert known == [False] * 10 + [True] * 10 + [False] * 30 + [True] * 10
    assert "first 10 and the last 10 of the 50 words" in attributions.method


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text(max_size=400) | st.sampled_from(KNOWN_WORDS), max_size=12).map(" ".join))
def test_any_text_has_attributions_or_an_error(scorer, text):
    try:
        attributions = leave_one_out(scorer, text)
    except InputError:
        assert not scorer.encode([text]).inputs.any()
        return
    assert [attribution.word.is_read for attribution in attributions.words] == [
        attribution.change is not None for attribution in attributions.words
    ]


def test_the_twelve_strongest_words_come_first_without_those_that_have_no_effect():
    changes = (0.001, None, -3.0, *[0.1 * number for number in range(1, 15)])
    words = tuple(WordAttribution(Word(f"w{number}", 0, 1, "known"), change) for number, change in enumerate(changes))
    strong = strongest(Attributions("good", 1.0, words, ""))
    assert [each.word.token for each in strong[:3]] == ["w2", "w16", "w15"]
    assert len(strong) == 12
    assert strongest(Attributions("good", 1.0, words[:2], "")) == []


def test_log_odds_of_many_classes_do_not_overflow():
    logits = np.array([[1e4, -1e4, 0.0], [0.0, 0.0, 0.0]], np.float32)
    assert log_odds(logits, 0).tolist() == pytest.approx([1e4, -math.log(2)])
    assert log_odds(np.array([[2.0]]), 0).tolist() == [-2.0]


def test_the_log_odds_of_a_label_do_not_depend_on_those_of_others(tmp_path):
    assert log_odds(np.array([[2.0, -1.0]]), 1, are_labels=True).tolist() == [-1]
    scorer = random_scorer(tmp_path, ("food", "money"), head="multi_label")
    attributions = leave_one_out(scorer, "a good film")
    shares = scorer.score(["a good film"])[0].probabilities
    assert attributions.label == max(shares, key=shares.get)
    share = shares[attributions.label]
    assert attributions.log_odds == pytest.approx(math.log(share / (1 - share)), abs=1e-5)
    split = direction_split(scorer, "a good film")
    assert sum(split.parts.values()) + split.bias == pytest.approx(split.total, abs=1e-5)
    assert split.total == pytest.approx(attributions.log_odds, abs=1e-5)
    (edited,) = score_counterfactuals(scorer, "a good film", ["a bad film"])
    assert edited.verdict == scorer.score(["a bad film"])[0].label
    assert incremental_predictions(scorer, "a good film").forward.labels[-1] == scorer.score(["a good film"])[0].label
