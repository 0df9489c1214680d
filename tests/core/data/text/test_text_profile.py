import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.config import RunConfig, TextRules
from core.data.encoding import encode
from core.data.reading import Reading
from core.data.sources import Dataset, split
from core.data.text.text_profile import profile, read_corpus
from core.data.text.tokenization import Vocabulary, tokenize

NEUTRAL = [f"word{i} other{i % 7} third{i % 3} fourth{i % 11}" for i in range(1_000)]


def make_dataset(texts: list[str], labels: list[int] | None = None) -> Dataset:
    labels = np.array([i % 2 for i in range(len(texts))] if labels is None else labels, dtype=np.int32)
    return Dataset("own.csv", texts, labels, ("no", "yes"), np.arange(1, len(texts) + 1), Reading(remarks=("A note.",)))


def make_config(**parts: dict) -> RunConfig:
    return RunConfig.from_dict(parts)


@settings(deadline=None)
@given(
    st.lists(st.text(alphabet="aAbBnt' .!é", max_size=30), min_size=30, max_size=60),
    st.integers(2, 15),
    st.integers(1, 8),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["keras", "words"]),
)
def test_the_profile_counts_what_vocabulary_and_encode_do(texts, num_words, maxlen, oov, lower, tokenizer):
    text = {"num_words": num_words, "maxlen": maxlen, "oov": oov, "lower": lower, "tokenizer": tokenizer}
    config = make_config(text=text)
    dataset = make_dataset(texts)
    data = profile(dataset, config)
    parts = split(dataset, config.dataset, config.train.validation_split)
    in_train, in_test = ([dataset.texts[row] for row in rows] for rows in (parts.train, parts.test))

    for size in {num_words, *data.coverage["num_words"]}:
        text_config = config.text.model_copy(update={"num_words": int(size)})
        words = set(Vocabulary.fit(in_train, text_config).words)
        for part, part_texts in (("train", in_train), ("test", in_test)):
            tokens = [token for text in part_texts for token in tokenize(text, TextRules(tokenizer, lower))]
            expected = sum(token in words for token in tokens) / max(1, len(tokens))
            shares = data.coverage.loc[data.coverage["num_words"] == size, part].tolist()
            assert shares == ([pytest.approx(expected)] if shares else [])
            assert size != num_words or data.chosen_coverage[part] == pytest.approx(expected)

    long = config.text.model_copy(update={"maxlen": 100})
    lengths = (encode(texts, Vocabulary.fit(in_train, long), long, masked=False).inputs > 0).sum(axis=1)
    assert data.share_cut == pytest.approx(np.mean(lengths > maxlen))
    assert data.median_length == np.median(lengths)
    assert data.max_length == lengths.max()
    assert data.lengths["num_texts"].sum() == len(texts)
    for row in data.lengths.itertuples():
        assert row.num_texts == np.sum((lengths >= row.num_tokens) & (lengths < row.num_tokens_end))


def test_the_class_balance_is_told_for_each_part():
    data = profile(
        make_dataset(NEUTRAL, [int(i % 4 == 0) for i in range(1_000)]), make_config(dataset={"test_size": 0.2})
    )
    table = data.class_balance.pivot(index="part", columns="label", values="num_rows")
    assert table.loc["test"].to_dict() == {"no": 150, "yes": 50}
    assert table.to_numpy().sum() == 1_000
    assert data.class_balance.groupby("part")["share"].sum().tolist() == [pytest.approx(1)] * 3


def test_shapes_are_those_after_padding():
    dataset = make_dataset(NEUTRAL)
    assert profile(dataset, make_config(text={"maxlen": 20})).shapes == {
        "train": "(603, 20)",
        "validation": "(67, 20)",
        "test": "(330, 20)",
    }
    by_length = make_config(text={"maxlen": 20}, train={"batching": "by_length"})
    assert profile(dataset, by_length).shapes["test"] == "(330, ≤ 20)"


def test_texts_that_differ_by_case_and_punctuation_only_are_near_duplicates():
    texts = [f"{mark} Number {i // 2}{mark}" if i % 2 else f"number, {i // 2}" for i, mark in enumerate("!?" * 500)]
    dataset, config = make_dataset(texts, [i // 2 % 2 for i in range(1_000)]), make_config()
    data = profile(dataset, config)
    parts = split(dataset, config.dataset, config.train.validation_split)
    test_rows = set(parts.test.tolist())
    expected = sum((row ^ 1) not in test_rows for row in test_rows)
    assert data.num_near_duplicates == expected > 0
    (warning,) = data.warnings
    assert warning.startswith(f"There are {expected} test texts")
    assert warning.endswith("The setting drop_near_duplicates removes them.")


@pytest.mark.parametrize("lower", [True, False])
def test_case_makes_no_text_another_even_where_the_tokenizer_keeps_it(lower):
    texts = [f"Number {i // 2}" if i % 2 else f"number {i // 2}" for i in range(1_000)]
    dataset = make_dataset(texts, [i // 2 % 2 for i in range(1_000)])
    assert profile(dataset, make_config(text={"lower": lower})).num_near_duplicates > 0


def test_a_published_test_set_keeps_its_near_duplicates():
    dataset = replace(make_dataset([*NEUTRAL, "Word0 other0 third0 fourth0!"]), num_test=1)
    (warning,) = profile(dataset, make_config()).warnings
    assert warning.startswith("There is 1 test text (100.00 %) with the same words")
    assert warning.endswith("than new texts would.")


def test_ordinary_data_gets_no_warning_and_keeps_its_notes():
    data = profile(make_dataset(NEUTRAL), make_config())
    assert data.warnings == ()
    assert data.reading.notes == ("A note.",)
    assert data.num_near_duplicates == 0


@pytest.mark.parametrize(
    ("texts", "labels", "text_config", "warning"),
    [
        (NEUTRAL[:100], None, {}, "There are only 100 rows, 33 of them for testing: .* by ±17.1 points"),
        (
            NEUTRAL,
            [int(i % 10 == 0) for i in range(1_000)],
            {},
            "'yes' has 10.0 % of the rows. Always .* 'no' .* 90.0 %",
        ),
        (NEUTRAL, [int(i >= 500) for i in range(1_000)], {}, "sorted by label in the source"),
        (NEUTRAL, None, {"maxlen": 2}, "100 % of texts are longer than maxlen .2 tokens.; their beginning is cut off"),
        (NEUTRAL, None, {"maxlen": 2, "truncating": "post"}, "their end is cut off"),
        (["()", *NEUTRAL[1:]], None, {}, "There is 1 text without any known word"),
    ],
)
def test_what_may_mislead_is_said_once(texts, labels, text_config, warning):
    data = profile(make_dataset(texts, labels), make_config(text=text_config))
    assert len(data.warnings) == 1
    assert re.search(warning, data.warnings[0])


def test_a_corpus_read_before_serves_other_settings():
    dataset, first, other = make_dataset(NEUTRAL), make_config(), make_config(text={"num_words": 50, "maxlen": 2})
    corpus = read_corpus(dataset, split(dataset, first.dataset, first.train.validation_split), first.text)
    again, fresh = profile(dataset, other, corpus), profile(dataset, other)
    assert again.chosen_coverage == fresh.chosen_coverage
    assert again.chosen_coverage["test"] < 1
    assert (again.share_cut, again.shapes, again.warnings) == (fresh.share_cut, fresh.shapes, fresh.warnings)


def test_one_very_long_text_does_not_flatten_the_histogram():
    lengths = profile(make_dataset([*NEUTRAL[1:], "long " * 5_000]), make_config()).lengths
    assert len(lengths) <= 41
    assert lengths["num_tokens_end"].iloc[-1] == 5_001
    assert lengths["num_tokens"].iloc[-1] <= 5
