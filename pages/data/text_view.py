"""What texts look like: their numbers, warnings, charts, first rows and the shapes of the arrays."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core.config import RunConfig
from core.data.reading import Reading
from core.data.sources import Dataset
from core.data.text.text_profile import DataProfile
from core.data.text.tokenization import rules_of, tokenize
from core.reports.figures import datasets
from core.system.formatting import counted
from pages.shared.data.setting_field import setting
from pages.shared.session import draft
from pages.shared.ui.chart import chart
from pages.shared.ui.formats import count, literal, percent, short

NUM_FIRST_ROWS = 6
_SHOWN_CHARACTERS, _SHOWN_WORDS = 1_000, 60


def numbers(dataset: Dataset, profile: DataProfile) -> None:
    """The four figures on top."""
    for column, (label, value, help_text) in zip(
        st.columns(4),
        (
            ("rows", count(len(dataset.labels)), "Rows with a text and a label, without duplicate texts."),
            ("classes", count(dataset.num_classes), None),
            (
                "median words",
                count(profile.median_length),
                f"Words of the median text. The longest has {count(profile.max_length)}.",
            ),
            ("distinct words", count(profile.num_distinct_words), "In the training set."),
        ),
        strict=True,
    ):
        column.metric(label, value, help=help_text)


def warnings(sentences: Sequence[str], removed: Sequence[str] = ()) -> None:
    """What may make results misleading, and what is removed; names come from the data: no Markdown is rendered."""
    with st.container(gap="xsmall"):
        for warning in sentences:
            st.markdown(f":orange[:material/warning:] {literal(warning)}")
        for note in removed:
            st.caption(literal(note))


def stand_in(reading: Reading) -> None:
    """A warning where other data stand in for those that were chosen."""
    if reading.stand_in_note:
        st.warning(literal(reading.stand_in_note), icon=":material/swap_horiz:")


def class_balance(balance: pd.DataFrame, counted: str = "Rows") -> None:
    """How many rows (or images, or steps) each class has, over all parts."""
    sums = balance.groupby("label", sort=False)["num_rows"].sum()
    counts = dict(zip(sums.index.astype(str), sums.tolist(), strict=True))
    chart(datasets.class_balance(counts, counted), "class_balance", f"{counted} of each class")


def text_charts(profile: DataProfile, values: dict[str, dict[str, Any]], noun: str = "texts") -> None:
    """Lengths against `maxlen` and coverage against `num_words`, each with its setting beneath.

    Args:
        noun: what an example is called.
    """
    text = values["text"]
    left, right = st.columns(2)
    with left:
        chart(
            datasets.lengths(profile.lengths, profile.maxlen, profile.share_cut, noun),
            "lengths",
            f"Histogram of the lengths of {noun}; {percent(profile.share_cut)} are longer than maxlen",
        )
        setting(text, draft.DATA, "text", "maxlen")
    with right:
        chart(
            datasets.vocabulary_coverage(profile.coverage, text["num_words"], profile.chosen_coverage, noun),
            "coverage",
            "Share of words inside the vocabulary, by its size",
        )
        setting(text, draft.DATA, "text", "num_words")


def words(text: dict[str, Any]) -> None:
    """The settings that say how texts are cut into words."""
    with st.expander("How texts become words", key="word_options", icon=":material/text_fields:"):
        for key in draft.WORD_SETTINGS:
            setting(text, draft.DATA, "text", key)


def first_rows(dataset: Dataset, config: RunConfig) -> None:
    """The first rows as they were read, and the words that they become."""
    first = slice(NUM_FIRST_ROWS)
    frame = pd.DataFrame(
        {
            "row": dataset.rows[first],
            "label": [_names(dataset, label) for label in dataset.labels[first]],
            "text": [short(text, 400) for text in dataset.texts[first]],
        }
    )
    if config.text.tokenizer != "subwords":  # which are learned from the training texts first
        frame["words"] = [_words(text, config) for text in dataset.texts[first]]
    st.dataframe(
        frame, hide_index=True, alt="The first rows", column_config={"text": st.column_config.TextColumn(width="large")}
    )


def _names(dataset: Dataset, label: np.ndarray) -> str:
    """The name of a class, or those of the labels that a text has."""
    if dataset.has_label_sets:
        return ", ".join(dataset.class_names[place] for place in np.flatnonzero(label))
    return dataset.class_names[int(label)]


def _words(text: str, config: RunConfig) -> str:
    return " · ".join(tokenize(text[:_SHOWN_CHARACTERS], rules_of(config))[:_SHOWN_WORDS])


def reading_notes(profile: DataProfile, noun: str = "text") -> None:
    """What was detected and removed, and test texts that are also training texts, as sentences.

    Args:
        noun: what an example is called.
    """
    number = profile.num_near_duplicates
    copied = f"{counted(number, f'test {noun} is', f'test {noun}s are')}" if number else f"No test {noun} is"
    notes(
        (
            *profile.reading.other_notes,
            f"{copied} also in the training or validation set, whatever their case, spaces and punctuation.",
        )
    )


def notes(sentences: Sequence[str]) -> None:
    """Sentences about the reading, one a line."""
    with st.container(gap="xsmall"):
        for sentence in sentences:
            st.text(f"· {sentence}")


def shapes(by_part: Mapping[str, str], config: RunConfig, label_shapes: Mapping[str, str] | None = None) -> None:
    """The arrays that training will use, a row for each part."""
    frame = pd.DataFrame({"part": list(by_part), "shape": list(by_part.values())})
    if label_shapes:
        frame["labels"] = frame["part"].map(label_shapes)
    split = config.train.validation_split
    own_test = config.dataset.has_own_test_set
    frame["used"] = frame["part"].map(
        {
            "train": "to fit the weights, once per epoch",
            "validation": f"after each epoch ({percent(split)} of the rest)"
            if split
            else "never: validation_split is 0",
            "test": "once, at the end" + ("" if own_test else f" ({percent(config.dataset.test_size)} of all rows)"),
        }
    )
    st.dataframe(frame, hide_index=True, alt="Shapes of the arrays by part")
