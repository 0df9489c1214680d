import json

import numpy as np

from core.comparison.presentation.challenge_tables import (
    challenge_document,
    challenge_text,
    gap_table,
    only_one_table,
    rate_table,
)
from core.inference.challenges import Challenge

SUITE = [
    Challenge("negation", template, f"{template} {sign}", sign)
    for template in ("It is not {word}.", "Nothing is {word}.")
    for sign in (True, False)
] + [Challenge("own", "Fine.", "Fine.", True)]
RIGHTS = {"forward": np.array([[1, 0, 1, 0, 0], [1, 0, 1, 0, 1]], bool), "both": np.array([[1, 1, 1, 1, 1]], bool)}


def test_a_difficulty_has_the_share_of_each_arm_with_its_interval():
    negation, own = rate_table(SUITE, RIGHTS).to_dict("records")
    assert negation["Difficulty"] == "negation"
    assert negation["forward"].startswith("50 % (")
    assert negation["both"].endswith(" to 100)")
    assert (negation["Sentences"], negation["Templates"]) == (4, 2)
    assert own["forward"] == "50 % (no interval)"


def test_a_pair_has_the_gap_in_points():
    negation, own = gap_table(SUITE, RIGHTS).to_dict("records")
    assert negation["both against forward"].startswith("+50.0 (")
    assert own["both against forward"] == "+50.0 (no interval)"


def test_only_sentences_that_all_of_one_arm_and_none_of_another_get_right_are_listed():
    rows = only_one_table(SUITE, RIGHTS).to_dict("records")
    assert [(row["Sentence"], row["forward"], row["both"]) for row in rows] == [
        ("It is not {word}. False", "wrong", "right"), ("Nothing is {word}. False", "wrong", "right"),
    ]  # fmt: skip
    assert rows[0]["Sentiment"] == "negative"


def test_the_document_is_plain_json():
    document = json.loads(json.dumps(challenge_document(SUITE, RIGHTS), allow_nan=False))
    assert document["rates"]["forward"]["negation"]["mean"] == 0.5
    assert document["rates"]["forward"]["own"]["low"] is None
    (gap,) = document["gaps"]
    assert (gap["a"], gap["b"], gap["by_difficulty"]["negation"]["mean"]) == ("forward", "both", 0.5)


def test_a_users_own_sentences_are_not_said_to_be_balanced():
    assert "Your own" not in challenge_text(SUITE[:-1])
    own = challenge_text([*SUITE, Challenge("own", "No.", "No.", False)])
    assert own.startswith(challenge_text(SUITE[:-1]))
    assert "Always predicting positive passes 50 % of them" in own
    assert challenge_document(SUITE, RIGHTS)["about"].count("passes 100 % of them") == 1
