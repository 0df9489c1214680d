import re
import time

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.comparison.rows.text_slices import MAX_SLICES, TextSlice, members, parse_slice, parse_slices
from core.config import DatasetConfig
from core.data.sources.own_file import load
from core.errors import BothwaysError, DatasetError, InputError

TEXTS = ["Not a good film!", "nothing here", "a film, not good", "I'd give 10/10", "", "É très NOT"]
ROWS = pd.DataFrame({"row": range(1, 7), "text": TEXTS, "num_words": [4, 2, 4, 4, 0, 3]})


def inside(text, rows=ROWS, dataset=None):
    return [
        number for number, is_in in enumerate(members(parse_slice(text), rows, dataset or DatasetConfig())) if is_in
    ]


def test_a_word_is_found_as_the_rules_for_words_cut_texts_however_it_is_spelled():
    texts = ["I don\u2019t know", "I don't know", "\u00b4tis na\u0308ive", "GROSSE STRA\u00dfE", "a can't-do"]
    rows = pd.DataFrame({"row": range(5), "text": texts, "num_words": 3})
    assert inside("word=n't", rows) == [0, 1, 4]
    assert inside("word=don\u2019t", rows) == [0, 1]
    assert inside("word=n\u00e4ive", rows) == [2]
    assert inside("word=strasse", rows) == [3]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("word=not", [0, 2, 5]),
        ("word=NOT good", [2]),
        ("word=good film", [0]),
        ("word=film not", [2]),
        (r"regex=\d+/10", [3]),
        ("regex=^not", [1]),
        ("regex=(?i)^not", [0, 1]),
        ("regex==", []),
        ("length=4", [0, 2, 3]),
        ("length=0-2", [1, 4]),
        ("length= 3 - ", [0, 2, 3, 5]),
        ("length=-0", [4]),
    ],
)
def test_a_slice_has_the_texts_that_match_it(text, expected):
    assert inside(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "not", "word=", "word=()", "words=not", "length=x", "length=-", "length=5-2", "length=1-2-3", "regex=(",
        "regex=(?=a)", r"regex=(a)\1", "regex=\ud800", "column==x", "column=", "=not",
    ],
)  # fmt: skip
def test_what_is_no_slice_is_refused_in_words(text):
    with pytest.raises(InputError, match="is no slice"):
        parse_slice(text)


@given(st.one_of(st.text(max_size=30), st.sampled_from(["word", "regex", "length", "column"]).flatmap(
    lambda kind: st.text(max_size=20).map(lambda value: f"{kind}={value}"))))  # fmt: skip
def test_any_line_is_a_slice_or_is_refused(line):
    try:
        one = parse_slice(line)
    except InputError:
        return
    assert parse_slice(str(one)) == one


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=20).filter(str.strip))
def test_a_pattern_of_escaped_characters_finds_what_contains_them(text):
    text = text.strip()
    rows = pd.DataFrame({"row": [1, 2], "text": [f"x{text}y", ""], "num_words": 1})
    assert inside("regex=" + re.sub(r"([^0-9a-zA-Z ])", r"\\\1", text), rows) == [0]


def test_a_pattern_that_backtracks_forever_elsewhere_ends_at_once():
    rows = pd.DataFrame({"row": [1], "text": ["a" * 50_000 + "b"], "num_words": 1})
    start = time.monotonic()
    assert inside("regex=^(a+)+$", rows) == []
    assert time.monotonic() - start < 5


def test_lines_are_slices_each_once():
    once = parse_slices(["word=not", "", " word=not ", "length=3"])
    assert once == (TextSlice("word", "not"), TextSlice("length", "3"))
    with pytest.raises(InputError, match=f"{MAX_SLICES + 1} slices"):
        parse_slices(f"length={number}" for number in range(MAX_SLICES + 1))


@pytest.fixture
def csv(tmp_path):
    """The config of a CSV file with a further column, and its rows as test rows."""
    path = tmp_path / "reviews.csv"
    sources = [("web", "print ")[number % 3 == 0] for number in range(12)]
    lines = [f"film number {number},{('bad', 'good')[number % 2]},{source}" for number, source in enumerate(sources)]
    path.write_text("\n".join(["text,label,source", *lines]), encoding="utf-8")
    config = DatasetConfig(name="file", path=str(path), text_column="text", label_column="label")
    data = load(config)
    return config, pd.DataFrame({"row": data.rows, "text": data.texts, "num_words": 3}).iloc[::-1]


def test_a_column_of_the_file_makes_a_slice(csv):
    config, rows = csv
    assert rows["row"].iloc[inside("column=source=print", rows, config)].tolist() == [10, 7, 4, 1]


def test_a_file_that_has_changed_makes_no_slice(csv):
    config, rows = csv
    for changed in (rows.assign(text="other"), rows.assign(row=rows["row"] + 1)):
        with pytest.raises(DatasetError, match="has changed"):
            members(parse_slice("column=source=web"), changed, config)


def test_only_a_column_of_a_csv_file_makes_a_slice(csv):
    config, rows = csv
    with pytest.raises(DatasetError, match="no column 'price'"):
        members(parse_slice("column=price=1"), rows, config)
    with pytest.raises(BothwaysError, match="needs your own file"):
        members(parse_slice("column=source=imdb"), rows, DatasetConfig(name="reviews"))
