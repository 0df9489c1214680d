import json

import pytest

from core.comparison.comparison import compare_runs
from core.comparison.rows.own_slice_tables import (
    own_slice_documents,
    own_slice_sentences,
    own_slice_table,
    own_slice_text,
)
from core.comparison.rows.own_slices import own_slices
from core.comparison.rows.text_slices import parse_slices

FORWARD, BOTH = "forward SimpleRNN 4", "bidirectional SimpleRNN 4"


@pytest.fixture
def results(with_baseline, settings):
    comparison = compare_runs(with_baseline, settings.home)
    return own_slices(comparison, parse_slices(["length=0-10", "word=3", "word=zebra"]))


def test_the_table_has_a_row_for_each_slice(results):
    table = own_slice_table(results).set_index("Slice")
    assert table["Texts"].tolist() == ["80 of 200", "1 of 200", "0 of 200"]
    assert table.loc["length=0-10", BOTH] == "100.0 % (97.6 to 100.0)"
    assert table.loc["length=0-10", f"{BOTH} against {FORWARD} (points)"].startswith("+")
    assert "(" not in table.loc["word=3", BOTH]
    assert table.loc["word=zebra"].isna().sum() == 3


def test_the_sentences_give_n_accuracies_and_gaps(results):
    first, _, last = own_slice_sentences(results)
    assert first.startswith(f"Slice length=0-10: 80 of 200 texts; {FORWARD} ")
    assert f"; {BOTH} against {FORWARD} +" in first
    assert last == "Slice word=zebra: 0 of 200 texts."


def test_the_documents_are_json(results):
    documents = json.loads(json.dumps(own_slice_documents(results), allow_nan=False))
    assert documents[0]["accuracies"][1]["arm"] == BOTH
    assert documents[0]["gaps"][0]["a"] == FORWARD
    assert documents[1]["gaps"][0]["low"] is None
    assert documents[2]["accuracies"] == []


def test_the_text_says_which_rules_cut_the_words_of_slices():
    intervals = own_slice_text(parse_slices(["regex=a"]), "characters")
    assert "tokenizer" not in intervals
    assert own_slice_text(parse_slices(["word=a", "length=3"]), "words") == (
        f"{intervals} word= finds words as text.tokenizer=words cuts them, whatever the tokenizer of the networks."
    )
    assert own_slice_text(parse_slices(["length=3"]), "characters").endswith(
        "length= counts characters, as the tokenizer of the networks cuts the texts."
    )
