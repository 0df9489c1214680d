"""What sentences whose tokens have labels look like: numbers, first sentences with their tags, lengths and labels."""

from typing import Any

import streamlit as st

from core.config import RunConfig
from core.data.dataset import Dataset
from core.data.profiles.sentence_profile import SentenceProfile
from core.data.text.text_profile import DataProfile
from core.reports.figures.theme import tag_styles
from pages.data import text_view
from pages.shared.data.setting_field import setting
from pages.shared.session import draft
from pages.shared.ui.formats import count, percent
from pages.shared.ui.tag_chips import Chip, chips_html, legend_html

# Of `draft.WORD_SETTINGS`, those that change the spelling of a token; none cuts it.
_SPELLING_SETTINGS = ("normalization", "language", "lower")
_MOST_SHOWN = 36  # tokens of a sentence


def show(
    dataset: Dataset, profile: DataProfile, sentences: SentenceProfile, config: RunConfig, values: dict[str, Any]
) -> None:
    """Draw the whole preview, top to bottom."""
    _numbers(dataset, profile, sentences)
    text_view.warnings((*sentences.warnings, *profile.warnings))
    st.subheader("First sentences", anchor=False)
    _examples(dataset, sentences)
    text_view.class_balance(sentences.class_balance, "Tokens")
    st.caption(_ambiguity(sentences))
    text_view.text_charts(profile, values, "sentences")
    with st.expander("How tokens are spelled", key="word_options", icon=":material/text_fields:"):
        for key in _SPELLING_SETTINGS:
            setting(values["text"], draft.DATA, "text", key)
    text_view.reading_notes(profile, "sentence")
    st.subheader("Arrays for training", anchor=False)
    labels = {part: shape.replace("(", "labels (", 1) for part, shape in sentences.shapes(profile.maxlen).items()}
    text_view.shapes(sentences.shapes(profile.maxlen), config, labels)


def _numbers(dataset: Dataset, profile: DataProfile, sentences: SentenceProfile) -> None:
    scheme = f"The labels mark spans in the scheme {sentences.scheme}." if sentences.scheme else None
    types = f" Types: {', '.join(sentences.span_types)}." if sentences.span_types else ""
    numbers = (
        ("sentences", count(sum(sentences.num_sentences.values())), "Training, validation and test together."),
        ("tokens", count(sentences.num_tokens), "Each has a label."),
        ("labels", count(dataset.num_classes), f"{scheme}{types}" if scheme else None),
        ("median tokens", count(profile.median_length), f"The longest sentence has {count(profile.max_length)}."),
        ("distinct words", count(profile.num_distinct_words), "In the training set."),
    )
    for column, (label, value, help_text) in zip(st.columns(len(numbers)), numbers, strict=True):
        column.metric(label, value, help=help_text)
    if scheme:
        st.text(f"{scheme}{types}")


def _examples(dataset: Dataset, sentences: SentenceProfile) -> None:
    """The first sentences, each with its row and its tags below its words."""
    styles = tag_styles(dataset.class_names)
    st.html(legend_html(styles))
    for row, words, labels in zip(sentences.example_rows, sentences.examples, sentences.example_labels, strict=True):
        chips = [Chip(word, label, f"{word}: {label}") for word, label in zip(words, labels, strict=True)]
        cut = f", the first {_MOST_SHOWN} of {count(len(chips))} tokens" if len(chips) > _MOST_SHOWN else ""
        with st.container(gap="xsmall", key=f"sentence_{row}"):
            st.caption(f"Row {count(row)}{cut}")
            st.html(chips_html(chips[:_MOST_SHOWN], styles))


def _ambiguity(sentences: SentenceProfile) -> str:
    return (
        f"{percent(sentences.share_ambiguous)} of the test tokens are words with several labels in the training set, "
        "or words that it does not have: for these, a label depends on the words around them."
    )
