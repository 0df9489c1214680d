from dataclasses import replace

import pytest

from core.comparison.verdicts.headline import headline


@pytest.fixture
def verdict(verdicts_of):
    """The verdict on a forward and a better bidirectional arm with four seeds each."""
    (one,) = verdicts_of({"forward": [0.6] * 4, "bidirectional": [0.9] * 4})
    return one


def test_a_decision_is_the_headline(verdict):
    assert verdict.decision == "better"
    assert headline(verdict) == "Reading both ways is better"
    assert headline(replace(verdict, decision="worse")) == "Reading both ways is worse"
    assert headline(replace(verdict, decision="same")) == "Practically the same"
    assert headline(replace(verdict, decision="undecided")) == "Undecided"


def test_a_study_that_has_not_ended_and_networks_that_learned_nothing_say_so(verdict):
    assert headline(replace(verdict, decision="undecided", withheld=("unfinished",))) == "No verdict yet"
    untrained = replace(verdict, decision="nothing", withheld=("untrained",))
    assert headline(untrained, is_above_ceiling=True) == "Neither network learned anything"


def test_one_seed_is_no_verdict_unless_no_forward_network_can_be_so_good(verdicts_of):
    (once,) = verdicts_of({"forward": [0.6], "bidirectional": [0.9]})
    assert headline(once) == "One seed each: no verdict yet"
    assert headline(replace(once, seeds=())) == "No seed in common: no verdict"
    assert headline(once, is_above_ceiling=True) == "More accurate than any forward network can be"


def test_a_decision_stays_the_headline_above_the_ceiling(verdict):
    assert headline(verdict, is_above_ceiling=True) == "Reading both ways is better"
