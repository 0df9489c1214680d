import math

import pytest

from core.inference.explain.attribution import leave_one_out
from core.inference.explain.explanation_tables import attribution_table, incremental_table
from core.inference.explain.incremental import incremental_predictions
from tests.support.networks import random_scorer

TEXT = "a very long and lovely zyx film"


@pytest.fixture(scope="module")
def scorer(tmp_path_factory):
    return random_scorer(tmp_path_factory.mktemp("network"), maxlen=4)


def test_each_word_has_its_position_attribution_and_status(scorer):
    table = attribution_table(leave_one_out(scorer, TEXT))
    assert table["Position"].tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert table["Word"].tolist() == TEXT.split()
    assert table["Status"].tolist() == ["cut"] * 3 + ["known", "known", "unknown", "known"]
    assert [math.isnan(value) for value in table["Log-odds"]] == [True] * 3 + [False] * 4


def test_each_count_names_the_word_that_it_adds(scorer):
    trace = incremental_predictions(scorer, TEXT)
    table = incremental_table(trace)
    assert table["Words"].tolist() == [1, 2, 3, 4]
    assert table["First words, up to"].tolist() == ["and", "lovely", "zyx", "film"]
    assert table["Last words, from"].tolist() == ["film", "zyx", "lovely", "and"]
    assert table["Of the first words"].tolist() == list(trace.forward.probabilities)
    assert table["Of the last words"].tolist() == list(trace.backward.probabilities)
